import { UsageError, type Place } from '../errors.js';
import { isMap } from '../yaml/ast.js';
import { positionAt } from '../yaml/position.js';
import { pairStart } from '../yaml/splice-pair.js';
import type { EditOptions } from './edit-options.js';
import { findPair } from './image-site.js';
import { rootText } from './kustomization-images.js';
import type { ImageFile, SurveyedDocument } from './survey-images.js';

/**
 * The documents of a file that an edit may change.
 *
 * @throws UsageError for encrypted files, a `--doc` that is not there, and where it is open which
 *   of several documents is meant (X7).
 */
export function chooseDocuments(
  file: ImageFile,
  documents: readonly SurveyedDocument[],
  { doc }: EditOptions,
): readonly SurveyedDocument[] {
  refuseEncrypted(file, documents);
  if (doc !== undefined) return [documentNamed(doc, documents, file.path)];
  for (const kind of ['kustomization', 'values'] as const) {
    const [, second] = documents.filter((document) => document.kind === kind);
    if (second) {
      throw new UsageError(`the file has several documents that could be meant`, {
        code: 'TARGET_AMBIGUOUS',
        hint: 'choose one with --doc and its number, from 1',
        place: placeOf(second),
      });
    }
  }
  return documents;
}

function documentNamed(
  doc: string,
  documents: readonly SurveyedDocument[],
  path: string,
): SurveyedDocument {
  const named = documents.filter(({ source }) => nameOf(source.document.contents) === doc);
  const [first, second] = named;
  if (second) {
    const message = `several documents are named "${doc}"`;
    throw new UsageError(message, {
      code: 'TARGET_AMBIGUOUS',
      hint: 'choose by number',
      place: placeOf(second),
    });
  }
  const numbered = /^[1-9]\d*$/.test(doc) ? documents[Number(doc) - 1] : undefined;
  const chosen = first ?? numbered;
  if (chosen) return chosen;
  const hint = `the file has ${documents.length}; give metadata.name or a number from 1`;
  throw new UsageError(`no document "${doc}"`, { code: 'TARGET_NOT_FOUND', hint, place: { path } });
}

function nameOf(contents: unknown): string | undefined {
  const metadata = isMap(contents) ? findPair(contents, 'metadata')?.value : undefined;
  return isMap(metadata) ? rootText(metadata, 'name') : undefined;
}

function placeOf({ source: { document, placeAt } }: SurveyedDocument): Place {
  return placeAt(document.contents?.range[0] ?? 0);
}

/** SOPS signs the whole file: an edit of it would break its MAC (X13). */
function refuseEncrypted({ path, text }: ImageFile, documents: readonly SurveyedDocument[]): void {
  const places = documents.flatMap(({ source }) => {
    const { contents } = source.document;
    const pair = isMap(contents) ? findPair(contents, 'sops') : undefined;
    return pair ? [source.placeAt(pairStart(pair))] : [];
  });
  const encrypted = text.indexOf('ENC[');
  const place = places[0] ?? (encrypted < 0 ? undefined : { path, ...positionAt(text, encrypted) });
  if (!place) return;
  const hint = 'edit it with sops, or keep the image in a file that is not encrypted';
  throw new UsageError('the file is encrypted by SOPS', { code: 'NOT_EDITABLE', hint, place });
}

import { BugError } from '../errors.js';
import { visit } from '../yaml/ast.js';
import {
  changeView,
  literalView,
  sameView,
  type LiteralView,
  type ViewChange,
} from '../yaml/literal-view.js';
import type { Splice } from '../yaml/splice.js';
import { sameUnit, type ImageUnit } from './image-change.js';
import { readUnit, type ImageSite } from './image-site.js';
import { surveyImages, type SurveyedDocument } from './survey-images.js';

export interface Edited {
  readonly path: string;
  /** The file before, as text and as read. */
  readonly text: string;
  readonly survey: readonly SurveyedDocument[];
  readonly after: string;
  readonly splices: readonly Splice[];
  readonly changes: readonly ViewChange[];
  /** What each changed entry is to say. */
  readonly units: ReadonlyMap<ImageSite, ImageUnit>;
  readonly added?: { readonly name: string; readonly unit: ImageUnit };
}

/**
 * Confirms an edit from its result, knowing nothing of how it was made: the file reads as before
 * except where it was to change, not a byte outside of the splices is different, and whoever looks
 * for images finds each as wanted.
 *
 * @returns the edited file as read.
 * @throws BugError `VERIFY_FAILED`.
 */
export function verifyEdit(edited: Edited): readonly SurveyedDocument[] {
  const after = survey(edited);
  const problem =
    aliasBroken(after) ??
    readsDifferently(edited, after) ??
    bytesDiffer(edited) ??
    framingDiffers(edited) ??
    unitsDiffer(edited, after);
  if (problem !== undefined) throw failed(edited, problem);
  return after;
}

function survey(edited: Edited): readonly SurveyedDocument[] {
  try {
    return surveyImages({ path: edited.path, text: edited.after });
  } catch (error) {
    throw failed(edited, error instanceof Error ? error.message : String(error));
  }
}

/** A parser takes an alias without an anchor; whoever reads its value does not. */
function aliasBroken(after: readonly SurveyedDocument[]): string | undefined {
  let broken: string | undefined;
  for (const { source } of after) {
    visit(source.document, {
      Alias(_, alias) {
        if (!alias.resolve(source.document)) broken = `*${alias.source} would lead nowhere`;
      },
    });
  }
  return broken;
}

function readsDifferently({ survey: before, changes }: Edited, after: readonly SurveyedDocument[]) {
  const expected = changes.reduce<LiteralView>(changeView, viewOf(before));
  return sameView(expected, viewOf(after))
    ? undefined
    : 'more than the images would read differently';
}

/** What a file says, YAML in block scalars included. */
function viewOf(documents: readonly SurveyedDocument[]): LiteralView {
  const embedded = sitesOf(documents)
    .map(({ source }) => source)
    .filter(({ base }) => base.length > 1);
  const blocks = [...new Set(embedded)].map(({ base, document }) => ({
    path: base,
    value: literalView(document.contents),
  }));
  const files = documents.map(({ source }) => literalView(source.document.contents));
  return blocks.reduce<LiteralView>(changeView, files);
}

function bytesDiffer({ text: before, after, splices }: Edited): string | undefined {
  let [at, seen] = [0, 0];
  for (const { start, end, text } of [...splices].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    const kept = before.slice(at, start);
    if (!after.startsWith(kept, seen)) return 'bytes beside the images would change';
    seen += kept.length + text.length;
    at = end;
  }
  return before.slice(at) === after.slice(seen)
    ? undefined
    : 'bytes behind the images would change';
}

/** Byte order mark and final newline stay, and no kind of line end comes in that was not there. */
function framingDiffers({ text: before, after }: Edited): string | undefined {
  if (before.startsWith('\uFEFF') !== after.startsWith('\uFEFF'))
    return 'its byte order mark would change';
  if (!before.includes('\n')) return undefined;
  if (before.endsWith('\n') !== after.endsWith('\n')) return 'its last line end would change';
  const foreign = [/(?<!\r)\n/, /\r\n/].some((kind) => kind.test(after) && !kind.test(before));
  return foreign ? 'its line ends would change' : undefined;
}

/** Entries are compared in their order: the name of one that has no other is its repository. */
function unitsDiffer({ survey: before, units, added }: Edited, after: readonly SurveyedDocument[]) {
  const expected = sitesOf(before).map((site) => units.get(site) ?? readUnit(site));
  const found = sitesOf(after);
  const isAdded = ({ name, form }: ImageSite) => form === 'kustomization' && name === added?.name;
  const own = found.filter((site) => !isAdded(site)).map(readUnit);
  const same =
    own.length === expected.length &&
    own.every((unit, index) => sameUnit(unit, expected[index] ?? {}));
  const arrived = found.filter(isAdded).map(readUnit);
  const right =
    !added || (arrived.length === 1 && arrived.every((unit) => sameUnit(unit, added.unit)));
  return same && right ? undefined : 'the images would read differently';
}

function sitesOf(documents: readonly SurveyedDocument[]): readonly ImageSite[] {
  return documents.flatMap(({ sites }) => sites);
}

function failed({ path }: Edited, problem: string): BugError {
  return new BugError(`the edit was not made: ${problem}`, {
    code: 'VERIFY_FAILED',
    hint: 'please report this together with the file',
    place: { path },
  });
}

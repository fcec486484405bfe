import { UsageError } from '../errors.js';
import { isKustomizationPath } from '../manifests/local-references.js';
import { isMap, isScalar } from '../yaml/ast.js';
import { parseStrict, type YamlDocument } from '../yaml/parse.js';
import { positionAt } from '../yaml/position.js';
import { findHold, findOrder, type Hold } from './annotations.js';
import type { ImageUnit } from './image-change.js';
import {
  readSlot,
  readUnit,
  type ImageForm,
  type ImageSite,
  type YamlSource,
} from './image-site.js';
import { argocdSites } from './argocd-images.js';
import { helmSites } from './helm-images.js';
import { manifestSites } from './manifest-images.js';
import { isKustomization, kustomizationSites, rootText } from './kustomization-images.js';

/** A file to look for images in; `path` decides how it is read and stands in errors. */
export interface ImageFile {
  readonly path: string;
  readonly text: string;
}

/** One image of a file, for display and for comparing environments. */
export interface ImageEntry extends ImageUnit {
  /** As other files refer to it: the entry's `name`, in Helm values the key that holds the image. */
  readonly name: string;
  readonly form: ImageForm;
  /** Index of the document in the file, from 0. */
  readonly document: number;
  readonly line: number;
  readonly column: number;
  /** UTF-16 units from the entry's dash or key to its end. */
  readonly range: readonly [number, number];
  readonly hold?: Hold;
  readonly order?: bigint;
}

export type DocumentKind = 'kustomization' | 'values' | 'argocd' | 'manifest' | 'other';

export interface SurveyedDocument {
  readonly kind: DocumentKind;
  readonly source: YamlSource;
  readonly sites: readonly ImageSite[];
}

/**
 * The images that a file names, in the order in which they stand: in kustomizations, Helm values,
 * Argo CD Applications and plain manifests.
 *
 * @throws UsageError for YAML that cannot be read, or `images` that is no list.
 */
export function findImages(text: string, path: string): ImageEntry[] {
  return surveyImages({ text, path }).flatMap(({ sites }) => sites.map(describeSite));
}

/** The documents of a file and the images in each; see {@link findImages}. */
export function surveyImages({ text, path }: ImageFile): SurveyedDocument[] {
  if (text.includes('\uFFFD')) {
    const place = { path, ...positionAt(text, text.indexOf('\uFFFD')) };
    throw new UsageError('the file is not UTF-8', { code: 'NOT_EDITABLE', place });
  }
  const documents = parseStrict(text, path, '1.1');
  return documents.map((document, index) => {
    const kind = kindOf(document, path, documents);
    const source = fileSource({ text, path }, document, index);
    return { kind, source, sites: sitesOf(kind, source) };
  });
}

export function describeSite(site: ImageSite): ImageEntry {
  const { source, name, form, start, end } = site;
  const range = [start, end].map(
    (offset) => source.lift({ start: offset, end: offset, text: '' }).start,
  );
  const { line = 1, column = 1 } = source.placeAt(start);
  const hold = holdOf(site);
  const order = orderOf(site);
  return {
    ...readUnit(site),
    name,
    form,
    document: Number(source.base[0]),
    line,
    column,
    range: [range[0] ?? start, range[1] ?? end],
    ...(hold && { hold }),
    ...(order !== undefined && { order }),
  };
}

function holdOf({ source, start }: ImageSite): Hold | undefined {
  const found = findHold(source.text, start);
  if (!found) return undefined;
  const { until, commit, reason } = found;
  return {
    ...(until !== undefined && { until }),
    ...(commit !== undefined && { commit }),
    ...(reason !== undefined && { reason }),
  };
}

/** The greatest order key on the lines of the entry's values (G6). */
export function orderOf({ source, layout }: ImageSite): bigint | undefined {
  const slots = layout.kind === 'parts' ? [layout.tag, layout.digest] : [layout.slot];
  const orders = slots.flatMap((slot) => {
    const { node } = readSlot(source, slot);
    const order =
      isScalar(node) && node.range ? findOrder(source.text, node.range[1])?.order : undefined;
    return order === undefined ? [] : [order];
  });
  return orders.reduce<bigint | undefined>((a, b) => (a !== undefined && a > b ? a : b), undefined);
}

function fileSource({ text, path }: ImageFile, document: YamlDocument, index: number): YamlSource {
  return {
    text,
    document,
    base: [index],
    lift: (splice) => splice,
    placeAt: (offset) => ({ path, ...positionAt(text, offset) }),
  };
}

/** A file named as a kustomization is one even without `kind`, unless another of its documents says so. */
function kindOf(
  { contents }: YamlDocument,
  path: string,
  all: readonly YamlDocument[],
): DocumentKind {
  if (!isMap(contents)) return 'other';
  const says = isKustomization(contents);
  if (says === true) return 'kustomization';
  if (says === undefined && isKustomizationPath(path)) {
    return all.some((other) => isKustomization(other.contents) === true)
      ? 'other'
      : 'kustomization';
  }
  const apiVersion = rootText(contents, 'apiVersion');
  if (says === undefined || apiVersion === undefined) return 'values';
  return apiVersion.startsWith('argoproj.io/') ? 'argocd' : 'manifest';
}

function sitesOf(kind: DocumentKind, source: YamlSource): ImageSite[] {
  switch (kind) {
    case 'kustomization':
      return kustomizationSites(source);
    case 'values':
      return helmSites({ source, node: source.document.contents, path: source.base });
    case 'argocd':
      return argocdSites(source);
    case 'manifest':
      return manifestSites(source, source.document.contents, source.base);
    case 'other':
      return [];
  }
}

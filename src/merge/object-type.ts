import { groupOf } from '../model/object-id.js';
import { isMap } from '../yaml/ast.js';
import { sourceText } from '../yaml/meaning.js';
import type { YamlDocument } from '../yaml/parse.js';

/** What decides how the lists of a document are read. Empty strings where a document has none. */
export interface ObjectType {
  readonly group: string;
  readonly kind: string;
}

const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io';

/** A document's type; kustomize lets its own file do without `apiVersion` and `kind`. */
export function objectType(document: YamlDocument, path: string): ObjectType {
  const { contents } = document;
  const field = (key: string) => (isMap(contents) ? sourceText(contents.get(key, true)) : '');
  const group = groupOf(field('apiVersion'));
  const kind = field('kind');
  if (kind === '' && /(^|\/)kustomization\.ya?ml$/.test(path))
    return { group: KUSTOMIZE_GROUP, kind: 'Kustomization' };
  return { group, kind };
}

/** Kustomize's own file, a component included; Flux has a kind of the same name. */
export function isKustomizeFile({ group, kind }: ObjectType): boolean {
  return group === KUSTOMIZE_GROUP || (group === '' && kind === 'Kustomization');
}

/**
 * A key for each document of each side, equal where documents are the same object; the version
 * of a group does not count. `undefined` where that cannot be told.
 */
export function documentKeys(
  sides: readonly (readonly YamlDocument[])[],
  path: string,
): string[][] | undefined {
  if (sides.every((documents) => documents.length <= 1)) {
    return sides.map((documents) => documents.map(() => ''));
  }
  const keys = sides.map((documents) => documents.map((document) => objectKey(document, path)));
  const told = keys.every((side) => new Set(side).size === side.length && !side.includes(''));
  return told ? keys : undefined;
}

function objectKey(document: YamlDocument, path: string): string {
  const { contents } = document;
  const { group, kind } = objectType(document, path);
  const metadata = isMap(contents) ? contents.get('metadata') : undefined;
  if (!isMap(metadata) || kind === '') return '';
  const name = sourceText(metadata.get('name', true));
  return `${kind}.${group} ${sourceText(metadata.get('namespace', true))}/${name}`;
}

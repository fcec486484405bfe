import type { Place } from '../errors.js';
import type { FileTree } from '../model/file-tree.js';
import type { ObjectId } from '../model/object-id.js';
import { kustomizationClosure } from '../render/closure.js';
import { isSeq } from '../yaml/ast.js';
import { offsetOf, type YamlPath } from '../yaml/locate.js';
import { parseDocuments, type YamlDocument } from '../yaml/parse.js';
import { positionAt } from '../yaml/position.js';
import { withoutHash } from '../manifests/name-hash.js';
import { overlayFileIn } from './kustomization-file.js';
import type { Build } from './repository.js';

/** What is looked for: an object of a build, and what in it. */
export interface Sought {
  readonly overlay: Build;
  readonly object?: ObjectId | undefined;
  /** Within the object. */
  readonly at?: YamlPath | undefined;
}

/**
 * The file and line that an object of a build comes from: those of the manifest, or of the
 * generator that makes it. Of an object of a chart, the overlay's file.
 */
export type FindObject = (sought: Sought) => Place | undefined;

interface Definition {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly document: YamlDocument;
  /** Where in the document it stands: a generator is an item of a list. */
  readonly base: YamlPath;
  /** A patch has the name of what it patches, and is shorter. */
  readonly length: number;
}

/** Each file is read when the first object is looked for in it. */
export function createObjectFinder(files: FileTree): FindObject {
  const definitions = memoize((path: string) => definitionsIn(path, files));
  const closures = memoize((folder: string) => [...kustomizationClosure(files, folder)]);
  return ({ overlay: { folder, sources }, object, at = [] }) => {
    const all = object ? (sources ?? closures(folder)).flatMap(definitions) : [];
    const found = object && bestOf(all, object, at);
    if (found) return placeIn(found, at);
    const path = overlayFileIn(files, folder);
    return path === undefined ? undefined : { path };
  };
}

/** The definition that has what is looked for, else the longest; by its whole name if possible. */
function bestOf(
  definitions: readonly Definition[],
  { kind, name }: ObjectId,
  at: YamlPath,
): Definition | undefined {
  const plain = withoutHash(name);
  const ofKind = definitions.filter((one) => one.kind === kind);
  const exact = ofKind.filter((one) => one.name === name || one.name === plain);
  // Kustomize may have put something before or behind it.
  const found = exact.length > 0 ? exact : ofKind.filter((one) => plain.includes(one.name));
  return found.sort(
    (a, b) =>
      Number(has(b, at)) - Number(has(a, at)) ||
      b.name.length - a.name.length ||
      b.length - a.length,
  )[0];
}

function has({ document, base }: Definition, at: YamlPath): boolean {
  return document.hasIn([...base, ...at]);
}

function placeIn({ path, text, document, base }: Definition, at: YamlPath): Place {
  return { path, line: positionAt(text, offsetOf(document, [...base, ...at])).line };
}

function definitionsIn(path: string, files: FileTree): Definition[] {
  const text = files.get(path)?.content ?? '';
  if (!/(\.ya?ml|\/Kustomization)$/.test(path)) return [];
  return parseDocuments(text, '1.1').flatMap((document) => {
    if (document.errors.length > 0) return [];
    const [start, end] = document.contents?.range ?? [0, 0];
    const define = (kind: unknown, name: unknown, base: YamlPath = []): Definition[] =>
      typeof kind === 'string' && typeof name === 'string'
        ? [{ kind, name, path, text, document, base, length: end - start }]
        : [];
    return [
      ...define(document.getIn(['kind']), document.getIn(['metadata', 'name'])),
      ...GENERATORS.flatMap(([kind, list]) =>
        indexesOf(document, list).flatMap((index) =>
          define(kind, document.getIn([list, index, 'name']), [list, index]),
        ),
      ),
    ];
  });
}

const GENERATORS = [
  ['ConfigMap', 'configMapGenerator'],
  ['Secret', 'secretGenerator'],
] as const;

function indexesOf(document: YamlDocument, list: string): number[] {
  const node = document.get(list);
  return isSeq(node) ? node.items.map((_, index) => index) : [];
}

function memoize<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

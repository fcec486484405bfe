import type { Place } from '../errors.js';
import type { FileTree } from '../model/file-tree.js';
import type { ObjectId } from '../model/object-id.js';
import { kustomizationClosure } from '../render/closure.js';
import { parseDocuments } from '../yaml/parse.js';
import { positionAt } from '../yaml/position.js';
import { overlayFileIn } from './kustomization-file.js';
import type { Build } from './repository.js';

/** The file and line that an object of a build comes from; of one that is generated, or of a chart, the overlay's file. */
export type FindObject = (overlay: Build, object: ObjectId | undefined) => Place | undefined;

interface Definition {
  readonly name: string;
  readonly length: number;
  readonly place: Place;
}

/** Each file is read when the first object is looked for in it. */
export function createObjectFinder(files: FileTree): FindObject {
  const definitions = memoize((path: string) => definitionsIn(path, files));
  const closures = memoize((folder: string) => [...kustomizationClosure(files, folder)]);
  return ({ folder }, object) => {
    const wanted = object && nameOf(object);
    const found = closures(folder)
      .flatMap(definitions)
      .filter(({ name }) => name === wanted)
      // A patch has the name of what it patches, and is shorter.
      .sort((a, b) => b.length - a.length)[0];
    const overlay = overlayFileIn(files, folder);
    return found?.place ?? (overlay === undefined ? undefined : { path: overlay });
  };
}

function definitionsIn(path: string, files: FileTree): Definition[] {
  if (!/\.ya?ml$/.test(path)) return [];
  const text = files.get(path)?.content ?? '';
  return parseDocuments(text, '1.1').flatMap((document) => {
    const [start, end] = document.contents?.range ?? [0, 0];
    const kind: unknown = document.getIn(['kind']);
    const name: unknown = document.getIn(['metadata', 'name']);
    if (typeof kind !== 'string' || typeof name !== 'string') return [];
    const place = { path, line: positionAt(text, start).line };
    return [{ name: nameOf({ kind, name }), length: end - start, place }];
  });
}

function nameOf({ kind, name }: Pick<ObjectId, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function memoize<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

import type { FileTree, TextFile } from './file-tree.js';

/** One file that a command writes or removes; `before` and `after` are never both absent. */
export interface FileChange {
  readonly path: string;
  /** Absent: the file is created. */
  readonly before?: TextFile;
  /** Absent: the file is deleted. */
  readonly after?: TextFile;
}

/** All that a command is about to write, sorted by path. Nothing in it leaves a file as it is. */
export type ChangeSet = readonly FileChange[];

/** The changes that turn `current` into `desired`; a path that `desired` lacks is left alone. */
export function changesBetween(current: FileTree, desired: FileTree): ChangeSet {
  return [...desired]
    .map(([path, after]) => ({ path, before: current.get(path), after }))
    .filter(({ before, after }) => !sameFile(before, after))
    .map(({ path, before, after }) => (before ? { path, before, after } : { path, after }))
    .sort(byPath);
}

export function sameFile(a: TextFile | undefined, b: TextFile | undefined): boolean {
  return a?.content === b?.content && a?.mode === b?.mode;
}

/** Orders by path in code units, the order in which git lists files. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

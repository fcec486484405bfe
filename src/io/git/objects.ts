import { randomUUID } from 'node:crypto';
import { GitFailure, type Git } from './open-git.js';

/** The text of a file in a commit or tree, or `undefined` if it is not there. */
export async function readBlob(git: Git, tree: string, path: string): Promise<string | undefined> {
  try {
    return await git(['cat-file', 'blob', `${tree}:${path}`]);
  } catch (error) {
    if (
      error instanceof GitFailure &&
      /does not exist|exists on disk, but not in|Not a valid object|bad file/.test(error.message)
    ) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The texts of files of a commit or tree, as far as they are there: two processes for all of them. Paths
 * are of one line.
 */
export async function readBlobs(
  git: Git,
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = paths.map((path) => `${tree}:${path}\n`).join('');
  const found = (await git(['cat-file', '--batch-check'], names)).split('\n');
  const ids = new Map(
    paths.flatMap((path, index) => {
      const [, id] = /^([0-9a-f]+) blob \d+$/.exec(found[index] ?? '') ?? [];
      return id === undefined ? [] : [[path, id] as const];
    }),
  );
  const texts = await catObjects(git, [...new Set(ids.values())]);
  return new Map([...ids].map(([path, id]) => [path, texts.get(id) ?? '']));
}

/** The texts of objects that are there, by their ids: one process for all of them. */
export async function catObjects(
  git: Git,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  // No text can know the mark that parts them.
  const mark = randomUUID();
  const wanted = ids.map((id) => `${id}\n`).join('');
  const entries = (await git(['cat-file', `--batch=${mark} %(objectname)`], wanted))
    .split(`${mark} `)
    .slice(1);
  return new Map(
    entries.map((entry) => {
      const end = entry.indexOf('\n');
      return [entry.slice(0, end), entry.slice(end + 1, -1)];
    }),
  );
}

/** The text of a blob that is there. */
export async function catBlob(git: Git, oid: string): Promise<string> {
  return git(['cat-file', 'blob', oid]);
}

/** Which of some objects are not here. */
export async function missingObjects(git: Git, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const output = await git(['cat-file', '--batch-check'], ids.map((id) => `${id}\n`).join(''));
  return [...output.matchAll(/^([0-9a-f]+) missing$/gm)].map(([, id = '']) => id);
}

/** What stands in one folder of a tree. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly oid: string;
  readonly name: string;
}

export async function listTree(git: Git, tree: string): Promise<TreeEntry[]> {
  const output = await git(['ls-tree', '-z', tree]);
  return output.split('\0').flatMap((line) => {
    const [, mode, type, oid, name] = /^(\d+) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode && type && oid && name ? [{ mode, type, oid, name }] : [];
  });
}

/** Writes a text as a blob, unfiltered, and answers with its id. */
export async function hashText(git: Git, content: string): Promise<string> {
  return (await git(['hash-object', '-w', '--no-filters', '--stdin'], content)).trim();
}

/** Writes a file of the working tree as a blob, unfiltered, and answers with its id. */
export async function hashFile(git: Git, path: string): Promise<string> {
  return (await git(['hash-object', '-w', '--no-filters', '--', path])).trim();
}

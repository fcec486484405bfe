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

/** The text of a blob that is there. */
export async function catBlob(git: Git, oid: string): Promise<string> {
  return git(['cat-file', 'blob', oid]);
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

/**
 * A tree that is `tree` with the contents of `files`, which have to exist in it, replaced. Reads
 * and writes the folders on the way to them only, so that its cost does not grow with the
 * repository; file modes stay.
 */
export async function graftTree(
  git: Git,
  tree: string,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const entries = await listTree(git, tree);
  const lines: string[] = [];
  for (const { mode, type, oid, name } of entries) {
    const below = filesBelow(files, name);
    const content = files.get(name);
    let replaced = oid;
    if (content !== undefined) replaced = await hashText(git, content);
    else if (below.size > 0) replaced = await graftTree(git, oid, below);
    lines.push(`${mode} ${type} ${replaced}\t${name}\0`);
  }
  return (await git(['mktree', '-z', '--missing'], lines.join(''))).trim();
}

function filesBelow(files: ReadonlyMap<string, string>, folder: string): Map<string, string> {
  const prefix = `${folder}/`;
  const below = [...files].filter(([path]) => path.startsWith(prefix));
  return new Map(below.map(([path, content]) => [path.slice(prefix.length), content]));
}

/** Writes a text as a blob, unfiltered, and answers with its id. */
export async function hashText(git: Git, content: string): Promise<string> {
  return (await git(['hash-object', '-w', '--no-filters', '--stdin'], content)).trim();
}

/** Writes a file of the working tree as a blob, unfiltered, and answers with its id. */
export async function hashFile(git: Git, path: string): Promise<string> {
  return (await git(['hash-object', '-w', '--no-filters', '--', path])).trim();
}

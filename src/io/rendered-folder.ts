import { lstat, mkdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import { pathProblem } from '../model/repository-path.js';
import { readTextFile, refuseLinks } from './files.js';

/** Lists what this program wrote, one path a line: nothing else is ever overwritten or removed. */
const LIST = '.rendered-by-gitops-gen';

export interface RenderedFiles {
  /** Content by path inside the folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether this run decides about a path: what it covers and does not hold is stale. */
  readonly covers: (path: string) => boolean;
}

/**
 * Makes a folder hold these files, and of those that an earlier run wrote no others. What is
 * somebody else's stays. A run that was killed is mended by the next one.
 *
 * @returns the paths that were removed.
 * @throws UsageError where a path is taken by a file of somebody else, a file stands where a folder
 * has to be, or a path leads through a symbolic link; nothing is written then.
 */
export async function writeRenderedFolder(
  folder: string,
  { files, covers }: RenderedFiles,
): Promise<string[]> {
  const parents = new Set([LIST, ...files.keys()].map((path) => dirname(join(folder, path))));
  for (const parent of parents) await refuseNoFolder(parent);
  const listed = await readList(folder);
  const own = new Set(listed);
  for (const [path, content] of files) {
    await refuseTaken(folder, { path, content, own: own.has(path) });
  }
  const stale = listed.filter((path) => covers(path) && !files.has(path));
  for (const path of stale) await refuseLinks(folder, path);

  await writeList(folder, [...listed, ...files.keys()]);
  for (const [path, content] of files) await writeWithFolders(join(folder, path), content);
  for (const path of stale) await removeWithFolders(folder, path);
  for (const path of stale) own.delete(path);
  await writeList(folder, [...own, ...files.keys()]);
  return stale;
}

/** Refuses what stands in the place of a folder, or of one above it. */
async function refuseNoFolder(path: string): Promise<void> {
  const stats = await stat(path)
    .catch(() => lstat(path))
    .catch(() => undefined);
  if (stats?.isDirectory()) return;
  if (!stats) {
    await refuseNoFolder(dirname(path));
    return;
  }
  throw new UsageError(`${path} has to be a folder, and is none`, {
    code: 'PRECONDITION',
    hint: 'Move it away, or choose another folder; nothing was written.',
    place: { path },
  });
}

/** The list can come with a branch of somebody else: a path in it must not lead out of the folder. */
async function readList(folder: string): Promise<string[]> {
  const text = (await readTextFile(folder, LIST))?.content ?? '';
  const paths = text.split('\n').filter((path) => path !== '');
  for (const path of paths) {
    const problem = pathProblem(path);
    if (problem !== undefined) {
      throw new UsageError(`${join(folder, LIST)}: the path "${path}" ${problem}`, {
        code: 'UNSAFE_PATH',
      });
    }
  }
  return paths;
}

async function writeList(folder: string, paths: readonly string[]): Promise<void> {
  const lines = [...new Set(paths)].sort().map((path) => `${path}\n`);
  await writeWithFolders(join(folder, LIST), lines.join(''));
}

interface Wanted {
  readonly path: string;
  readonly content: string;
  readonly own: boolean;
}

async function refuseTaken(folder: string, { path, content, own }: Wanted): Promise<void> {
  const there = await readTextFile(folder, path);
  if (there === undefined || own || there.content === content) return;
  throw new UsageError(`${join(folder, path)} was not rendered by this program`, {
    code: 'PRECONDITION',
    hint: 'Move it away, or choose another folder.',
  });
}

async function writeWithFolders(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Removes a file, and the folders that it leaves empty. */
async function removeWithFolders(folder: string, path: string): Promise<void> {
  await rm(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    const removed = await rmdir(join(folder, parent)).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileTree } from '../model/file-tree.js';
import { forEachConcurrently } from './concurrently.js';
import { writeFlushed } from './files.js';
import { isAlive } from './run-lock.js';

/**
 * Makes a folder that does not exist yet: `build` fills one beside it, which is renamed into place
 * when it is whole. What killed runs left beside it is removed.
 */
export async function buildFolder(
  target: string,
  build: (folder: string) => Promise<void>,
): Promise<void> {
  const made = await mkdir(dirname(target), { recursive: true });
  const parent = await realpath(dirname(target));
  const prefix = `.${basename(target)}.gitops-gen-`;
  await removeLeftovers(parent, prefix);
  const folder = join(parent, `${prefix}${process.pid}-${randomUUID()}`);
  try {
    await mkdir(folder);
    await build(folder);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (made !== undefined) await removeEmptyFolders(dirname(target), made);
    throw error;
  }
}

/**
 * Writes files into a folder that {@link buildFolder} builds. It keeps no journal: where it fails,
 * the folder goes as a whole.
 */
export async function fillFolder(folder: string, files: FileTree): Promise<void> {
  const parents = new Set([...files.keys()].map((path) => dirname(join(folder, path))));
  await forEachConcurrently(parents, async (parent) => {
    await mkdir(parent, { recursive: true });
  });
  await forEachConcurrently(files, ([path, file]) => writeFlushed(join(folder, path), file));
}

/** Removes `folder` and the folders above it up to `top`, as far as they are empty. */
async function removeEmptyFolders(folder: string, top: string): Promise<void> {
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (removed && folder !== top) await removeEmptyFolders(dirname(folder), top);
}

async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const [pid] = name.slice(prefix.length).split('-');
    if (!isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true });
  }
}

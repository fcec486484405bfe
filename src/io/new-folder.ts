import { mkdir, mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './run-lock.js';

/**
 * Makes a folder that does not exist yet: `build` fills one beside it, which is renamed into place
 * when it is whole. What killed runs left beside it is removed.
 */
export async function buildFolder(
  target: string,
  build: (folder: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const parent = await realpath(dirname(target));
  const prefix = `.${basename(target)}.gitops-gen-`;
  await removeLeftovers(parent, prefix);
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  try {
    await build(folder);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const [pid] = name.slice(prefix.length).split('-');
    if (!isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true });
  }
}

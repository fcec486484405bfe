import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { git } from './repository.js';

/**
 * One hash over names, modes and contents of everything under `dir` but `.git`, empty folders and
 * the targets of symbolic links included: equal before and after means that nothing was changed.
 *
 * @param options `index: true` adds git's index, HEAD and all refs.
 */
export async function treeHash(dir: string, options: { index?: boolean } = {}): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.map(pathOf).filter((path) => !isGitOwn(relative(dir, path)));
  for (const path of paths.sort()) {
    hash.update(`${relative(dir, path)}\0${await describe(path)}\0`);
  }
  if (options.index === true) {
    hash.update(await git(dir, 'ls-files', '--stage'));
    hash.update(await git(dir, 'for-each-ref'));
    hash.update(await readFile(join(dir, '.git', 'HEAD')));
  }
  return hash.digest('hex');
}

function pathOf(entry: Dirent): string {
  return join(entry.parentPath, entry.name);
}

function isGitOwn(path: string): boolean {
  return /^\.git(\/|$)/.test(path);
}

async function describe(path: string): Promise<string> {
  const stat = await lstat(path);
  const mode = stat.mode.toString(8);
  if (stat.isDirectory()) return mode;
  const content = stat.isSymbolicLink() ? await readlink(path) : await readFile(path);
  return `${mode}\0${createHash('sha256').update(content).digest('hex')}`;
}

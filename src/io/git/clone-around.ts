import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { withoutCredentials } from '../../model/without-credentials.js';

/**
 * Where the objects are of the clone that `folder` lies in, if it is one of this remote. Only its
 * configuration is read, and no git started: most bumps run elsewhere. A worktree or submodule,
 * whose `.git` is a file, is none.
 */
export async function objectsOfCloneAround(
  folder: string,
  url: string,
): Promise<string | undefined> {
  const repository = await gitFolderAround(resolve(folder));
  if (repository === undefined) return undefined;
  const config = await readFile(join(repository, 'config'), 'utf8').catch(() => '');
  const urls = [...config.matchAll(/^\s*url\s*=\s*"?(.+?)"?\s*$/gm)].map(([, value = '']) => value);
  const isOfRemote = urls.some((value) => withoutTrimmings(value) === withoutTrimmings(url));
  return isOfRemote ? join(repository, 'objects') : undefined;
}

async function gitFolderAround(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git');
  const found = await stat(path).catch(() => undefined);
  if (found) return found.isDirectory() ? path : undefined;
  const parent = dirname(folder);
  return parent === folder ? undefined : gitFolderAround(parent);
}

/** One remote has many spellings; what is compared in vain costs a fetch. */
function withoutTrimmings(url: string): string {
  return withoutCredentials(url).replace(/(\.git)?\/*$/, '');
}

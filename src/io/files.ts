import {
  appendFile,
  chmod,
  lstat,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import type { FileTree, TextFile } from '../model/file-tree.js';

/**
 * The text of a file, byte order mark included, or `undefined` if there is none.
 *
 * @throws UsageError where it is no UTF-8, or a part of the path is a symbolic link or no folder:
 * what is written through a link ends somewhere else.
 */
export async function readTextFile(root: string, path: string): Promise<TextFile | undefined> {
  const kind = await kindOf(root, path);
  if (kind === 'missing') return undefined;
  if (kind !== 'file') {
    throw new UsageError(`${path} is ${kind === 'folder' ? 'a folder' : `a ${kind}`}, not a file`, {
      code: 'NOT_A_FILE',
      hint: 'Move it away and run the command again.',
      place: { path },
    });
  }
  const full = join(root, path);
  const bytes = await readFile(full);
  const executable = ((await lstat(full)).mode & 0o100) !== 0;
  return { content: decode(bytes, path), mode: executable ? '0755' : '0644' };
}

/** Those of the given files that exist; see {@link readTextFile}. */
export async function readTextFiles(root: string, paths: Iterable<string>): Promise<FileTree> {
  const files = new Map<string, TextFile>();
  for (const path of paths) {
    const file = await readTextFile(root, path);
    if (file) files.set(path, file);
  }
  return files;
}

/** All files below a folder, by their path inside of it; symbolic links are an error. */
export async function readFolder(folder: string): Promise<FileTree> {
  return readTextFiles(folder, await listFiles(folder));
}

/** Paths of all files below a folder, sorted; none where the folder does not exist. */
export async function listFiles(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(ifMissing([]));
  const lists = entries.map(async (entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? await listFiles(folder, path) : [path];
  });
  return (await Promise.all(lists)).flat().sort();
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(ifMissing(undefined))) !== undefined;
}

/** Whether there is a folder at a path, also behind a symbolic link. */
export async function isFolder(root: string, path: string): Promise<boolean> {
  return (await stat(join(root, path)).catch(ifMissing(undefined)))?.isDirectory() ?? false;
}

/** The path without symbolic links, as far as it exists. */
export async function realPath(path: string): Promise<string> {
  const real = await realpath(path).catch(ifMissing(undefined));
  return real ?? join(await realPath(dirname(path)), basename(path));
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Writes a file, and waits until it would outlast a power cut. */
export async function writeFlushed(path: string, { content, mode }: TextFile): Promise<void> {
  await writeFile(path, content, { flush: true });
  if (mode === '0755') await chmod(path, 0o755);
}

/** Adds to the end of a file anywhere, which is made if it is not there. */
export async function appendText(file: string, text: string): Promise<void> {
  await appendFile(file, text);
}

export async function isEmptyFolder(path: string): Promise<boolean> {
  return (await readdir(path)).length === 0;
}

/** @throws UsageError where a part of the path is a symbolic link: what lies behind it is elsewhere. */
export async function refuseLinks(root: string, path: string): Promise<void> {
  if ((await kindOf(root, path)) !== 'symbolic link') return;
  throw new UsageError(`${path} is a symbolic link or lies below one`, {
    code: 'SYMLINK',
    place: { path },
  });
}

type Kind = 'missing' | 'file' | 'folder' | 'symbolic link';

/** What stands at a path, looking at every part of it and following none. */
async function kindOf(root: string, path: string): Promise<Kind> {
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count++) {
    const stats = await lstat(join(root, ...parts.slice(0, count))).catch(ifMissing(undefined));
    if (!stats) return 'missing';
    if (stats.isSymbolicLink()) return 'symbolic link';
    if (count === parts.length) return stats.isFile() ? 'file' : 'folder';
    if (!stats.isDirectory()) return 'missing';
  }
  return 'missing';
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError(`${path} is not UTF-8 text`, { code: 'NOT_UTF8', place: { path }, cause });
  }
}

function ifMissing<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return fallback;
    throw error;
  };
}

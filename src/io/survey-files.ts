import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TextFile } from '../model/file-tree.js';

/** What stands at paths of a working tree, told apart as a merge needs it. */
export interface FileSurvey {
  readonly files: ReadonlyMap<string, TextFile>;
  /** Binary, or not UTF-8. */
  readonly opaque: ReadonlySet<string>;
  /** A folder stands there, or a file where its folder should be. */
  readonly obstructed: ReadonlySet<string>;
  /** A symbolic link, or below one. */
  readonly symlinks: ReadonlySet<string>;
}

type Found = TextFile | 'opaque' | 'obstructed' | 'symlink' | undefined;

/** Looks at each path without following a symbolic link. What is larger than `maxBytes` is opaque. */
export async function surveyFiles(
  root: string,
  paths: Iterable<string>,
  maxBytes = Infinity,
): Promise<FileSurvey> {
  const files = new Map<string, TextFile>();
  const sets = {
    opaque: new Set<string>(),
    obstructed: new Set<string>(),
    symlink: new Set<string>(),
  };
  const folders = new Map<string, Promise<FolderKind>>();
  for (const path of paths) {
    const found = await look({ root, path, maxBytes }, folders);
    if (typeof found === 'string') sets[found].add(path);
    else if (found) files.set(path, found);
  }
  return { files, opaque: sets.opaque, obstructed: sets.obstructed, symlinks: sets.symlink };
}

type FolderKind = 'folder' | 'missing' | 'obstructed' | 'symlink';

async function look(
  { root, path, maxBytes }: { root: string; path: string; maxBytes: number },
  folders: Map<string, Promise<FolderKind>>,
): Promise<Found> {
  const parent = await folderKind(root, dirname(path), folders);
  if (parent === 'missing') return undefined;
  if (parent !== 'folder') return parent;
  const full = join(root, path);
  const stats = await lstatOrNothing(full);
  if (!stats) return undefined;
  if (stats.isSymbolicLink()) return 'symlink';
  if (!stats.isFile()) return 'obstructed';
  if (stats.size > maxBytes) return 'opaque';
  const content = decode(await readFile(full));
  if (content === undefined) return 'opaque';
  return { content, mode: (stats.mode & 0o100) === 0 ? '0644' : '0755' };
}

/** Remembers what it found: most files share their folders. */
function folderKind(
  root: string,
  folder: string,
  known: Map<string, Promise<FolderKind>>,
): Promise<FolderKind> {
  if (folder === '.') return Promise.resolve('folder');
  const found = known.get(folder) ?? lookAtFolder(root, folder, known);
  known.set(folder, found);
  return found;
}

async function lookAtFolder(
  root: string,
  folder: string,
  known: Map<string, Promise<FolderKind>>,
): Promise<FolderKind> {
  const parent = await folderKind(root, dirname(folder), known);
  if (parent !== 'folder') return parent;
  const stats = await lstatOrNothing(join(root, folder));
  if (!stats) return 'missing';
  if (stats.isSymbolicLink()) return 'symlink';
  return stats.isDirectory() ? 'folder' : 'obstructed';
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function lstatOrNothing(path: string) {
  return lstat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

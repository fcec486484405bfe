import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileTree, TextFile } from '../../src/model/file-tree.js';

/** Files by their path, `/` between the parts: text, text with a mode, or null for no such file. */
export type FileMap = Readonly<Record<string, string | TextFile | null>>;

/** Writes files under `dir`, the folders above them included. */
export async function writeFiles(dir: string, files: FileMap | FileTree): Promise<void> {
  for (const [path, file] of isTree(files) ? files : Object.entries(files)) {
    await writeOne(join(dir, path), file);
  }
}

function isTree(files: FileMap | FileTree): files is FileTree {
  return files instanceof Map;
}

async function writeOne(target: string, file: string | TextFile | null): Promise<void> {
  await rm(target, { force: true });
  if (file === null) return;
  const { content, mode } = typeof file === 'string' ? { content: file, mode: '0644' } : file;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content, { mode: Number.parseInt(mode, 8) });
}

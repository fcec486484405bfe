import { dirname, join } from 'node:path/posix';
import { KUSTOMIZATION_NAMES, referencesOfFile } from '../manifests/local-references.js';
import type { FileTree } from '../model/file-tree.js';

/**
 * Every file that `kustomize build` of the folder reads, transitively, as paths of the tree. What
 * is remote, or missing in the tree, is left out.
 */
export function kustomizationClosure(tree: FileTree, folder: string): Set<string> {
  const read = new Set<string>();
  visitFolder(tree, folder, read);
  return read;
}

/** The folders of `files`, without those that lie below another of them, sorted. */
export function topFolders(files: Iterable<string>): string[] {
  const folders = [...new Set([...files].map((path) => dirname(path)))].sort();
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
}

function visitFolder(tree: FileTree, folder: string, read: Set<string>): void {
  const path = KUSTOMIZATION_NAMES.map((name) => join(folder, name)).find((name) => tree.has(name));
  const file = path === undefined ? undefined : tree.get(path);
  if (path === undefined || !file || read.has(path)) return;
  read.add(path);
  for (const { target } of referencesOfFile(path, file)) {
    if (tree.has(target)) read.add(target);
    else visitFolder(tree, target, read);
  }
}

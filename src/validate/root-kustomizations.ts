import { dirname } from 'node:path/posix';
import type { FileTree } from '../model/file-tree.js';
import { kustomizationClosure } from '../render/closure.js';
import { kustomizationOf, kustomizationsOf } from './kustomization-file.js';

/**
 * The folders with a kustomization that nobody builds on, sorted: what is deployed, as far as the
 * files tell. A Component is none, and of kustomizations that only name each other one is.
 */
export function rootKustomizations(files: FileTree): string[] {
  const all = kustomizationsOf(files);
  const candidates = all.filter(({ value }) => value.kind !== 'Component');
  const named = new Set(
    all.flatMap(({ folder, references }) =>
      references.map(({ target }) => target).filter((target) => target !== folder),
    ),
  );
  const roots = candidates.filter(({ folder }) => !named.has(folder)).map(({ folder }) => folder);
  const reached = new Set(roots.flatMap((folder) => [...kustomizationClosure(files, folder)]));
  for (const { path, folder } of candidates) {
    if (reached.has(path)) continue;
    roots.push(folder);
    for (const read of kustomizationClosure(files, folder)) reached.add(read);
  }
  return [...new Set(roots)].sort();
}

/**
 * What a build of a folder would read that is not of this repository, as it is named: a URL, a
 * folder above the root, or what is, or lies behind, one of the `links`.
 */
export function readsElsewhere(
  files: FileTree,
  folder: string,
  links: ReadonlySet<string>,
): string | undefined {
  for (const path of kustomizationClosure(files, folder)) {
    const file = kustomizationAt(files, path);
    const [foreign] = file?.foreign ?? [];
    if (foreign !== undefined) return foreign;
    const linked = file?.references.find(({ target }) => isLinked(target, links));
    if (linked) return linked.target;
  }
  return undefined;
}

function kustomizationAt(files: FileTree, path: string) {
  const file = kustomizationOf(files, dirname(path));
  return file?.path === path ? file : undefined;
}

function isLinked(path: string, links: ReadonlySet<string>): boolean {
  return path.split('/').some((_, index, parts) => links.has(parts.slice(0, index + 1).join('/')));
}

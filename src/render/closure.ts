import { dirname, join } from 'node:path/posix';
import type { FileTree } from '../model/file-tree.js';
import { parseDocuments } from '../yaml/parse.js';

/** The names under which kustomize finds a kustomization, in its order. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields of a kustomization that name files or folders, as texts or as the `path` of a map. */
const PATH_FIELDS = [
  'resources',
  'components',
  'bases',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'replacements',
];

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
  if (path === undefined || read.has(path)) return;
  read.add(path);
  for (const reference of localReferences(tree.get(path)?.content ?? '')) {
    const target = join(folder, reference);
    if (tree.has(target)) read.add(target);
    else visitFolder(tree, target, read);
  }
}

/** What a kustomization names, as it names it: files, folders, and possibly texts of other kinds. */
export function localReferences(kustomization: string): string[] {
  const value = parseDocuments(kustomization, '1.1')[0]?.toJS() as Fields | null | undefined;
  if (typeof value !== 'object' || value === null) return [];
  const named = PATH_FIELDS.flatMap((field) => asList(value[field]));
  const generated = ['configMapGenerator', 'secretGenerator'].flatMap((field) =>
    asList(value[field]).flatMap((generator) => {
      const { files, envs } = (generator ?? {}) as Fields;
      return [...asList(files), ...asList(envs)].map((file) => String(file).replace(/^[^=]*=/, ''));
    }),
  );
  return [...named.flatMap(pathOf), ...generated];
}

type Fields = Readonly<Record<string, unknown>>;

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function pathOf(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  const path = (entry as Fields | null)?.['path'];
  return typeof path === 'string' ? [path] : [];
}

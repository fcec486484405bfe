import { basename, dirname, join } from 'node:path/posix';
import type { TextFile } from '../model/file-tree.js';
import { isMap, isScalar, isSeq } from '../yaml/ast.js';
import { sourceText } from '../yaml/meaning.js';
import { parseDocuments } from '../yaml/parse.js';

/** A local path that a kustomization names. */
export interface LocalReference {
  /** Where it is named, such as `resources[../base]`. */
  readonly yamlPath: string;
  /** From the repository's root. */
  readonly target: string;
  /** Where it stands in the text. */
  readonly offset: number;
}

/** All that a kustomization names. */
interface References {
  readonly local: readonly LocalReference[];
  /** As they are written: what kustomize would fetch, or look for outside of the repository. */
  readonly foreign: readonly string[];
}

const PATH_LISTS = [
  'resources',
  'components',
  'bases',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
];

const ITEM_PATHS: readonly (readonly [list: string, field: string])[] = [
  ['patches', 'path'],
  ['patchesJson6902', 'path'],
  ['replacements', 'path'],
  ['helmCharts', 'valuesFile'],
];

/** Kustomize loads these from elsewhere: URLs, scp-like addresses, `host.tld/owner/repository`. */
const REMOTE = /^[a-z+]+:|^[\w.-]+@|^[^./][^/]*\.[a-z]{2,}\/[^/]+\/[^/]+|\?ref=/i;

/** Whether kustomize would fetch what a kustomization names so. */
export function isRemote(reference: string): boolean {
  return REMOTE.test(reference);
}

/** The names under which kustomize finds a kustomization, in its order. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function isKustomizationPath(path: string): boolean {
  return KUSTOMIZATION_NAMES.includes(basename(path));
}

/** The local files and folders that a kustomization names; none where it does not parse. */
export function localReferences(path: string, content: string): readonly LocalReference[] {
  return parseReferences(path, content).local;
}

function parseReferences(path: string, content: string): References {
  const [document] = parseDocuments(content);
  const root = document?.errors.length === 0 ? document.contents : undefined;
  const field = (owner: unknown, key: string): unknown =>
    isMap(owner) ? owner.get(key, true) : undefined;
  const list = (owner: unknown, key: string): unknown[] => {
    const value = field(owner, key);
    return isSeq(value) ? value.items : [];
  };
  const named = [
    ['openapi', field(field(root, 'openapi'), 'path')] as const,
    ...PATH_LISTS.flatMap((key) => list(root, key).map((item) => [key, item] as const)),
    ...ITEM_PATHS.flatMap(([key, name]) =>
      list(root, key).map((item) => [key, field(item, name)] as const),
    ),
    ...['configMapGenerator', 'secretGenerator'].flatMap((key) =>
      list(root, key).flatMap((item) =>
        [...list(item, 'files'), ...list(item, 'envs'), field(item, 'env')].map(
          (file) => [key, file] as const,
        ),
      ),
    ),
  ];
  const references = named.flatMap(([key, node]) => referenceOf(path, key, node));
  return {
    local: references.filter(({ isForeign }) => !isForeign),
    foreign: references.filter(({ isForeign }) => isForeign).map(({ text }) => text),
  };
}

interface Known {
  readonly path: string;
  readonly references: References;
}

const known = new WeakMap<TextFile, Known>();

/** As {@link localReferences}, of a file that is asked often: it is parsed once. */
export function referencesOfFile(path: string, file: TextFile): readonly LocalReference[] {
  return referencesOnce(path, file).local;
}

/** What a kustomization names outside of the repository, as it is written there. */
export function foreignReferencesOfFile(path: string, file: TextFile): readonly string[] {
  return referencesOnce(path, file).foreign;
}

function referencesOnce(path: string, file: TextFile): References {
  const before = known.get(file);
  if (before?.path === path) return before.references;
  const references = parseReferences(path, file.content);
  known.set(file, { path, references });
  return references;
}

interface Reference extends LocalReference {
  readonly text: string;
  readonly isForeign: boolean;
}

function referenceOf(path: string, key: string, node: unknown): Reference[] {
  const text = isScalar(node) ? sourceText(node) : '';
  const name = key.endsWith('Generator') ? text.slice(text.indexOf('=') + 1) : text;
  const target = join(dirname(path), name).replace(/\/$/, '');
  if (name === '' || name.includes('\n')) return [];
  const isForeign = isRemote(name) || name.startsWith('/') || /^\.\.(\/|$)/.test(target);
  const offset = isScalar(node) ? (node.range?.[0] ?? 0) : 0;
  return [{ yamlPath: `${key}[${text}]`, target, offset, text, isForeign }];
}

import { UsageError } from '../errors.js';
import type { FileMode } from '../model/file-tree.js';
import { parseDocuments } from '../yaml/parse.js';
import { scalarText } from '../yaml/scalar.js';

/** What is known of a managed file as it was last written. */
export interface LockedFile {
  /** Of the bytes as this program wrote them, in hexadecimal. */
  readonly sha256: string;
  readonly mode: FileMode;
  readonly policy: 'merge' | 'seed';
}

/** The state of one app, or of what belongs to no app. */
export interface Lock {
  /** Version of this program that wrote it. */
  readonly generator: string;
  /** Version of the catalog that the files are made of. */
  readonly catalog: string;
  /** Digest of all that the files were made of: equal means that nothing is to be done. */
  readonly inputs: string;
  readonly files: ReadonlyMap<string, LockedFile>;
}

const LOCK_VERSION = 1;

/**
 * A lock as text: flat, sorted, a line for each key, so that the union of the lines of two
 * branches can be read again.
 */
export function formatLock({ generator, catalog, inputs, files }: Lock): string {
  const lines = [
    ...[...files].map(([path, file]) => `${scalarText(`./${path}`)}: ${formatFile(file)}`),
    `catalog: ${catalog}`,
    `generator: ${generator}`,
    `inputs: ${inputs}`,
    `lock: ${LOCK_VERSION}`,
  ];
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Reads a lock, also one that two branches were merged into: of a file or a version that stands
 * twice, `candidates` has all, and conflict markers are passed over. Lines of no known form are
 * ignored, since only this program writes them and a later version may write others.
 *
 * @throws UsageError where a later version of this program wrote it.
 */
export function parseLock(text: string, path: string): LockCandidates {
  const files = new Map<string, LockedFile[]>();
  const keys = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const value = parseLine(line);
    if (!value) continue;
    const [key, entry] = value;
    if (key.startsWith('./')) push(files, key.slice(2), toFile(entry));
    else push(keys, key, String(entry));
  }
  const newest = Math.max(...(keys.get('lock') ?? []).map(Number), LOCK_VERSION);
  if (newest > LOCK_VERSION) {
    throw new UsageError('a newer gitops-gen wrote the state of this repository', {
      code: 'NEWER_STATE',
      hint: 'Use that version or a later one.',
      place: { path },
    });
  }
  return {
    files,
    generator: keys.get('generator') ?? [],
    catalog: keys.get('catalog') ?? [],
    inputs: keys.get('inputs') ?? [],
  };
}

/** A lock as it stands in a file: of what two branches wrote, both. */
export interface LockCandidates {
  readonly files: ReadonlyMap<string, readonly LockedFile[]>;
  readonly generator: readonly string[];
  readonly catalog: readonly string[];
  readonly inputs: readonly string[];
}

function formatFile({ sha256, mode, policy }: LockedFile): string {
  return `{sha256: ${sha256}, mode: "${mode}"${policy === 'seed' ? ', policy: seed' : ''}}`;
}

function parseLine(line: string): [string, unknown] | undefined {
  const [document] = parseDocuments(line);
  if (!document || document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value)[0];
}

function toFile(entry: unknown): LockedFile {
  const { sha256, mode, policy } = (entry ?? {}) as Partial<Record<string, unknown>>;
  return {
    sha256: String(sha256),
    mode: mode === '0755' ? '0755' : '0644',
    policy: policy === 'seed' ? 'seed' : 'merge',
  };
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

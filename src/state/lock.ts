import { UsageError } from '../errors.js';
import type { FileMode } from '../model/file-tree.js';
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
  /** Digest of all that the files were made of: equal means that nothing is to be done. Empty: not kept. */
  readonly inputs: string;
  readonly files: ReadonlyMap<string, LockedFile>;
  /** What a person still has to settle; tracked, so that it is seen after `git commit -a`. */
  readonly conflicts?: readonly OpenConflict[];
}

/** A conflict that a run left for a person to settle. */
export interface OpenConflict {
  readonly path: string;
  readonly kind: string;
  readonly yamlPath?: string;
}

const LOCK_VERSION = 1;

/**
 * A lock as text: flat, sorted, a line for each key, so that the union of the lines of two
 * branches can be read again.
 */
export function formatLock({ generator, catalog, inputs, files, conflicts = [] }: Lock): string {
  const lines = [
    ...[...files].map(([path, file]) => `${scalarText(`./${path}`)}: ${formatFile(file)}`),
    ...(conflicts.length > 0 ? [`conflicts: ${JSON.stringify(conflicts)}`] : []),
    `catalog: ${catalog}`,
    `generator: ${generator}`,
    ...(inputs === '' ? [] : [`inputs: ${inputs}`]),
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
  const conflicts: OpenConflict[] = [];
  for (const line of text.split('\n')) {
    const file = parseFileLine(line);
    const [, key, value] = /^([a-z]+): (.*?)\r?$/.exec(line) ?? [];
    if (file) push(files, ...file);
    else if (key === 'conflicts') conflicts.push(...(JSON.parse(value ?? '[]') as OpenConflict[]));
    else if (key !== undefined && value !== undefined) push(keys, key, value);
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
    conflicts,
  };
}

/** A lock as it stands in a file: of what two branches wrote, both. */
export interface LockCandidates {
  readonly files: ReadonlyMap<string, readonly LockedFile[]>;
  readonly generator: readonly string[];
  readonly catalog: readonly string[];
  readonly inputs: readonly string[];
  readonly conflicts: readonly OpenConflict[];
}

function formatFile({ sha256, mode, policy }: LockedFile): string {
  return `{sha256: ${sha256}, mode: "${mode}"${policy === 'seed' ? ', policy: seed' : ''}}`;
}

const FILE_LINE =
  /^(?:(".*")|(\S.*?)): \{sha256: ([0-9a-f]{64}), mode: "(0644|0755)"(, policy: seed)?\}\r?$/;

/** The file of a line, with its path, or `undefined` if the line is about none. */
function parseFileLine(line: string): [string, LockedFile] | undefined {
  const [, quoted, plain, hash, mode, seed] = FILE_LINE.exec(line) ?? [];
  const key = quoted === undefined ? plain : (JSON.parse(quoted) as string);
  if (!key?.startsWith('./') || hash === undefined) return undefined;
  const file: LockedFile = {
    sha256: hash,
    mode: mode === '0755' ? '0755' : '0644',
    policy: seed === undefined ? 'merge' : 'seed',
  };
  return [key.slice(2), file];
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

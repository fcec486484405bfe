import { UsageError } from '../errors.js';
import type { FileTree, TextFile } from '../model/file-tree.js';
import { pathProblem } from '../model/repository-path.js';
import { sha256 } from './digest.js';
import { parseLock, type LockCandidates, type LockedFile, type OpenConflict } from './lock.js';
import { isLockPath, STATE_FOLDER } from './state-paths.js';

/** The locks of a repository by the app's name; `undefined` stands for what belongs to no app. */
export type Locks = ReadonlyMap<string | undefined, LockCandidates>;

/** What earlier runs left behind of the apps that are looked at. */
export interface State {
  /** Managed files as they were last written: the ancestor of a merge. */
  readonly ancestor: FileTree;
  /** Files whose pristine copy is lost or was edited: it is no ancestor. */
  readonly lost: ReadonlyMap<string, readonly LockedFile[]>;
  /** Files that were written once and are the user's. */
  readonly seeds: ReadonlySet<string>;
}

/**
 * Reads the locks among `files`, also those that two branches were merged into.
 *
 * @throws UsageError where a later version of this program wrote one, or one names a path that no
 * run of this program would write.
 */
export function readLocks(files: FileTree): Locks {
  const locks = [...files].filter(([path]) => isLockPath(path));
  return new Map(locks.map(([path, { content }]) => [appOf(path), readLock(content, path)]));
}

function readLock(content: string, path: string): LockCandidates {
  const lock = parseLock(content, path);
  const stray = [...lock.files.keys()].find(isUnsafe);
  if (stray === undefined) return lock;
  throw new UsageError(`the path ${JSON.stringify(stray)} is none that can be written`, {
    code: 'UNSAFE_PATH',
    hint: 'No run of gitops-gen wrote this: look at it, and remove the line.',
    place: { path },
  });
}

function isUnsafe(path: string): boolean {
  return pathProblem(path) !== undefined || path.startsWith(`${STATE_FOLDER}/`);
}

/** Every path that a lock knows of, with what is said of it. */
export function lockedFiles(locks: Locks): Map<string, readonly LockedFile[]> {
  return new Map([...locks.values()].flatMap(({ files }) => [...files]));
}

/**
 * Puts locks and pristine copies together. A copy counts only if a lock has its digest: of two
 * entries for one path, the one that fits wins.
 */
export function readState(locks: Locks, pristine: ReadonlyMap<string, string>): State {
  const ancestor = new Map<string, TextFile>();
  const lost = new Map<string, readonly LockedFile[]>();
  const seeds = new Set<string>();
  for (const [path, candidates] of lockedFiles(locks)) {
    const copy = pristine.get(path)?.replace(MARKER_LINE, '');
    const hash = copy === undefined ? undefined : sha256(copy);
    const match = candidates.find((candidate) => candidate.sha256 === hash);
    const [first] = candidates;
    if (match && copy !== undefined) ancestor.set(path, { content: copy, mode: match.mode });
    else if (first?.policy === 'seed') seeds.add(path);
    else if (first) lost.set(path, candidates);
  }
  return { ancestor, lost, seeds };
}

/** The digest of what an app was made of, where all that wrote its lock agree. */
export function inputsOf(locks: Locks, app: string | undefined): string | undefined {
  const [only, ...more] = new Set(locks.get(app)?.inputs);
  return more.length === 0 ? only : undefined;
}

/** What a person still has to settle. */
export function openConflicts(locks: Locks): OpenConflict[] {
  return [...locks.values()].flatMap(({ conflicts }) => conflicts);
}

function appOf(lockPath: string): string | undefined {
  return /\/apps\/(.+)\.lock\.yaml$/.exec(lockPath)?.[1];
}

/** What a merge by hand may have left in a state file. */
const MARKER_LINE = /^(<{7}|\|{7}|={7}|>{7})( .*)?\r?\n/gm;

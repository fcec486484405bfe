import { UsageError } from '../errors.js';
import { firstParentChanges, type PastCommit } from '../io/git/first-parent-changes.js';
import { catObjects, missingObjects } from '../io/git/objects.js';
import { GitFailure, openGit, type Git } from '../io/git/open-git.js';
import { findCommit, findWorktree, isShallow } from '../io/git/worktree.js';
import { imagesIfReadable } from './overlay-images.js';
import type { FileVersion } from './past-images.js';

/** What files were at earlier commits. */
export interface FileVersions {
  /** Of files, by path, if all of them are here: two processes for all files. */
  readonly read: (paths: readonly string[]) => Promise<ReadonlyMap<string, readonly FileVersion[]>>;
  /** How many versions of a file there are. */
  readonly count: (path: string) => number;
}

/**
 * In a partial clone git fetches what is missing, one by one. Before 2.45 it knows no other way to be
 * kept from that than to be allowed no protocol; then it fails.
 */
const OFFLINE = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };

/** A history, or why there is none or not all of it. */
export interface OpenedVersions {
  readonly versions?: FileVersions;
  readonly message?: string;
}

/**
 * The versions of the files below a folder along the first parents of HEAD, as far as they are
 * here: nothing is fetched. One process finds them, however many files there are.
 */
export async function openVersions(
  root: string,
  paths: readonly string[],
): Promise<OpenedVersions> {
  try {
    if (!(await findWorktree(root))) return { message: unknown('this is no git repository') };
    const git = openGit(root, OFFLINE);
    if ((await findCommit(git, 'HEAD')) === undefined) return { versions: versionsIn(git, []) };
    const commits = await firstParentChanges(git, paths);
    if (!(await isShallow(git))) return { versions: versionsIn(git, commits) };
    const message = 'The clone is shallow: who set what is older than it is not known.';
    return { versions: versionsIn(git, commits.map(withoutBoundary)), message };
  } catch (error) {
    if (error instanceof GitFailure) return { message: NOT_HERE };
    if (error instanceof UsageError) return { message: unknown(error.message) };
    throw error;
  }
}

/** Said where files of the history are missing. */
export const NOT_HERE = unknown('some of the history is not here');

function unknown(why: string): string {
  return `Since when and by whom is not known: ${why.split('\n')[0] ?? ''}.`;
}

type Version = Omit<PastCommit, 'files' | 'id'> & { readonly id?: string; readonly blob?: string };
type DatedCommit = Omit<PastCommit, 'id'> & { readonly id?: string };

/** Where a shallow clone ends, everything looks new. */
function withoutBoundary({ id, ...commit }: PastCommit): DatedCommit {
  return commit.hasParents ? { id, ...commit } : commit;
}

function versionsIn(git: Git, commits: readonly DatedCommit[]): FileVersions {
  const known = new Map<string, Version[]>();
  for (const { files, ...commit } of commits) {
    for (const { path, blob } of files) {
      const version = { ...commit, ...(blob !== undefined && { blob }) };
      const versions = known.get(path);
      if (versions) versions.push(version);
      else known.set(path, [version]);
    }
  }
  const versionsOf = (path: string) => known.get(path) ?? [];
  return {
    count: (path) => versionsOf(path).length,
    read: async (paths) => {
      const blobs = paths.flatMap(versionsOf).flatMap(({ blob }) => blob ?? []);
      const texts = await readTexts(git, [...new Set(blobs)]);
      const isHere = (path: string) =>
        versionsOf(path).every(({ blob }) => blob === undefined || texts.has(blob));
      return new Map(
        paths.filter(isHere).map((path) => [
          path,
          versionsOf(path).map(({ id, date, author, blob }) => ({
            ...(id !== undefined && { by: { commit: id, date, author } }),
            images:
              blob === undefined ? () => [] : once(() => imagesIfReadable(texts.get(blob), path)),
          })),
        ]),
      );
    },
  };
}

/** As far as they are here. */
async function readTexts(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  try {
    const missing = new Set(await missingObjects(git, ids));
    return await catObjects(
      git,
      ids.filter((id) => !missing.has(id)),
    );
  } catch (error) {
    if (error instanceof GitFailure) return new Map();
    throw error;
  }
}

/** The value of a function that is asked when it is first wanted, and then never again. */
function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  return () => (answer ??= { value: ask() }).value;
}

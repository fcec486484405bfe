import { UsageError } from '../errors.js';
import { firstParentChanges, type PastCommit } from '../io/git/first-parent-changes.js';
import { catBlobs, missingObjects } from '../io/git/objects.js';
import { GitFailure, openGit, type Git } from '../io/git/open-git.js';
import { findCommit, findWorktree, isShallow } from '../io/git/worktree.js';
import { imagesIfReadable } from './overlay-images.js';
import type { FileVersion } from './past-images.js';

/** What files were at earlier commits. */
export interface FileVersions {
  /** Of some files, by path: two processes for all of them. */
  readonly read: (paths: readonly string[]) => Promise<ReadonlyMap<string, readonly FileVersion[]>>;
  /** How many versions of a file there are. */
  readonly count: (path: string) => number;
}

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
    // Where a clone lacks objects, git would fetch them one by one.
    const git = openGit(root, { GIT_NO_LAZY_FETCH: '1' });
    if ((await findCommit(git, 'HEAD')) === undefined) return { versions: versionsIn(git, []) };
    const commits = await firstParentChanges(git, paths);
    if (!(await isShallow(git))) return { versions: versionsIn(git, commits) };
    const message = 'The clone is shallow: who set what is older than it is not known.';
    return { versions: versionsIn(git, commits.map(withoutBoundary)), message };
  } catch (error) {
    if (error instanceof GitFailure) return { message: unknown('some of the history is not here') };
    if (error instanceof UsageError) return { message: unknown(error.message) };
    throw error;
  }
}

function unknown(why: string): string {
  return `Since when and by whom is not known: ${why}.`;
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
      return new Map(
        paths.map((path) => [
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

async function readTexts(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const missing = new Set(await missingObjects(git, ids));
  return catBlobs(
    git,
    ids.filter((id) => !missing.has(id)),
  );
}

/** The value of a function that is asked when it is first wanted, and then never again. */
function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  return () => (answer ??= { value: ask() }).value;
}

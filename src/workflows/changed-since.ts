import { UsageError } from '../errors.js';
import type { Git } from '../io/git/open-git.js';
import { findCommit, pathsChangedSince } from '../io/git/worktree.js';

/**
 * The paths that differ between the working tree and a revision, or where its history and that of
 * HEAD parted: what others did there meanwhile is not a change of this branch.
 *
 * @throws UsageError where there is no git, or no such revision.
 */
export async function changedSince(
  git: Git | undefined,
  revision: string,
): Promise<ReadonlySet<string>> {
  if (!git) {
    throw new UsageError('--changed-since needs a git repository', { code: 'PRECONDITION' });
  }
  return new Set(await pathsChangedSince(git, await commitOf(git, revision)));
}

/** @throws UsageError where there is no such revision. */
export async function commitOf(git: Git, revision: string): Promise<string> {
  const commit = await findCommit(git, revision);
  if (commit !== undefined) return commit;
  throw new UsageError(`there is no revision "${revision}" here`, {
    code: 'TARGET_NOT_FOUND',
    hint: 'Name a branch, tag or commit. In CI, fetch its history first: fetch-depth: 0.',
  });
}

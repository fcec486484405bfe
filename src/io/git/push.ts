import { BugError } from '../../errors.js';
import { GitFailure, type Git } from './open-git.js';
import { remoteFailure } from './remote-failure.js';

/** What became of a push: the remote has it, or somebody else was faster. */
export type PushOutcome = 'pushed' | 'race';

const RACE =
  /stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value provided|atomic transaction failed|eof before pack header/;

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export interface Push {
  readonly remote: string;
  readonly branch: string;
  /** Made on top of `expected`: of what else the branch had, nothing would be left. */
  readonly commit: string;
  /** The remote's branch has to be here still; empty: it must not exist. */
  readonly expected: string;
  readonly dryRun?: boolean;
  /** Ends the conversation; what became of it is unknown then. */
  readonly signal?: AbortSignal;
}

/**
 * Moves the remote's branch from `expected` to `commit`, or leaves it as it is: a compare-and-swap,
 * never by force.
 *
 * @throws UsageError where the remote refuses (protected branch, permission, hook).
 * @throws RemoteError where it cannot be reached, or the connection broke: it may have the commit.
 */
export async function push(
  git: Git,
  { remote, branch, commit, expected, dryRun, signal }: Push,
): Promise<PushOutcome> {
  // An empty one would delete the branch.
  if (!OBJECT_ID.test(commit)) throw new BugError(`"${commit}" is no commit to push`);
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${expected}`;
  const options = ['--porcelain', '--no-verify', lease, ...(dryRun ? ['--dry-run'] : [])];
  try {
    await git(
      ['push', ...options, '--end-of-options', remote, `${commit}:${ref}`],
      undefined,
      signal,
    );
    return 'pushed';
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (RACE.test(error.message)) return 'race';
    throw remoteFailure(error, { branch, signal });
  }
}

/**
 * The commit of a branch on the remote, or `undefined` if there is no such branch.
 *
 * @throws UsageError or RemoteError as {@link push} does.
 */
export async function remoteTip(
  git: Git,
  remote: string,
  { branch, signal }: { readonly branch: string; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  try {
    const args = ['ls-remote', '--end-of-options', remote, `refs/heads/${branch}`];
    const output = await git(args, undefined, signal);
    return /^[0-9a-f]+/.exec(output)?.[0];
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, { branch, signal });
  }
}

/** Brings a branch of `origin` into the object store; answers with its commit. */
export async function fetchBranch(git: Git, branch: string, signal: AbortSignal): Promise<string> {
  try {
    await git(
      ['fetch', '--no-tags', '--end-of-options', 'origin', `refs/heads/${branch}`],
      undefined,
      signal,
    );
    return (await git(['rev-parse', 'FETCH_HEAD'])).trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, { branch, signal });
  }
}

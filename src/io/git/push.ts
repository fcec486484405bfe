import { RemoteError, UsageError } from '../../errors.js';
import { GitFailure, type Git } from './open-git.js';

/** What became of a push: the remote has it, or somebody else was faster. */
export type PushOutcome = 'pushed' | 'race';

const RACE =
  /stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value provided|atomic transaction failed/;
const REFUSED =
  /protected branch|GH006|GH013|hook declined|Permission .*denied|Authentication failed|could not read Username|The requested URL returned error: 40[13]|denyCurrentBranch|branch is currently checked out|access denied|shallow update not allowed/i;

export interface Push {
  readonly remote: string;
  readonly branch: string;
  /** Made on top of `expected`: of what else the branch had, nothing would be left. */
  readonly commit: string;
  /** The remote's branch has to be here still; empty: it must not exist. */
  readonly expected: string;
  readonly dryRun?: boolean;
}

/**
 * Moves the remote's branch from `expected` to `commit`, or leaves it as it is: a compare-and-swap,
 * never by force.
 *
 * @throws UsageError where the remote refuses (protected branch, permission, hook).
 * @throws RemoteError where it cannot be reached.
 */
export async function push(
  git: Git,
  { remote, branch, commit, expected, dryRun }: Push,
): Promise<PushOutcome> {
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${expected}`;
  const options = ['--porcelain', '--no-verify', lease, ...(dryRun ? ['--dry-run'] : [])];
  try {
    await git(['push', ...options, '--end-of-options', remote, `${commit}:${ref}`]);
    return 'pushed';
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (RACE.test(error.message)) return 'race';
    throw remoteFailure(error, branch);
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
  branch: string,
): Promise<string | undefined> {
  try {
    const output = await git(['ls-remote', '--end-of-options', remote, `refs/heads/${branch}`]);
    return /^[0-9a-f]+/.exec(output)?.[0];
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, branch);
  }
}

/** Brings a branch of the remote into the object store; answers with its commit. */
export async function fetchBranch(git: Git, remote: string, branch: string): Promise<string> {
  try {
    await git([
      'fetch',
      '--quiet',
      '--no-tags',
      '--end-of-options',
      remote,
      `refs/heads/${branch}`,
    ]);
    return (await git(['rev-parse', 'FETCH_HEAD'])).trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, branch);
  }
}

/** What a failed conversation with a remote means to the one who started it. */
function remoteFailure(error: GitFailure, branch: string): UsageError | RemoteError {
  const said = error.message
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('; ');
  if (/'origin' does not appear to be a git repository/.test(said)) {
    return new UsageError('the clone has no remote "origin"', {
      code: 'PRECONDITION',
      hint: 'Add it: git remote add origin URL.',
      cause: error,
    });
  }
  if (/couldn't find remote ref/.test(said)) {
    return new UsageError(`the remote has no branch "${branch}"`, {
      code: 'PRECONDITION',
      cause: error,
    });
  }
  if (REFUSED.test(said)) {
    return new UsageError(`the remote refuses: ${said}`, {
      code: 'REMOTE_REFUSED',
      hint: 'Check the credentials and the rules of the branch; nothing was changed there.',
      cause: error,
    });
  }
  return new RemoteError(`the remote cannot be reached: ${said}`, {
    hint: 'Nothing was changed there; the same command can succeed later.',
    cause: error,
  });
}

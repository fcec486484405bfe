import { BugError } from '../../errors.js';
import { GitFailure, type Git } from './open-git.js';
import { remoteFailure } from './remote-failure.js';

/** What became of a push: the remote has it, or somebody else was faster. */
export type PushOutcome = 'pushed' | 'race';

const RACE =
  /stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value provided|atomic transaction failed|eof before pack header/;

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A ref of the remote, and what is to become of it. */
export interface RefUpdate {
  readonly ref: string;
  /** The commit that it gets; absent: it is deleted. */
  readonly commit?: string;
  /** What the ref has to be still; empty: it must not exist. */
  readonly expected: string;
}

interface Pushing {
  readonly remote: string;
  readonly dryRun?: boolean;
  /** Ends the conversation; what became of it is unknown then. */
  readonly signal?: AbortSignal;
}

export interface Push extends Pushing {
  readonly branch: string;
  /** Made on top of `expected`: of what else the branch had, nothing would be left. */
  readonly commit: string;
  /** The remote's branch has to be here still; empty: it must not exist. */
  readonly expected: string;
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
  { branch, commit, expected, ...how }: Push,
): Promise<PushOutcome> {
  return pushRefs(git, [{ ref: `refs/heads/${branch}`, commit, expected }], how);
}

/**
 * Changes refs of the remote, all or none, each by compare-and-swap.
 *
 * @throws UsageError, RemoteError as {@link push} does.
 */
export async function pushRefs(
  git: Git,
  updates: readonly RefUpdate[],
  { remote, dryRun, signal }: Pushing,
): Promise<PushOutcome> {
  const options = [
    ...['--porcelain', '--no-verify', ...(updates.length > 1 ? ['--atomic'] : [])],
    ...updates.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected}`),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  const refspecs = updates.map(refspec);
  try {
    await git(['push', ...options, '--end-of-options', remote, ...refspecs], undefined, signal);
    return 'pushed';
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (RACE.test(error.message)) return 'race';
    throw remoteFailure(error, { branch: branchOf(updates.map(({ ref }) => ref)), signal });
  }
}

/** What people call the first of some refs. */
function branchOf([ref = '']: readonly string[]): string {
  return ref.replace(/^refs\/heads\//, '');
}

function refspec({ ref, commit = '' }: RefUpdate): string {
  // An empty one deletes: no branch is ever to go.
  if (!OBJECT_ID.test(commit) && (commit !== '' || ref.startsWith('refs/heads/'))) {
    throw new BugError(`"${commit}" is no commit to push`);
  }
  return `${commit}:${ref}`;
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
  const ref = `refs/heads/${branch}`;
  return (await remoteRefs(git, [ref], { remote, signal })).get(ref);
}

/**
 * What the remote's refs point to, of those that it has.
 *
 * @throws UsageError or RemoteError as {@link push} does.
 */
export async function remoteRefs(
  git: Git,
  refs: readonly string[],
  { remote, signal }: { readonly remote: string; readonly signal?: AbortSignal | undefined },
): Promise<ReadonlyMap<string, string>> {
  try {
    const args = ['ls-remote', '--end-of-options', remote, ...refs];
    const output = await git(args, undefined, signal);
    return new Map(
      [...output.matchAll(/^([0-9a-f]+)\t(.+)$/gm)].map(([, id = '', ref = '']) => [ref, id]),
    );
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, { branch: branchOf(refs), signal });
  }
}

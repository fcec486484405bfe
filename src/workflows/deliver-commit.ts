import { UsageError } from '../errors.js';
import { findCommitByTrailer } from '../io/git/commit.js';
import { GitFailure, type Git } from '../io/git/open-git.js';
import { fetchBranch, push } from '../io/git/push.js';
import { changedPaths, currentBranch, findCommit } from '../io/git/worktree.js';
import { commitProposal, type Propose } from './commit-proposal.js';
import { landCommit } from './land-commit.js';
import { commitTree } from './tree.js';

export interface Delivery {
  readonly propose: Propose;
  /** What the message has as trailer `Bump-Id`: by it the commit is found again. */
  readonly id: string;
  /** By default the one that is checked out. */
  readonly branch?: string | undefined;
  readonly push: boolean;
  readonly sign: boolean;
  /** How often a push is tried; the deadline ends it as well. */
  readonly maxAttempts: number;
  readonly timeoutSeconds: number;
}

export interface Delivered {
  readonly branch: string;
  /** Absent: there was nothing to commit. */
  readonly commit?: string;
  readonly attempts: number;
  /** Why the clone did not follow the remote, which has the commit. */
  readonly leftBehind?: string;
}

/**
 * Puts a commit on a branch of a clone and, if wanted, of its remote. With a push, the commit is
 * made on the remote's tip, moved there by compare-and-swap and worked out anew whenever somebody
 * was faster; the clone follows only when the remote has it. Other changes in the working tree
 * stay, and are not committed.
 *
 * @throws UsageError where a file to be changed has uncommitted changes, HEAD is detached, or clone
 * and remote have parted. @throws RemoteError where the attempts or the time are used up.
 */
export async function deliverCommit(git: Git, delivery: Delivery): Promise<Delivered> {
  const branch = delivery.branch ?? (await currentBranch(git));
  if (branch === undefined) {
    throw new UsageError('HEAD is detached: there is no branch to commit to', {
      code: 'PRECONDITION',
      hint: 'Check out a branch, or name one with --branch.',
    });
  }
  if (!delivery.push) return { branch, attempts: 1, ...(await commitHere(git, branch, delivery)) };
  return pushUntilDone(git, branch, delivery);
}

async function commitHere(
  git: Git,
  branch: string,
  delivery: Delivery,
): Promise<{ commit?: string }> {
  const base = await findCommit(git, `refs/heads/${branch}`);
  if (base === undefined) {
    throw new UsageError(`the branch "${branch}" has no commit`, { code: 'PRECONDITION' });
  }
  const commit = await commitOn(git, base, { ...delivery, branch, attempt: 1 });
  if (commit === undefined) return {};
  await follow(git, branch, commit);
  return { commit };
}

async function pushUntilDone(git: Git, branch: string, delivery: Delivery): Promise<Delivered> {
  const deadline = AbortSignal.timeout(delivery.timeoutSeconds * 1000);
  let made: string | undefined;
  const { commit, attempts } = await landCommit({
    branch,
    deadline,
    maxAttempts: delivery.maxAttempts,
    fetch: () => fetchBranch(git, branch, deadline),
    prepare: async (tip, attempt) => {
      const base = await baseOf(git, branch, tip);
      made = await commitOn(git, base, { ...delivery, branch, attempt });
      return made ?? (base === tip ? undefined : base);
    },
    push: (commit, expected) =>
      push(git, { remote: 'origin', branch, commit, expected, signal: deadline }),
    findOwn: (since, tip) => findCommitByTrailer(git, `${since}..${tip}`, ['Bump-Id', delivery.id]),
  });
  if (commit === undefined || made === undefined) return { branch, attempts };
  return { branch, attempts, commit, ...(await followIfPossible(git, branch, commit)) };
}

/** The remote's tip, or what is here on top of it: that is pushed along, as `git push` does. */
async function baseOf(git: Git, branch: string, tip: string): Promise<string> {
  const local = await findCommit(git, `refs/heads/${branch}`);
  if (local === undefined || local === tip) return tip;
  const common = (await git(['merge-base', local, tip]).catch(() => '')).trim();
  if (common === tip) return local;
  if (common === local) return tip;
  throw new UsageError(`"${branch}" here and on the remote have parted`, {
    code: 'PRECONDITION',
    hint: 'Pull first; nothing was changed.',
  });
}

async function commitOn(
  git: Git,
  commit: string,
  delivery: Delivery & { readonly branch: string; readonly attempt: number },
): Promise<string | undefined> {
  const base = { commit, root: `${commit}^{tree}`, files: commitTree(git, commit) };
  const made = await commitProposal(git, base, delivery);
  if (made !== undefined && (await currentBranch(git)) === delivery.branch) {
    await refuseDirty(git, made);
  }
  return made;
}

/** Whether the working tree can follow to `commit`, asked before anybody else sees it. */
async function refuseDirty(git: Git, commit: string): Promise<void> {
  const moved = await git(['diff', '--name-only', '--no-renames', '-z', 'HEAD', commit]);
  const dirty = await changedPaths(
    git,
    moved.split('\0').filter((path) => path !== ''),
  );
  const [path, ...more] = dirty;
  if (path === undefined) return;
  const others = more.length > 0 ? `, and in ${more.join(', ')}` : '';
  throw new UsageError(`there are uncommitted changes${others}`, {
    code: 'PRECONDITION',
    hint: 'Commit or discard them first; nothing was written.',
    place: { path },
  });
}

/**
 * Moves the branch, and with it index and files where it is checked out. Hooks do not run.
 *
 * @throws UsageError where git refuses; nothing has moved.
 */
async function follow(git: Git, branch: string, commit: string): Promise<void> {
  try {
    if ((await currentBranch(git)) === branch) {
      await git(['-c', 'core.hooksPath=/dev/null', 'merge', '--ff-only', '--quiet', commit]);
    } else {
      await git(['update-ref', `refs/heads/${branch}`, commit]);
    }
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UsageError(`git refuses to move "${branch}": ${error.message}`, {
      code: 'PRECONDITION',
      hint: 'Nothing was written. Settle what git says and run the command again.',
      cause: error,
    });
  }
}

/** After a push, which no trouble in the clone undoes. */
async function followIfPossible(
  git: Git,
  branch: string,
  commit: string,
): Promise<{ leftBehind?: string }> {
  try {
    await follow(git, branch, commit);
    return {};
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { leftBehind: error.message };
  }
}

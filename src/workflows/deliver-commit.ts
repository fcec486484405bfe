import { UsageError } from '../errors.js';
import { forgetIntents } from '../io/git/intent-refs.js';
import { GitFailure, type Git } from '../io/git/open-git.js';
import { fetchBranch } from '../io/git/fetch-branch.js';
import { changedPaths, currentBranch, findCommit } from '../io/git/worktree.js';
import { withInterruption } from '../io/interruption.js';
import type { Wish } from './format-intent.js';
import { commitProposal, ownHand, type Base, type Propose } from './commit-proposal.js';
import { landTogether } from './land-together.js';
import { commitTree } from './tree.js';
import { withDeadline } from './with-deadline.js';

export interface Delivery {
  readonly propose: Propose;
  /** What the message has as trailer `Bump-Id`: by it the commit is found again. */
  readonly id: string;
  /** What was proposed last, as others can land it. */
  readonly wish: () => Wish | undefined;
  /** Whether those who lose races with it land together. */
  readonly combine: boolean;
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
  if (base === undefined) throw noCommit(branch);
  const at = baseAt(git, base);
  const proposal = await delivery.propose(at.files, 1);
  if (!proposal) return {};
  const hand = await ownHand(git, delivery.sign);
  const commit = await commitProposal(git, at, { proposal, hand });
  await refuseDirty(git, branch, commit);
  await follow(git, branch, commit);
  return { commit };
}

async function pushUntilDone(git: Git, branch: string, delivery: Delivery): Promise<Delivered> {
  const { timeoutSeconds } = delivery;
  const { commit, attempts } = await withInterruption((interrupted) =>
    withDeadline({ interrupted, timeoutSeconds }, async (deadline) => {
      try {
        return await landTogether(git, {
          ...delivery,
          branch,
          deadline,
          fetch: (signal) => fetchBranch(git, branch, { signal, intents: delivery.combine }),
          baseOn: async (tip) => baseAt(git, await baseOf(git, branch, tip)),
          check: (made) => refuseDirty(git, branch, made),
        });
      } finally {
        if (delivery.combine) await forgetIntents(git, branch);
      }
    }),
  );
  if (commit === undefined) return { branch, attempts };
  return { branch, attempts, commit, ...(await followIfPossible(git, branch, commit)) };
}

/** The refusal of a branch that is not there, or is empty. */
export function noCommit(branch: string): UsageError {
  return new UsageError(`the branch "${branch}" has no commit`, {
    code: 'PRECONDITION',
    hint: '`git branch --all` shows those that are known here.',
  });
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

function baseAt(git: Git, commit: string): Base {
  return { commit, files: commitTree(git, commit) };
}

/** Whether the working tree can follow to `commit`, asked before anybody else sees it. */
async function refuseDirty(git: Git, branch: string, commit: string): Promise<void> {
  if ((await currentBranch(git)) !== branch) return;
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

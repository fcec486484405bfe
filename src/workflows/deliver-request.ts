import { UsageError } from '../errors.js';
import { readCommitObject, type CommitObject } from '../io/git/commit.js';
import type { Git } from '../io/git/open-git.js';
import { push, remoteTip } from '../io/git/push.js';
import { commitProposal, ownHand, type Base } from './commit-proposal.js';
import type { Delivery } from './deliver-commit.js';
import { landCommit } from './land-commit.js';

/** The branches of a remote, `origin` of `git`. */
export interface Branches {
  readonly git: Git;
  readonly deadline: AbortSignal;
  /** Reads the tip of a branch and brings its commit. */
  readonly fetch: (branch: string) => Promise<Base>;
}

export interface RequestDelivery extends Pick<Delivery, 'propose' | 'id' | 'sign' | 'maxAttempts'> {
  /** The branch that the commit is meant for. */
  readonly base: string;
  /** The branch that it is put on; known when a commit is proposed. */
  readonly head: () => string;
}

/** What stands on the branch of a request. */
export interface Requested {
  readonly head: string;
  readonly commit: string;
  readonly message: string;
}

/**
 * Puts a commit on a branch of its own, alone on top of the tip of `base`, by compare-and-swap. One
 * that is there from an earlier run is replaced, or kept where it is the same.
 *
 * @returns no `requested` where there is nothing to commit.
 * @throws UsageError where somebody else worked on the branch, or the remote refuses. @throws
 * RemoteError where the attempts or the time are used up.
 */
export async function deliverRequest(
  { git, deadline, fetch }: Branches,
  { base, head, id, propose, sign, maxAttempts }: RequestDelivery,
): Promise<{ readonly requested?: Requested; readonly attempts: number }> {
  let tip: Base;
  let old: string | undefined;
  let kept: string | undefined;

  /** The commit of an earlier run. */
  async function readOld(): Promise<CommitObject | undefined> {
    const stands = await remoteTip(git, 'origin', { branch: head(), signal: deadline });
    old = stands && (await fetch(head())).commit;
    return old === undefined ? undefined : readCommitObject(git, old);
  }

  const { commit, attempts } = await landCommit({
    branch: base,
    deadline,
    maxAttempts,
    fetch: async () => {
      tip = await fetch(base);
      return tip.commit;
    },
    prepare: async (parent, attempt) => {
      const proposal = await propose(tip.files, attempt);
      if (!proposal) return undefined;
      const hand = await ownHand(git, sign);
      const made = await commitProposal(git, tip, { proposal, hand });
      const earlier = await readOld();
      if (!earlier) return made;
      refuseForeign(earlier, head());
      const { tree } = await readCommitObject(git, made);
      if (earlier.tree !== tree || earlier.parents.join() !== parent) return made;
      kept = old;
      return undefined;
    },
    push: (made) =>
      push(git, {
        remote: 'origin',
        branch: head(),
        commit: made,
        expected: old ?? '',
        signal: deadline,
      }),
    findOwn: async () => ((await readOld())?.message.includes(`Bump-Id: ${id}`) ? old : undefined),
  });
  const stands = commit ?? kept;
  if (stands === undefined) return { attempts };
  const { message } = await readCommitObject(git, stands);
  return { requested: { head: head(), commit: stands, message }, attempts };
}

/** Only commits of this program are replaced. */
function refuseForeign({ message }: CommitObject, head: string): void {
  if (/^Bump-Id: /m.test(message)) return;
  throw new UsageError(`somebody else worked on the branch "${head}"`, {
    code: 'PRECONDITION',
    hint: 'Merge it or delete it; nothing was changed there.',
  });
}

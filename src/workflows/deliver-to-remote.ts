import { findCommitByTrailer } from '../io/git/commit.js';
import { push } from '../io/git/push.js';
import { commitProposal, type Base } from './commit-proposal.js';
import type { Delivered, Delivery } from './deliver-commit.js';
import { landCommit } from './land-commit.js';
import { remoteTree } from './remote-tree.js';
import type { PatientRemote } from './with-remote.js';

export interface RemoteDelivery extends Pick<Delivery, 'propose' | 'id' | 'sign' | 'maxAttempts'> {
  readonly branch: string;
}

/**
 * Puts a commit on a branch of a remote, without a clone. It is made on the branch's tip, which is
 * moved by compare-and-swap, and worked out anew whenever somebody was faster.
 *
 * @throws UsageError where the remote refuses or has no such branch. @throws RemoteError where the
 * attempts or the time are used up.
 */
export async function deliverToRemote(
  remote: PatientRemote,
  { branch, id, propose, sign, maxAttempts }: RemoteDelivery,
): Promise<Delivered> {
  const { git, deadline } = remote;
  let base: Base;
  const landed = await landCommit({
    branch,
    deadline,
    maxAttempts,
    fetch: async () => {
      base = await fetchBase(remote, branch);
      return base.commit;
    },
    prepare: (_, attempt) => commitProposal(git, base, { propose, sign, attempt }),
    push: (commit, expected) =>
      push(git, { remote: 'origin', branch, commit, expected, signal: deadline }),
    findOwn: (since, tip) => findCommitByTrailer(git, `${since}..${tip}`, ['Bump-Id', id]),
  });
  return { branch, ...landed };
}

/** The tip of a branch of the remote; its files come when they are read. */
export async function fetchBase(remote: PatientRemote, branch: string): Promise<Base> {
  const { commit, tree } = await remote.fetchTip(branch);
  return { commit, root: tree, files: remoteTree(remote, tree) };
}

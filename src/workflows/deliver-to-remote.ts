import type { Base } from './commit-proposal.js';
import type { Delivered, Delivery } from './deliver-commit.js';
import { landTogether } from './land-together.js';
import { remoteTree } from './remote-tree.js';
import type { PatientRemote } from './with-remote.js';

export interface RemoteDelivery extends Omit<Delivery, 'branch' | 'push'> {
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
  delivery: RemoteDelivery,
): Promise<Delivered> {
  const { branch } = delivery;
  let base: Base;
  const landed = await landTogether(remote.git, {
    ...delivery,
    deadline: remote.deadline,
    fetch: async (signal) => {
      base = await fetchBase(remote, branch, signal);
      return base.commit;
    },
    baseOn: () => Promise.resolve(base),
  });
  return { branch, ...landed };
}

/** The tip of a branch of the remote; its files come when they are read. */
export async function fetchBase(
  remote: PatientRemote,
  branch: string,
  signal?: AbortSignal,
): Promise<Base> {
  const { commit, tree } = await remote.fetchTip(branch, signal);
  const at = { git: remote.git, revision: commit, remote: { ...remote, branch } };
  return { commit, files: { ...remoteTree(remote, tree), at } };
}

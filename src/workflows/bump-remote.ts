import { bumpByRequest } from './bump-by-request.js';
import type { BumpRequest, BumpResult } from './bump-request.js';
import type { Branches } from './deliver-request.js';
import { deliverToRemote } from './deliver-to-remote.js';
import { proposeBump } from './propose-bump.js';
import { remoteTree } from './remote-tree.js';
import { withRemote, type PatientRemote } from './with-remote.js';

/**
 * Sets images on a branch of a remote, by default its main one, without a clone: what is read and
 * sent does not grow with the repository.
 *
 * @throws as {@link bump} does.
 */
export async function bumpRemote(url: string, request: BumpRequest): Promise<BumpResult> {
  const { dryRun, timeoutSeconds, strategy, sign, maxAttempts } = request;
  return withRemote({ url, timeoutSeconds, strategy }, async (remote) => {
    const branch = request.branch ?? (await remote.defaultBranch());
    if (request.pr && !dryRun) {
      const result = await bumpByRequest(
        { branches: branchesOf(remote), base: branch, url },
        request,
      );
      return { ...result, strategy: remote.strategy };
    }
    const { id, propose, outcome } = await proposeBump(remote.git, request);
    if (dryRun) {
      const { tree } = await remote.fetchTip(branch);
      await propose(remoteTree(remote, tree), 1);
      return { ...outcome(), branch, pushed: false, attempts: 1, strategy: remote.strategy };
    }
    const delivery = { id, propose, branch, sign, maxAttempts };
    const delivered = await deliverToRemote(remote, delivery);
    return {
      ...outcome(),
      ...delivered,
      pushed: delivered.commit !== undefined,
      strategy: remote.strategy,
    };
  });
}

function branchesOf(remote: PatientRemote): Branches {
  const { git, deadline } = remote;
  const fetch = async (branch: string) => {
    const { commit, tree } = await remote.fetchTip(branch);
    return { commit, root: tree, files: remoteTree(remote, tree) };
  };
  return { git, deadline, fetch };
}

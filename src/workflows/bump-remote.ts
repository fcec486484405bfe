import type { AimedRequest, BumpResult } from './bump-request.js';
import { deliverToRemote, fetchBase } from './deliver-to-remote.js';
import { proposeBump } from './propose-bump.js';
import { withRemote } from './with-remote.js';

/**
 * Sets images on a branch of a remote, by default its main one, without a clone: what is read and
 * sent does not grow with the repository.
 *
 * @throws as {@link setImages} does.
 */
export async function bumpRemote(url: string, request: AimedRequest): Promise<BumpResult> {
  const { dryRun } = request;
  const intents = request.combine && !request.pr && !dryRun;
  return withRemote({ ...request, url, intents }, async (remote) => {
    const branch = request.branch ?? (await remote.defaultBranch());
    if (request.pr && !dryRun) {
      const { bumpByRequest } = await import('./bump-by-request.js');
      const { git, deadline } = remote;
      const branches = { git, deadline, fetch: (name: string) => fetchBase(remote, name) };
      const result = await bumpByRequest({ branches, base: branch, url }, request);
      return { ...result, strategy: remote.strategy };
    }
    const { outcome, ...proposal } = await proposeBump(remote.git, request);
    if (dryRun) {
      const { files } = await fetchBase(remote, branch);
      await proposal.propose(files, 1);
      return { ...outcome(), branch, pushed: false, attempts: 1, strategy: remote.strategy };
    }
    const delivered = await deliverToRemote(remote, { ...request, ...proposal, branch });
    return {
      ...outcome(),
      ...delivered,
      pushed: delivered.commit !== undefined,
      strategy: remote.strategy,
    };
  });
}

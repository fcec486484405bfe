import { z } from 'zod';
import { callApi, warnOfFailure } from './call-api.js';
import type { ChangeRequest, Forge, ForgeAccess } from './forge.js';
import { openOrUpdate } from './open-or-update.js';
import { webAddress } from './web-address.js';

const mergeRequest = z.object({ iid: z.int().positive(), web_url: webAddress });
type MergeRequest = z.infer<typeof mergeRequest>;

/** GitLab's merge requests, by its REST API v4. */
export function gitlab({ project, api, token }: ForgeAccess): Forge {
  const headers = { 'private-token': token };
  const requests = `${api}/projects/${encodeURIComponent(project.path)}/merge_requests`;

  async function findOpen({ head, base }: ChangeRequest): Promise<MergeRequest | undefined> {
    const query = new URLSearchParams({
      state: 'opened',
      source_branch: head,
      target_branch: base,
    });
    const url = `${requests}?${query.toString()}`;
    const [found] = await callApi(z.array(mergeRequest), { method: 'GET', url, headers });
    return found;
  }

  function write(change: ChangeRequest): Promise<MergeRequest> {
    const { title, body: description } = change;
    const labels = change.labels.join(',');
    const branches = { source_branch: change.head, target_branch: change.base };
    return openOrUpdate({
      findOpen: () => findOpen(change),
      open: () =>
        callApi(mergeRequest, {
          method: 'POST',
          url: requests,
          headers,
          body: { ...branches, title, description, labels, remove_source_branch: true },
        }),
      update: ({ iid }) =>
        callApi(mergeRequest, {
          method: 'PUT',
          url: `${requests}/${iid}`,
          headers,
          body: { title, description, add_labels: labels },
        }),
    });
  }

  async function enableAutoMerge(iid: number): Promise<void> {
    // The field's name before GitLab 17.11, and since.
    const body = { merge_when_pipeline_succeeds: true, auto_merge: true };
    const url = `${requests}/${iid}/merge`;
    await callApi(z.unknown(), { method: 'PUT', url, headers, body });
  }

  return {
    async request(change) {
      const { iid, web_url: url } = await write(change);
      const warnings = change.autoMerge
        ? await warnOfFailure('auto-merge was not enabled', enableAutoMerge(iid))
        : [];
      return { url, warnings };
    },
  };
}

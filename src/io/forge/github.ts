import { z } from 'zod';
import { ApiRefusal, callApi, warnOfFailure } from './call-api.js';
import type { ChangeRequest, Forge, ForgeAccess } from './forge.js';
import { openOrUpdate } from './open-or-update.js';
import { webAddress } from './web-address.js';

const pullRequest = z.object({
  number: z.int().positive(),
  html_url: webAddress,
  node_id: z.string(),
});
type PullRequest = z.infer<typeof pullRequest>;

const mutation = z.object({
  errors: z.array(z.object({ message: z.string() })).optional(),
});

const ENABLE_AUTO_MERGE =
  'mutation ($id: ID!) { enablePullRequestAutoMerge(input: {pullRequestId: $id}) { clientMutationId } }';

/** GitHub's pull requests, by its REST API 2022-11-28; auto-merge by GraphQL, which alone has it. */
export function github({ project, api, token }: ForgeAccess): Forge {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
  const repository = `${api}/repos/${project.path}`;
  const pulls = `${repository}/pulls`;
  const [owner = ''] = project.path.split('/');

  async function findOpen({ head, base }: ChangeRequest): Promise<PullRequest | undefined> {
    const query = new URLSearchParams({ state: 'open', head: `${owner}:${head}`, base });
    const url = `${pulls}?${query.toString()}`;
    const [found] = await callApi(z.array(pullRequest), { method: 'GET', url, headers });
    return found;
  }

  function write(change: ChangeRequest): Promise<PullRequest> {
    const { title, body, head, base } = change;
    return openOrUpdate({
      findOpen: () => findOpen(change),
      open: () =>
        callApi(pullRequest, {
          method: 'POST',
          url: pulls,
          headers,
          body: { title, body, head, base },
        }),
      update: ({ number }) =>
        callApi(pullRequest, {
          method: 'PATCH',
          url: `${pulls}/${number}`,
          headers,
          body: { title, body },
        }),
    });
  }

  async function addLabels(number: number, labels: readonly string[]): Promise<void> {
    const url = `${repository}/issues/${number}/labels`;
    await callApi(z.unknown(), { method: 'POST', url, headers, body: { labels } });
  }

  async function enableAutoMerge(id: string): Promise<void> {
    const url = `${api.replace(/\/v3$/, '')}/graphql`;
    const body = { query: ENABLE_AUTO_MERGE, variables: { id } };
    const { errors = [] } = await callApi(mutation, { method: 'POST', url, headers, body });
    const [error] = errors;
    if (error) throw new ApiRefusal(200, error.message);
  }

  return {
    async request(change) {
      const { number, html_url: url, node_id: id } = await write(change);
      const { labels, autoMerge } = change;
      const warnings = [
        ...(labels.length > 0
          ? await warnOfFailure('the labels were not set', addLabels(number, labels))
          : []),
        ...(autoMerge
          ? await warnOfFailure('auto-merge was not enabled', enableAutoMerge(id))
          : []),
      ];
      return { url, warnings };
    },
  };
}

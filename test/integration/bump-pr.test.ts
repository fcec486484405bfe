import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import {
  breakOff,
  neverEnd,
  startApiServer,
  type ApiAnswer,
  type ApiRequest,
} from '../support/api-server.js';
import { commitFiles, git } from '../support/repository.js';
import { cloned, tagsIn, TODO, type Clones } from './deployments.js';
import { bump, everything } from './scaffold.js';

const HEAD = 'gitops-gen/bump/dev-todo';
const BUMP = ['backend=v2', '--env', 'dev', '--app', 'todo', '--pr', '--json'];
const TOKEN = 'token-of-the-test';

interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly node_id: string;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  state: 'open' | 'closed';
}

/** What of GitHub's API a request needs: docs.github.com/rest/pulls. */
function fakeGithub() {
  const pulls: Pull[] = [];
  const answer = ({ route, query, headers, body }: ApiRequest): ApiAnswer => {
    if (headers.authorization !== `Bearer ${TOKEN}`) return [401, { message: 'Bad credentials' }];
    const fields = body as Pick<Pull, 'title' | 'body' | 'head' | 'base'>;
    const nth = Number(/\/(?:pulls|issues)\/(\d+)/.exec(route)?.[1]);
    if (route === 'GET /repos/acme/deploy/pulls') {
      const isAsked = ({ head, base, state }: Pull) =>
        state === query['state'] && `acme:${head}` === query['head'] && base === query['base'];
      return [200, pulls.filter(isAsked)];
    }
    if (route === 'POST /repos/acme/deploy/pulls') {
      const number = pulls.length + 1;
      const html_url = `https://github.com/acme/deploy/pull/${number}`;
      pulls.push({ ...fields, number, html_url, node_id: `PR_${number}`, state: 'open' });
      return [201, pulls.at(-1)];
    }
    if (route === `PATCH /repos/acme/deploy/pulls/${nth}`) {
      pulls[nth - 1] = { ...pulls[nth - 1]!, ...fields };
      return [200, pulls[nth - 1]];
    }
    if (route === `POST /repos/acme/deploy/issues/${nth}/labels`) return [200, []];
    if (route === 'POST /graphql') return [200, { data: {} }];
    return [404, { message: 'Not Found' }];
  };
  return { pulls, answer };
}

/** Lets git reach a remote by another URL, as `url.<base>.insteadOf` does. */
const instead = (url: string, bare: string) => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.${bare}.insteadOf`,
  GIT_CONFIG_VALUE_0: url,
});

const GITHUB_URL = 'https://github.com/acme/deploy.git';

/** A clone whose remote is on GitHub, and GitHub's API. */
async function onGithub(answer: (request: ApiRequest) => ApiAnswer) {
  const clones = await cloned();
  await git(clones.bare, 'config', 'uploadpack.allowFilter', 'true');
  await git(clones.ours, 'remote', 'set-url', 'origin', GITHUB_URL);
  const api = await startApiServer(answer);
  const env = {
    ...instead(GITHUB_URL, clones.bare),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: api.url,
    GITHUB_TOKEN: TOKEN,
  };
  return { ...clones, api, env };
}

const tags = ({ bare }: Clones, branch: string) => tagsIn(bare, TODO, branch);

describe('bump --pr', () => {
  test.each([
    ['in a clone', []],
    ['without one', ['--remote', GITHUB_URL]],
  ])('%s opens a request with a branch of its own', async (_, flags) => {
    const { pulls, answer } = fakeGithub();
    const { env, api, ...clones } = await onGithub(answer);
    const before = await git(clones.ours, 'rev-parse', 'HEAD');

    const done = await bump(
      clones.ours,
      [...BUMP, ...flags, '--label', 'bump,dev', '--auto-merge'],
      { env },
    );

    expect(done).toMatchObject({ exitCode: 0 });
    expect(done.result).toMatchObject({
      status: 'changed',
      branch: HEAD,
      pr: 'https://github.com/acme/deploy/pull/1',
      warnings: [],
    });
    expect(await tags(clones, HEAD)).toBe('backend:v2 frontend:v1 db:v1');
    expect(await tags(clones, 'main')).toBe('backend:v1 frontend:v1 db:v1');
    expect(await git(clones.bare, 'rev-parse', `${HEAD}^`)).toBe(before);
    expect(await git(clones.ours, 'rev-parse', 'HEAD')).toBe(before);
    expect(await git(clones.ours, 'status', '--porcelain')).toBe('');
    const [pull] = pulls;
    expect(pull).toMatchObject({
      head: HEAD,
      base: 'main',
      title: 'chore(dev): bump todo v1 → v2',
    });
    expect(pull!.body).toContain('| dev | todo | `backend` | `ghcr.io/acme/backend:v1` |');
    expect(api.requests.slice(2)).toMatchObject([
      { route: 'POST /repos/acme/deploy/issues/1/labels', body: { labels: ['bump', 'dev'] } },
      { route: 'POST /graphql', body: { variables: { id: 'PR_1' } } },
    ]);
    expect(everything(done)).not.toContain(TOKEN);
  });

  test('brings the open request up to date, and opens a new one after it was closed', async () => {
    const { pulls, answer } = fakeGithub();
    const { env, ...clones } = await onGithub(answer);
    const run = (image: string) => bump(clones.ours, [image, ...BUMP.slice(1)], { env });

    await run('backend=v2');
    await run('backend=v3');
    expect(pulls).toMatchObject([{ title: 'chore(dev): bump todo v1 → v3', state: 'open' }]);
    expect(await tags(clones, HEAD)).toBe('backend:v3 frontend:v1 db:v1');
    expect(await git(clones.bare, 'rev-list', '--count', `main..${HEAD}`)).toBe('1');

    pulls[0]!.state = 'closed';
    expect((await run('backend=v4')).result).toMatchObject({
      pr: 'https://github.com/acme/deploy/pull/2',
    });
  });

  test('pushes nothing where the branch has the same already, and is made anew on a newer tip', async () => {
    const { answer } = fakeGithub();
    const { env, ...clones } = await onGithub(answer);
    await bump(clones.ours, BUMP, { env });
    const first = await git(clones.bare, 'rev-parse', HEAD);
    const again = await bump(clones.ours, BUMP, { env });
    expect(again.result).toMatchObject({ status: 'changed', commit: first, attempts: 1 });
    expect(await git(clones.bare, 'rev-parse', HEAD)).toBe(first);

    const newer = await commitFiles(clones.theirs, { 'README.md': 'more\n' });
    await git(clones.theirs, 'push', '--quiet', 'origin', 'main');
    await bump(clones.ours, BUMP, { env });
    expect(await git(clones.bare, 'rev-parse', `${HEAD}^`)).toBe(newer);
  });

  test('opens nothing where nothing changes', async () => {
    const { pulls, answer } = fakeGithub();
    const { env, ...clones } = await onGithub(answer);
    const { exitCode, result } = await bump(clones.ours, ['backend=v1', ...BUMP.slice(1)], { env });
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'unchanged', commit: null, pr: null });
    expect(pulls).toEqual([]);
    expect(await git(clones.bare, 'branch', '--list', HEAD)).toBe('');
  });

  test('refuses to replace what somebody else put on the branch', async () => {
    const { answer } = fakeGithub();
    const { env, ...clones } = await onGithub(answer);
    await git(clones.theirs, 'checkout', '--quiet', '-b', HEAD);
    const theirs = await commitFiles(clones.theirs, { 'README.md': 'by hand\n' });
    await git(clones.theirs, 'push', '--quiet', 'origin', HEAD);
    const { exitCode, stdout } = await bump(clones.ours, BUMP, { env });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('somebody else worked on the branch');
    expect(await git(clones.bare, 'rev-parse', HEAD)).toBe(theirs);
  });

  test('two runs at once have one request: the second finds what the first has opened', async () => {
    const { pulls, answer } = fakeGithub();
    let asked = 0;
    const { env, ...clones } = await onGithub((request) => {
      if (request.route.startsWith('GET') && ++asked === 1) {
        answer({
          ...request,
          route: 'POST /repos/acme/deploy/pulls',
          body: { head: HEAD, base: 'main' },
        });
        return [200, []];
      }
      return request.route === 'POST /repos/acme/deploy/pulls'
        ? [
            422,
            {
              message: 'Validation Failed',
              errors: [{ message: 'A pull request already exists' }],
            },
          ]
        : answer(request);
    });
    expect((await bump(clones.ours, BUMP, { env })).exitCode).toBe(0);
    expect(pulls).toMatchObject([{ title: 'chore(dev): bump todo v1 → v2' }]);
  });

  test.each([
    [
      'a token that may not',
      403,
      { message: 'Resource not accessible' },
      2,
      'Resource not accessible',
    ],
    ['something else than the API', 200, 'Welcome', 2, 'not understood'],
    [
      'an address that is none',
      200,
      [{ number: 1, node_id: 'x', html_url: 'https://a\nb=c' }],
      2,
      'not understood',
    ],
    ['a server that fails', 502, {}, 5, 'cannot be reached'],
  ])('says what is wrong with %s', async (_, status, body, exit, says) => {
    const { env, ...clones } = await onGithub(() => [status, body]);
    const done = await bump(clones.ours, BUMP, { env });
    expect(done.exitCode).toBe(exit);
    expect(done.stdout).toContain(says);
    expect(everything(done)).not.toContain(TOKEN);
  });

  test.each([
    ['breaks off', breakOff, 5, 'cannot be reached'],
    ['has no end', neverEnd, 2, 'not understood'],
    ['is no JSON', (response: ServerResponse) => response.end('<html>'), 2, 'not understood'],
  ])('says what is wrong with an answer that %s', async (_, answer, exit, says) => {
    const { env, ...clones } = await onGithub(() => answer);
    const done = await bump(clones.ours, BUMP, { env });
    expect(done.exitCode).toBe(exit);
    expect(done.stdout).toContain(says);
    expect(everything(done)).not.toContain(TOKEN);
  });

  test('pushes nothing without a token', async () => {
    const { env, ...clones } = await onGithub(fakeGithub().answer);
    const { exitCode, stdout } = await bump(clones.ours, BUMP, {
      env: { ...env, GITHUB_TOKEN: '' },
    });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('GITHUB_TOKEN is not set');
    expect(await git(clones.bare, 'branch', '--list', HEAD)).toBe('');
  });

  test('what is refused on top of the request is a warning', async () => {
    const { answer } = fakeGithub();
    const { env, ...clones } = await onGithub((request) =>
      request.route === 'POST /graphql'
        ? [200, { errors: [{ message: 'Auto merge is not allowed' }] }]
        : answer(request),
    );
    const { exitCode, result } = await bump(clones.ours, [...BUMP, '--auto-merge'], { env });
    expect(exitCode).toBe(0);
    expect(JSON.stringify(result)).toContain(
      'auto-merge was not enabled: the forge refuses (HTTP 200): Auto merge is not allowed',
    );
  });

  test('on another host the branch is pushed and named', async () => {
    const { bare, ours } = await cloned();
    const { exitCode, stdout } = await bump(
      ours,
      BUMP.filter((flag) => flag !== '--json'),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`to ${HEAD}.`);
    expect(await tagsIn(bare, TODO, HEAD)).toBe('backend:v2 frontend:v1 db:v1');
  });

  test('on GitLab opens a merge request', async () => {
    const url = 'git@git.example.com:acme/platform/deploy.git';
    const { bare, ours } = await cloned();
    await git(ours, 'remote', 'set-url', 'origin', url);
    const requests = '/projects/acme%2Fplatform%2Fdeploy/merge_requests';
    const api = await startApiServer(({ route, headers }) => {
      if (headers['private-token'] !== TOKEN) return [401, { message: '401 Unauthorized' }];
      if (route === `GET ${requests}`) return [200, []];
      if (route === `PUT ${requests}/7/merge`) return [405, { message: 'Method Not Allowed' }];
      const web_url = 'https://git.example.com/acme/platform/deploy/-/merge_requests/7';
      return [201, { iid: 7, web_url }];
    });
    const env = {
      ...instead(url, bare),
      CI_SERVER_URL: 'https://git.example.com',
      CI_API_V4_URL: api.url,
      GITLAB_TOKEN: TOKEN,
    };
    const { exitCode, result } = await bump(ours, [...BUMP, '--label', 'bump', '--auto-merge'], {
      env,
    });
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      pr: 'https://git.example.com/acme/platform/deploy/-/merge_requests/7',
      warnings: [{ code: 'REQUEST' }],
    });
    expect(api.requests).toMatchObject([
      { query: { state: 'opened', source_branch: HEAD, target_branch: 'main' } },
      {
        route: `POST ${requests}`,
        body: { source_branch: HEAD, target_branch: 'main', labels: 'bump' },
      },
      { route: `PUT ${requests}/7/merge`, body: { auto_merge: true } },
    ]);
  });

  test('needs a commit, and is no push', async () => {
    const { ours } = await cloned();
    expect((await bump(ours, [...BUMP, '--no-commit'])).exitCode).toBe(2);
    expect((await bump(ours, [...BUMP, '--push'])).exitCode).toBe(2);
  });
});

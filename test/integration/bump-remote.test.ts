import { readdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startGitHttpServer } from '../support/git-http-server.js';
import { largeRemote } from '../support/large-repository.js';
import {
  bareRemote,
  commitFiles,
  git,
  gitRepository,
  protectBranch,
} from '../support/repository.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { treeHash } from '../support/tree-hash.js';
import { writeFiles } from '../support/write-files.js';
import { cloned, DEPLOYMENTS, overlay, overtaking, SHOP, tagsIn, TODO } from './deployments.js';
import { bump, everything } from './scaffold.js';

const BUMP = ['backend=v2', '--env', 'dev', '--app', 'todo', '--json'];
const KIBIBYTE = 1024;

/** The deployments on a remote that sends single objects, and somebody else's clone of it. */
async function deployments(files = DEPLOYMENTS) {
  const clones = await cloned(files);
  await git(clones.bare, 'config', 'uploadpack.allowFilter', 'true');
  return clones;
}

/** Where programs make their temporary files during this test. */
async function temporaryFolder(): Promise<string> {
  const dir = await tempDir();
  vi.stubEnv('TMPDIR', dir);
  return dir;
}

afterEach(() => vi.unstubAllEnvs());

/** Runs a bump anywhere; afterwards nothing of it is left on disk. */
async function bumpRemote(url: string, args: readonly string[] = BUMP, env = {}) {
  const [dir, temporary] = [await tempDir(), await temporaryFolder()];
  const done = await bump(dir, [...args, '--remote', url], { env });
  expect([await readdir(dir), await readdir(temporary)]).toEqual([[], []]);
  return done;
}

/** Runs a bump that is refused, and answers with its exit code and error code. */
async function refusal(url: string, args = BUMP): Promise<[number | null, string]> {
  const { exitCode, stdout } = await bumpRemote(url, args);
  return [exitCode, (JSON.parse(stdout) as { error: { code: string } }).error.code];
}

/** In place of ssh: runs here what git wants to run there. By its name git knows what to pass to it. */
async function localSsh(): Promise<string> {
  const content = `#!/bin/sh
[ "$1" = -o ] && shift 2
[ "$1" = git@deploy.example.com ] && exec sh -c "$2"
`;
  const dir = await tempDir();
  await writeFiles(dir, { ssh: { content, mode: '0755' } });
  return join(dir, 'ssh');
}

const changedPaths = (bare: string) => git(bare, 'diff', '--name-only', 'main^', 'main');

/** Settings of git, as the environment gives them. */
const configured = (key: string, value: string) => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: key,
  GIT_CONFIG_VALUE_0: value,
});

describe('bump --remote', () => {
  test.each(['file', 'path', 'http', 'ssh'])(
    'over %s changes exactly the file',
    async (protocol) => {
      const { bare } = await deployments();
      const urls = {
        file: `file://${bare}`,
        path: relative(await tempDir(), bare),
        http: (await startGitHttpServer(bare)).url,
        ssh: `git@deploy.example.com:${bare}`,
      };
      const url = urls[protocol as keyof typeof urls];
      const before = await git(bare, 'rev-parse', 'main');

      const { exitCode, result } = await bumpRemote(url, BUMP, {
        GIT_SSH_COMMAND: await localSsh(),
      });

      expect(exitCode).toBe(0);
      const commit = await git(bare, 'rev-parse', 'main');
      const wanted = { status: 'changed', branch: 'main', attempts: 1, strategy: 'walk', commit };
      expect(result).toMatchObject(wanted);
      expect(await git(bare, 'rev-parse', 'main^')).toBe(before);
      expect(await changedPaths(bare)).toBe(TODO);
      expect(await tagsIn(bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
      await git(bare, 'fsck', '--strict');
      const again = await bumpRemote(url, BUMP, { GIT_SSH_COMMAND: await localSsh() });
      expect(again.result).toMatchObject({ status: 'unchanged', commit: null });
    },
  );

  test('receives what is on the way to the file only, in a repository of 1,000 apps', async () => {
    const apps = Array.from({ length: 1000 }, (_, index) => `app-${index}`);
    const files = apps.flatMap((app) => [
      [`base/${app}/kustomization.yaml`, `resources: [deployment.yaml] # ${app}\n`],
      ...['dev', 'staging', 'prod'].map((env) => [
        `overlays/${env}/${app}/kustomization.yaml`,
        overlay({ [app]: env, db: 'v1' }),
      ]),
    ]);
    const bare = await largeRemote(Object.fromEntries(files) as Record<string, string>);
    await git(bare, 'config', 'uploadpack.allowFilter', 'true');
    const { url, traffic } = await startGitHttpServer(bare);

    const args = ['app-500=v2', '--env', 'prod', '--app', 'app-500', '--branch', 'main', '--json'];
    const { result } = await bumpRemote(url, args);

    expect(result).toMatchObject({ status: 'changed', strategy: 'walk' });
    expect(await changedPaths(bare)).toBe('overlays/prod/app-500/kustomization.yaml');
    expect(traffic.bytesOut).toBeLessThan(32 * KIBIBYTE);
    expect(traffic.bytesIn).toBeLessThan(40 * KIBIBYTE);
  });

  test('asks for the files of many overlays together', async () => {
    const { bare } = await deployments();
    const one = await startGitHttpServer(bare);
    await bumpRemote(one.url);
    const six = await startGitHttpServer(bare);
    const { result } = await bumpRemote(six.url, ['db=v2', '--all-envs', '--app', 'todo,shop']);
    expect(result).toMatchObject({ status: 'changed', files: { length: 6 } });
    // The model comes first, with a request more for each of the two steps of a fetch.
    expect(six.traffic.requests).toBeLessThanOrEqual(one.traffic.requests + 2);
  });

  test('reads the overlays of the apps only that the model gives the image', async () => {
    const model = DEPLOYMENTS['gitops-gen.yaml']
      .replace('todo-app }', 'todo-app, images: { backend: ghcr.io/acme/backend:v0 } }')
      .replace('todo-app }', 'todo-app, images: { web: ghcr.io/acme/web:v0 } }');
    const files = { ...DEPLOYMENTS, 'gitops-gen.yaml': model, [SHOP]: 'images: {broken\n' };
    const { bare } = await deployments(files);
    const { result } = await bumpRemote(bare, ['backend=v2', '--env', 'dev', '--json']);
    expect(result).toMatchObject({ status: 'changed', files: [{ path: TODO }] });
  });

  test('edits a file of a repository without a model, in the root too', async () => {
    const bare = await bareRemote(
      await gitRepository({ 'kustomization.yaml': overlay({ a: '1' }) }),
    );
    const { exitCode } = await bumpRemote(bare, ['a=v2', '--file', 'kustomization.yaml']);
    expect(exitCode).toBe(0);
    expect(await tagsIn(bare, 'kustomization.yaml', 'main')).toBe('a:v2');
  });

  test('takes the main branch of the remote, or the one that is named', async () => {
    const { bare } = await deployments();
    await git(bare, 'branch', 'live', 'main');
    await git(bare, 'symbolic-ref', 'HEAD', 'refs/heads/live');
    expect((await bumpRemote(bare)).result).toMatchObject({ branch: 'live' });
    expect((await bumpRemote(bare, [...BUMP, '--branch', 'main'])).result).toMatchObject({
      branch: 'main',
      status: 'changed',
    });
  });

  test('--dry-run shows the difference and pushes nothing; --no-commit is refused', async () => {
    const { bare } = await deployments();
    const before = await git(bare, 'rev-parse', 'main');
    const { exitCode, stdout } = await bumpRemote(bare, [...BUMP, '--dry-run']);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { diff: string }).diff).toContain('+    newTag: v2 # backend');
    expect(await refusal(bare, [...BUMP, '--no-commit'])).toEqual([2, 'USAGE']);
    expect(await git(bare, 'rev-parse', 'main')).toBe(before);
  });

  test.each([
    ['a file that is missing', ['--file', 'overlays/dev/todo/values.yaml'], 'TARGET_NOT_FOUND'],
    ['a file below a file', ['--file', 'README.md/x'], 'TARGET_NOT_FOUND'],
    ['a folder', ['--file', 'overlays/dev'], 'NOT_A_FILE'],
    ['an app that is missing', ['--env', 'dev', '--app', 'tood'], 'TARGET_NOT_FOUND'],
    ['X12: a link', ['--file', 'link/todo/kustomization.yaml'], 'NOT_A_FILE'],
    ['X12: a submodule', ['--file', 'module/kustomization.yaml'], 'NOT_A_FILE'],
  ])('refuses %s', async (_, target, expected) => {
    const { bare, theirs } = await deployments();
    await symlink('overlays/dev', join(theirs, 'link'));
    const commit = await git(theirs, 'rev-parse', 'HEAD');
    await git(theirs, 'update-index', '--add', '--cacheinfo', `160000,${commit},module`);
    await git(theirs, 'add', 'link');
    await git(theirs, 'commit', '--quiet', '--message', 'Link');
    await git(theirs, 'push', '--quiet');
    expect(await refusal(bare, ['backend=v2', '--json', ...target])).toEqual([2, expected]);
  });

  test('C1, C5: neither hooks nor filters run, and a bot commits where nobody else is named', async () => {
    const { bare, theirs } = await deployments();
    await commitFiles(theirs, { '.gitattributes': '*.yaml text eol=crlf\n' });
    await git(theirs, 'push', '--quiet');
    const { exitCode } = await bumpRemote(bare, BUMP, {
      ...configured('core.hooksPath', '/nowhere'),
      GIT_AUTHOR_NAME: undefined,
      GIT_AUTHOR_EMAIL: undefined,
    });
    expect(exitCode).toBe(0);
    expect(await git(bare, 'log', '-1', '--format=%an', 'main')).toBe('gitops-gen');
    expect(await git(bare, 'show', `main:${TODO}`)).not.toContain('\r');
  });
});

describe('bump --remote, and somebody is faster', () => {
  test.each([
    ['R1: another file', { 'README.md': 'theirs\n' }, 'backend:v2 frontend:v1 db:v1'],
    [
      'R2: another image of the file',
      { [TODO]: overlay({ backend: 'v1', frontend: 'v5', db: 'v1' }) },
      'backend:v2 frontend:v5 db:v1',
    ],
  ])('%s: both land', async (_, files, tags) => {
    const clones = await deployments();
    const url = await overtaking(clones, () => commitFiles(clones.theirs, files));
    const { exitCode, result } = await bumpRemote(url);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 2, strategy: 'walk' });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe(tags);
    expect(await git(clones.bare, 'rev-list', '--count', 'main')).toBe('3');
    expect(await changedPaths(clones.bare)).toBe(TODO);
  });

  test('R4: with the same value: unchanged', async () => {
    const clones = await deployments();
    const files = { [TODO]: overlay({ backend: 'v2', frontend: 'v1', db: 'v1' }) };
    const url = await overtaking(clones, () => commitFiles(clones.theirs, files));
    expect((await bumpRemote(url)).result).toMatchObject({ status: 'unchanged', attempts: 2 });
  });

  test.each([
    ['R5: removes the file', { [TODO]: null }],
    ['R6: removes the entry', { [TODO]: overlay({ frontend: 'v1', db: 'v1' }) }],
  ])('%s: refused, never brought back', async (_, files) => {
    const clones = await deployments();
    const url = await overtaking(clones, () => commitFiles(clones.theirs, files));
    expect(await refusal(url)).toEqual([2, 'TARGET_NOT_FOUND']);
    expect(await git(clones.bare, 'log', '-1', '--format=%s', 'main')).toBe('Change files');
  });

  test('R10: at every attempt: exit 5', async () => {
    const clones = await deployments();
    const url = await overtaking(clones, (nth) => commitFiles(clones.theirs, { x: `${nth}` }), 9);
    expect(await refusal(url, [...BUMP, '--max-attempts', '2'])).toEqual([5, 'CONTENTION']);
  });
});

describe('bump --remote, and the remote', () => {
  test('R8: protects the branch: exit 2 at once', async () => {
    const { bare } = await deployments();
    await protectBranch(bare, 'main');
    expect(await refusal(bare)).toEqual([2, 'REMOTE_REFUSED']);
  });

  test('R9: takes the push, and the connection breaks before it says so: no second commit', async () => {
    const { bare } = await deployments();
    let pushes = 0;
    const { url } = await startGitHttpServer(bare, {
      breakAfter: ({ method, url: path }) =>
        method === 'POST' && path.endsWith('/git-receive-pack') && ++pushes === 1,
    });
    const { result } = await bumpRemote(url);
    const commit = await git(bare, 'rev-parse', 'main');
    expect(result).toMatchObject({ status: 'changed', attempts: 1, commit });
    expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
  });

  test.each([
    ['knows no filters', { 'uploadpack.allowFilter': 'false' }],
    ['refuses to leave out trees', { 'uploadpackfilter.tree.allow': 'false' }],
    ['sends objects by the old protocol', { 'uploadpack.allowFilter': 'true' }],
  ])('R12: %s: all of the commit comes', async (what, settings) => {
    const clones = await deployments();
    for (const [key, value] of Object.entries(settings))
      await git(clones.bare, 'config', key, value);
    const url = await overtaking(clones, () => commitFiles(clones.theirs, { x: 'theirs\n' }));
    const env = what.includes('old protocol') ? configured('protocol.version', '0') : {};
    const { exitCode, result } = await bumpRemote(url, BUMP, env);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 2, strategy: 'shallow' });
    expect(await changedPaths(clones.bare)).toBe(TODO);
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
  });

  test.each(['walk', 'shallow'])(
    'R12: knows no shallow clones: the history comes along, with %s',
    async (strategy) => {
      const { bare, theirs } = await deployments();
      await commitFiles(theirs, { x: 'theirs\n' });
      await git(theirs, 'push', '--quiet', 'origin', 'main');
      const { url } = await startGitHttpServer(bare, {
        // In the list of what the server can do; as long as before, for a length stands in front.
        rewrite: (body) =>
          Buffer.from(body.toString('latin1').replace(/shallow/g, 'hollows'), 'latin1'),
      });
      const { result } = await bumpRemote(url, [...BUMP, '--strategy', strategy]);
      expect(result).toMatchObject({ status: 'changed', strategy });
      expect(await tagsIn(bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
    },
  );

  test.each(['walk', 'shallow'])('makes its ids by SHA-256, fetched by %s', async (strategy) => {
    const source = await tempDir();
    await git(source, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main');
    await commitFiles(source, DEPLOYMENTS);
    const bare = join(await tempDir(), 'remote.git');
    await git('.', 'clone', '--quiet', '--bare', source, bare);
    await git(bare, 'config', 'uploadpack.allowFilter', 'true');
    const { url } = await startGitHttpServer(bare);
    const { result } = await bumpRemote(url, [...BUMP, '--strategy', strategy]);
    expect(result).toMatchObject({ status: 'changed', strategy });
    expect(await tagsIn(bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
    await git(bare, 'fsck', '--strict');
  });

  test('--strategy shallow saves requests, and walk never fetches everything', async () => {
    const { bare } = await deployments();
    const [walked, shallow] = [await startGitHttpServer(bare), await startGitHttpServer(bare)];
    const flag = (strategy: string) => [...BUMP, '--branch', 'main', '--strategy', strategy];
    expect((await bumpRemote(walked.url, flag('walk'))).result).toMatchObject({
      status: 'changed',
    });
    const again = ['backend=v3', ...flag('shallow').slice(1)];
    expect((await bumpRemote(shallow.url, again)).result).toMatchObject({ strategy: 'shallow' });
    expect(shallow.traffic.requests).toBeLessThan(walked.traffic.requests / 2);
    await git(bare, 'config', 'uploadpackfilter.tree.allow', 'false');
    expect(await refusal(bare, flag('walk'))).toEqual([2, 'REMOTE_REFUSED']);
  });

  test('sends no trees along with a commit: a request more', async () => {
    const clones = await deployments();
    const sends = await startGitHttpServer(clones.bare);
    expect((await bumpRemote(sends.url)).result).toMatchObject({ status: 'changed' });
    await git(clones.bare, 'config', 'uploadpackfilter.tree.maxDepth', '0');
    const refuses = await startGitHttpServer(clones.bare);
    const again = ['backend=v3', ...BUMP.slice(1)];
    expect((await bumpRemote(refuses.url, again)).result).toMatchObject({ strategy: 'walk' });
    expect(refuses.traffic.requests).toBeGreaterThan(sends.traffic.requests);

    await git(clones.theirs, 'pull', '--quiet');
    const url = await overtaking(clones, () => commitFiles(clones.theirs, { x: 'theirs\n' }));
    const { result } = await bumpRemote(url, ['backend=v4', ...BUMP.slice(1)]);
    expect(result).toMatchObject({ status: 'changed', attempts: 2, strategy: 'walk' });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v4 frontend:v1 db:v1');
  });

  test('R15: does not have the branch, or is empty: exit 2', async () => {
    const { bare } = await deployments();
    const [empty, branch] = [await bareRemote(), ['--branch', 'nowhere']];
    expect(await refusal(bare, [...BUMP, ...branch])).toEqual([2, 'PRECONDITION']);
    expect(await refusal(bare, [...BUMP, '--branch', 'no where'])).toEqual([2, 'PRECONDITION']);
    expect(await refusal(empty)).toEqual([2, 'PRECONDITION']);
    expect(await refusal(empty, [...BUMP, '--branch', 'main'])).toEqual([2, 'PRECONDITION']);
  });

  test('R16: fails again and again: landed', async () => {
    const { bare } = await deployments();
    const { url } = await startGitHttpServer(bare, {
      intercept: ({ nth }) => (nth < 12 && nth % 4 === 1 ? 503 : undefined),
    });
    expect((await bumpRemote(url)).result).toMatchObject({ status: 'changed', strategy: 'walk' });
  });

  test('R16: does not answer, or is none', async () => {
    const { bare } = await deployments();
    const { url } = await startGitHttpServer(bare, { latency: 60_000 });
    expect(await refusal(url, [...BUMP, '--timeout', '1'])).toEqual([5, 'REMOTE_UNREACHABLE']);
    expect(await refusal(`${bare}-not`)).toEqual([2, 'PRECONDITION']);
  });

  test('R16: does not answer until the deadline, whatever the collector of garbage does', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const timer = setInterval(collect, 50);
    onTestFinished(() => {
      clearInterval(timer);
    });
    const { exitCode } = await bumpRemote('http://127.0.0.1:1/remote.git', [
      ...BUMP,
      '--timeout',
      '1',
    ]);
    expect(exitCode).toBe(5);
  });

  test('R13: is the one that the clone around has: its objects need not come, and it stays', async () => {
    const { bare, ours } = await deployments();
    const server = await startGitHttpServer(bare, { auth: 'ci:s3cret' });
    const requestsOf = async (dir: string, tag: string, url: string) => {
      const before = server.traffic.requests;
      const args = [`backend=${tag}`, ...BUMP.slice(1), '--branch', 'main', '--remote', url];
      const { result } = await bump(dir, args);
      expect(result).toMatchObject({ status: 'changed', strategy: 'walk' });
      expect(await tagsIn(bare, TODO, 'main')).toBe(`backend:${tag} frontend:v1 db:v1`);
      return server.traffic.requests - before;
    };
    await git(ours, 'remote', 'set-url', 'origin', `${server.url}/`);
    await writeFiles(ours, { 'README.md': 'dirty\n', staged: 'staged\n', [TODO]: 'broken: [' });
    await git(ours, 'add', 'staged');
    const seen = async () => [
      await treeHash(ours, { index: true }),
      await git(ours, 'for-each-ref'),
    ];
    const before = await seen();

    const inside = await requestsOf(join(ours, 'overlays'), 'v2', server.urlWithCredentials);
    const behind = await requestsOf(ours, 'v3', server.urlWithCredentials);
    const elsewhere = await requestsOf(await tempDir(), 'v4', server.urlWithCredentials);
    expect(inside).toBeLessThan(behind);
    expect(behind).toBeLessThanOrEqual(elsewhere);
    expect(await seen()).toEqual(before);
    await git(bare, 'fsck', '--strict');
  });

  test('C4: has a token in its URL, which is shown nowhere', async () => {
    const { bare } = await deployments();
    const server = await startGitHttpServer(bare, { auth: 'ci:s3cret' });
    for (const [url, expected] of [
      [server.urlWithCredentials, 0],
      [server.urlWithCredentials.replace('s3cret', 's3cret-not'), 2],
      ['http://ci:s3cret@127.0.0.1:1/remote.git', 5],
    ] as const) {
      for (const args of [BUMP, BUMP.filter((arg) => arg !== '--json')]) {
        const timeout = expected === 5 ? '1' : '60';
        const result = await bumpRemote(url, [...args, '--timeout', timeout], { DEBUG: '1' });
        expect(result.exitCode).toBe(expected);
        expect(everything(result)).not.toContain('s3cret');
      }
    }
    expect(await git(bare, 'log', '--format=%B', 'main')).not.toContain('s3cret');
  });

  test('C4: has a token in its URL, which is not written to disk meanwhile', async () => {
    const { bare } = await deployments();
    const temporary = await temporaryFolder();
    const found: string[] = [];
    const look = async () => {
      const names = await readdir(temporary, { recursive: true });
      if (!names.some((name) => name.endsWith('config'))) return;
      const grep = run('grep', ['--recursive', '--files-with-matches', 's3cret', temporary]);
      found.push(await grep.then(({ stdout }) => stdout).catch(() => 'nothing'));
    };
    const { urlWithCredentials: url } = await startGitHttpServer(bare, {
      auth: 'ci:s3cret',
      intercept: () => look().then(() => undefined),
    });
    expect(await bump('.', [...BUMP, '--remote', url])).toMatchObject({ exitCode: 0 });
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(found)).toEqual(new Set(['nothing']));
  });

  test.each([
    ['GITHUB_TOKEN', 'GITHUB_SERVER_URL', 'x-access-token'],
    ['GITLAB_TOKEN', 'CI_SERVER_URL', 'oauth2'],
  ])('takes the token in %s, of the host in %s only', async (variable, server, user) => {
    const { bare } = await deployments();
    const { url } = await startGitHttpServer(bare, { auth: `${user}:s3cret` });
    const env = { [variable]: 's3cret', [server]: new URL(url).origin };
    const done = await bumpRemote(url, BUMP, env);
    expect(done.result).toMatchObject({ status: 'changed' });
    expect(everything(done)).not.toContain('s3cret');
    const elsewhere = { ...env, [server]: 'http://127.0.0.2' };
    expect(await bumpRemote(url, BUMP, elsewhere)).toMatchObject({ exitCode: 2 });
  });
});

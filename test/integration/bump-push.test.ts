import { describe, expect, test } from 'vitest';
import { startGitHttpServer } from '../support/git-http-server.js';
import { commitFiles, git, protectBranch } from '../support/repository.js';
import { writeFiles } from '../support/write-files.js';
import { treeHash } from '../support/tree-hash.js';
import { cloned, overlay, overtaking, SHOP, tagsIn, TODO, type Clones } from './deployments.js';
import { bump, everything } from './scaffold.js';

const PUSH = ['backend=v2', '--env', 'dev', '--app', 'todo', '--push', '--json'];

/** Points our clone at a server that lets somebody push `times` times in between. */
async function overtaken(clones: Clones, change: (nth: number) => Promise<unknown>, times = 1) {
  await git(clones.ours, 'remote', 'set-url', 'origin', await overtaking(clones, change, times));
}

const code = (stdout: string) => (JSON.parse(stdout) as { error: { code: string } }).error.code;

describe('bump --push', () => {
  test.each(['file', 'http'])(
    'over %s lands on the remote, and the clone follows',
    async (protocol) => {
      const { bare, ours } = await cloned();
      const url = protocol === 'file' ? `file://${bare}` : (await startGitHttpServer(bare)).url;
      await git(ours, 'remote', 'set-url', 'origin', url);
      const { exitCode, result } = await bump(ours, PUSH);
      expect(exitCode).toBe(0);
      expect(result).toMatchObject({ status: 'changed', branch: 'main', attempts: 1 });
      expect(await git(bare, 'rev-parse', 'main')).toBe(await git(ours, 'rev-parse', 'HEAD'));
      expect(await git(ours, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
      expect((await bump(ours, PUSH)).result).toMatchObject({ status: 'unchanged', commit: null });
    },
  );

  test('brings a clone that is behind up to date, and pushes its own commits along', async () => {
    const { bare, ours, theirs } = await cloned();
    await commitFiles(theirs, { 'README.md': 'theirs\n' });
    await git(theirs, 'push', '--quiet');
    expect(await bump(ours, PUSH)).toMatchObject({ exitCode: 0 });
    expect(await git(ours, 'show', 'HEAD:README.md')).toBe('theirs');

    await commitFiles(ours, { own: 'own\n' });
    expect(
      await bump(ours, ['frontend=v2', '--env', 'dev', '--app', 'todo', '--push']),
    ).toMatchObject({ exitCode: 0 });
    expect(await git(bare, 'show', 'main:own')).toBe('own');

    await bump(ours, ['frontend=v3', '--env', 'dev', '--app', 'todo']);
    expect(
      await bump(ours, ['frontend=v3', '--env', 'dev', '--app', 'todo', '--push']),
    ).toMatchObject({ exitCode: 0 });
    expect(await tagsIn(bare, TODO, 'main')).toBe('backend:v2 frontend:v3 db:v1');
  });

  test('refuses a clone that has parted from the remote', async () => {
    const { ours, theirs } = await cloned();
    await commitFiles(theirs, { 'README.md': 'theirs\n' });
    await git(theirs, 'push', '--quiet');
    const commit = await commitFiles(ours, { own: 'own\n' });
    const before = await treeHash(ours);
    const { exitCode, stdout } = await bump(ours, PUSH);
    expect([exitCode, code(stdout)]).toEqual([2, 'PRECONDITION']);
    expect([await treeHash(ours), await git(ours, 'rev-parse', 'HEAD')]).toEqual([before, commit]);
  });
});

describe('somebody is faster', () => {
  test.each([
    ['R1: another file', { 'README.md': 'theirs\n' }, 'backend:v2 frontend:v1 db:v1'],
    [
      'R2: another image of the file',
      { [TODO]: overlay({ backend: 'v1', frontend: 'v5', db: 'v1' }) },
      'backend:v2 frontend:v5 db:v1',
    ],
    [
      'R1: the same image in another file',
      { [SHOP]: overlay({ web: 'v9', db: 'v1' }) },
      'backend:v2 frontend:v1 db:v1',
    ],
  ])('%s: both land', async (_, files, tags) => {
    const clones = await cloned();
    await overtaken(clones, () => commitFiles(clones.theirs, files));
    const { exitCode, result } = await bump(clones.ours, PUSH);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 2 });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe(tags);
    expect(await git(clones.bare, 'rev-list', '--count', '--no-merges', 'main')).toBe('3');
    expect(await git(clones.ours, 'status', '--porcelain')).toBe('');
  });

  test('R3: with a newer order key of the same image: superseded', async () => {
    const clones = await cloned();
    await bump(clones.theirs, ['backend=v9', '--env', 'dev', '--app', 'todo', '--order-key', '20']);
    await overtaken(clones, () => Promise.resolve());
    const { exitCode, result } = await bump(clones.ours, [...PUSH, '--order-key', '10']);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'superseded', commit: null });
    expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v9 frontend:v1 db:v1');
  });

  test('R4: with the same value: unchanged', async () => {
    const clones = await cloned();
    await overtaken(clones, () =>
      commitFiles(clones.theirs, {
        [TODO]: overlay({ backend: 'v2', frontend: 'v1', db: 'v1' }),
      }),
    );
    const { exitCode, result } = await bump(clones.ours, PUSH);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'unchanged', commit: null, attempts: 2 });
  });

  test.each([
    ['R5: removes the file', { [TODO]: null }],
    ['R6: removes the entry', { [TODO]: overlay({ frontend: 'v1', db: 'v1' }) }],
  ])('%s: refused, never brought back', async (_, files) => {
    const clones = await cloned();
    await overtaken(clones, () => commitFiles(clones.theirs, files));
    const before = await treeHash(clones.ours);
    const { exitCode, stdout } = await bump(clones.ours, PUSH);
    expect([exitCode, code(stdout)]).toEqual([2, 'TARGET_NOT_FOUND']);
    expect(await treeHash(clones.ours)).toBe(before);
    expect(await git(clones.bare, 'log', '-1', '--format=%s', 'main')).toBe('Change files');
  });

  test('R10: at every attempt: exit 5, and the clone is as it was', async () => {
    const clones = await cloned();
    await overtaken(clones, (nth) => commitFiles(clones.theirs, { x: `${nth}` }), 9);
    const [before, head] = [
      await treeHash(clones.ours),
      await git(clones.ours, 'rev-parse', 'HEAD'),
    ];
    const { exitCode, stdout } = await bump(clones.ours, [...PUSH, '--max-attempts', '2']);
    expect([exitCode, code(stdout)]).toEqual([5, 'CONTENTION']);
    expect([await treeHash(clones.ours), await git(clones.ours, 'rev-parse', 'HEAD')]).toEqual([
      before,
      head,
    ]);
  });
});

describe('the remote', () => {
  test('R8: protects the branch: exit 2 at once', async () => {
    const { bare, ours } = await cloned();
    await protectBranch(bare, 'main');
    const before = await treeHash(ours, { index: true });
    const { exitCode, stdout } = await bump(ours, PUSH);
    expect([exitCode, code(stdout)]).toEqual([2, 'REMOTE_REFUSED']);
    expect(stdout).toContain('GH006');
    expect(await treeHash(ours, { index: true })).toBe(before);
  });

  test('R9: takes the push, and the connection breaks before it says so: no second commit', async () => {
    const { bare, ours, theirs } = await cloned();
    let pushes = 0;
    const { url } = await startGitHttpServer(bare, {
      breakAfter: ({ method, url: path }) =>
        method === 'POST' && path.endsWith('/git-receive-pack') && ++pushes === 1,
      intercept: async () => {
        if (pushes !== 1) return undefined;
        pushes++;
        await git(theirs, 'pull', '--quiet');
        await commitFiles(theirs, { 'README.md': 'later\n' });
        await git(theirs, 'push', '--quiet');
        return undefined;
      },
    });
    await git(ours, 'remote', 'set-url', 'origin', url);
    const { exitCode, result } = await bump(ours, PUSH);
    expect(exitCode).toBe(0);
    const commit = await git(bare, 'rev-parse', 'main^');
    expect(result).toMatchObject({ status: 'changed', attempts: 1, commit });
    expect(await git(bare, 'rev-list', '--count', 'main')).toBe('3');
    expect(await git(ours, 'rev-parse', 'HEAD')).toBe(commit);
  });

  test('R9: and nobody can be asked until the deadline: exit 5, which says so', async () => {
    const { bare, ours } = await cloned();
    let isGone = false;
    const { url } = await startGitHttpServer(bare, {
      breakAfter: ({ method, url: path }) =>
        (isGone ||= method === 'POST' && path.endsWith('/git-receive-pack')),
      intercept: () => (isGone ? 503 : undefined),
    });
    await git(ours, 'remote', 'set-url', 'origin', url);
    const head = await git(ours, 'rev-parse', 'HEAD');
    const { exitCode, stdout } = await bump(ours, [...PUSH, '--timeout', '3']);
    expect([exitCode, code(stdout)]).toEqual([5, 'REMOTE_UNREACHABLE']);
    expect(stdout).toContain('could not be asked whether it has the commit');
    expect(stdout).not.toContain('Nothing was changed');
    expect(await git(ours, 'rev-parse', 'HEAD')).toBe(head);
  });

  test('R16: answers at the third request: landed', async () => {
    const { bare, ours } = await cloned();
    const { url } = await startGitHttpServer(bare, {
      intercept: ({ nth }) => (nth <= 2 ? 503 : undefined),
    });
    await git(ours, 'remote', 'set-url', 'origin', url);
    const { exitCode, result } = await bump(ours, PUSH);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'changed', attempts: 1 });
  });

  test('R16: hangs: exit 5 at the deadline', async () => {
    const { bare, ours } = await cloned();
    const { url } = await startGitHttpServer(bare, { latency: 60_000 });
    await git(ours, 'remote', 'set-url', 'origin', url);
    const { exitCode, stdout } = await bump(ours, [...PUSH, '--timeout', '1']);
    expect([exitCode, code(stdout)]).toEqual([5, 'REMOTE_UNREACHABLE']);
    expect(stdout).toContain('did not answer in time');
  });

  test.each(['file:///no/such/repository', 'http', 'nothing://example'])(
    'is no repository, %s: exit 2',
    async (kind) => {
      const { bare, ours } = await cloned();
      const url = kind === 'http' ? `${(await startGitHttpServer(bare)).url}-not` : kind;
      await git(ours, 'remote', 'set-url', 'origin', url);
      const { exitCode, stdout } = await bump(ours, PUSH);
      expect([exitCode, code(stdout)]).toEqual([2, 'PRECONDITION']);
    },
  );

  test('has the commit and the clone cannot follow: exit 0 and a warning', async () => {
    const { bare, ours } = await cloned();
    await writeFiles(ours, { '.git/index.lock': '' });
    const head = await git(ours, 'rev-parse', 'HEAD');
    const { exitCode, result } = await bump(ours, PUSH);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      status: 'changed',
      commit: await git(bare, 'rev-parse', 'main'),
      warnings: [{ code: 'LEFT_BEHIND' }],
    });
    expect(await git(ours, 'rev-parse', 'HEAD')).toBe(head);
  });

  test('R16: does not answer: exit 5', async () => {
    const { bare, ours } = await cloned();
    const server = await startGitHttpServer(bare);
    await server.close();
    await git(ours, 'remote', 'set-url', 'origin', server.url);
    const { exitCode, stdout } = await bump(ours, [...PUSH, '--timeout', '1']);
    expect([exitCode, code(stdout)]).toEqual([5, 'REMOTE_UNREACHABLE']);
  });

  test('R15: does not have the branch, or is none: exit 2', async () => {
    const { ours } = await cloned();
    const { exitCode, stdout } = await bump(ours, [...PUSH, '--branch', 'nowhere']);
    expect([exitCode, code(stdout)]).toEqual([2, 'PRECONDITION']);
    await git(ours, 'remote', 'remove', 'origin');
    const without = await bump(ours, PUSH);
    expect([without.exitCode, code(without.stdout)]).toEqual([2, 'PRECONDITION']);
  });

  test('C4: has a token in its URL, which is shown nowhere', async () => {
    const { bare, ours } = await cloned();
    const server = await startGitHttpServer(bare, { auth: 'ci:s3cret' });
    for (const [url, expected] of [
      [server.urlWithCredentials, 0],
      [server.urlWithCredentials.replace('s3cret', 's3cret-not'), 2],
      ['http://ci:s3cret@127.0.0.1:1/remote.git', 5],
    ] as const) {
      await git(ours, 'remote', 'set-url', 'origin', url);
      for (const args of [PUSH, PUSH.filter((arg) => arg !== '--json')]) {
        const timeout = expected === 5 ? '1' : '60';
        const env = { DEBUG: '1' };
        const result = await bump(ours, [...args, '--timeout', timeout], { env });
        expect(result.exitCode).toBe(expected);
        expect(everything(result)).not.toContain('s3cret');
      }
    }
    expect(await git(bare, 'log', '--format=%B', 'main')).not.toContain('s3cret');
    expect(await tagsIn(bare, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
  });
});

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startGitHttpServer } from '../support/git-http-server.js';
import { bareRemote, git, gitRepository } from '../support/repository.js';
import { tempDir } from '../support/temp-dir.js';
import { treeHash } from '../support/tree-hash.js';
import { everything, init } from './scaffold.js';

const AUTH = 'ci:s3cret';

/** Git configuration by the environment, as CI gives it. */
function configuration(key: string, value: string): NodeJS.ProcessEnv {
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: value };
}

describe('init --push', () => {
  test('pushes the first commit of a new folder', async () => {
    const [parent, bare] = [await tempDir(), await bareRemote()];
    const flags = ['--repo-url', `file://${bare}`, '--branch', 'trunk', '--push', '--json'];
    const { exitCode, result } = await init('shop', flags, { cwd: parent });
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ status: 'created', pushed: true });
    expect(await git(bare, 'rev-parse', 'trunk')).toBe((result as { commit: string }).commit);
    const dir = join(parent, 'shop');
    expect(await git(dir, 'status', '--porcelain')).toBe('');
    expect(await git(dir, 'rev-parse', '--abbrev-ref', 'trunk@{upstream}')).toBe('origin/trunk');
  });

  test('pushes the commits of a clone along', async () => {
    const bare = await bareRemote(await gitRepository({ a: 'a' }));
    const dir = join(await tempDir(), 'clone');
    await git('.', 'clone', '--quiet', bare, dir);
    expect(await init(dir, ['--repo-url', `file://${bare}`, '--push'])).toMatchObject({
      exitCode: 0,
    });
    expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
  });

  test.each([
    [
      'a credential helper',
      () =>
        configuration('credential.helper', '!f() { echo username=ci; echo password=s3cret; }; f'),
    ],
    [
      'a rewritten URL',
      (url: string, secret: string) => configuration(`url.${secret}.insteadOf`, url),
    ],
  ])('over HTTP takes the password from %s', async (_, env) => {
    const bare = await bareRemote();
    const { url, urlWithCredentials } = await startGitHttpServer(bare, { auth: AUTH });
    const dir = await tempDir();
    const result = await init(dir, ['--repo-url', url, '--push'], {
      env: env(url, urlWithCredentials),
    });
    expect(result.exitCode).toBe(0);
    expect(everything(result)).not.toContain('s3cret');
    expect(await git(bare, 'rev-parse', 'main')).toBe(await git(dir, 'rev-parse', 'HEAD'));
  });

  test.each([
    [
      'a wrong password',
      configuration('credential.helper', '!f() { echo username=ci; echo password=s3cret-not; }; f'),
    ],
    ['no password', {}],
  ])('with %s writes nothing and shows nothing of it (C4)', async (_, env) => {
    const { url } = await startGitHttpServer(await bareRemote(), { auth: AUTH });
    for (const json of [[], ['--json']]) {
      const parent = await tempDir();
      const flags = ['--repo-url', url, '--push', ...json];
      const result = await init('shop', flags, { cwd: parent, env });
      expect(result.exitCode).toBe(2);
      expect(everything(result)).toContain(
        json.length > 0 ? '"REMOTE_REFUSED"' : 'the remote refuses',
      );
      expect(everything(result)).not.toContain('s3cret');
      expect(await readdir(parent)).toEqual([]);
    }
  });

  test('refuses a branch that the remote has, before anything is written', async () => {
    const bare = await bareRemote(await gitRepository({ a: 'a' }));
    const parent = await tempDir();
    const flags = ['--repo-url', `file://${bare}`, '--push'];
    const { exitCode, stderr } = await init('shop', flags, { cwd: parent });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has a branch "main" already');
    expect(await readdir(parent)).toEqual([]);

    const dir = await tempDir();
    await git(dir, 'init', '--quiet', '--initial-branch=main');
    await git(dir, 'remote', 'add', 'origin', bare);
    const before = await treeHash(dir, { index: true });
    expect(await init(dir, flags)).toMatchObject({ exitCode: 2 });
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('refuses a clone that the remote has left behind', async () => {
    const source = await gitRepository({ a: 'a' });
    const bare = await bareRemote(source);
    await git(source, 'remote', 'add', 'origin', bare);
    const other = await gitRepository({ b: 'b' });
    await git(other, 'push', '--quiet', '--force', bare, 'main');
    const before = await treeHash(source, { index: true });
    const { exitCode, stderr } = await init(source, ['--repo-url', `file://${bare}`, '--push']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has commits that are not here');
    expect(await treeHash(source, { index: true })).toBe(before);
  });

  test('exits with 5 where nobody answers, before anything is written', async () => {
    const server = await startGitHttpServer(await bareRemote());
    await server.close();
    const parent = await tempDir();
    const { exitCode, stderr } = await init('shop', ['--repo-url', server.url, '--push'], {
      cwd: parent,
    });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('the remote cannot be reached');
    expect(await readdir(parent)).toEqual([]);
  });

  test.each([
    [['--push'], 'the clone has no remote "origin"'],
    [['--push', '--no-git'], '--push needs a commit'],
  ])('refuses %j where there is nothing to push to', async (flags, says) => {
    const dir = await gitRepository({ a: 'a' });
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await init(dir, [
      '--repo-url',
      'https://git.example.com/x.git',
      ...flags,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(await treeHash(dir, { index: true })).toBe(before);
  });
});

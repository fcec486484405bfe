import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { startGitHttpServer } from '../../support/git-http-server.js';
import {
  bareRemote,
  commitFiles,
  git,
  gitRepository,
  protectBranch,
} from '../../support/repository.js';
import { tempDir } from '../../support/temp-dir.js';

async function clone(url: string): Promise<string> {
  const dir = await tempDir();
  await git(dir, 'clone', '--quiet', url, '.');
  return dir;
}

async function seededRemote(): Promise<string> {
  return bareRemote(await gitRepository({ 'a.txt': 'first\n' }));
}

describe('startGitHttpServer', () => {
  it('serves clone, push and fetch, however slowly, and counts them', async () => {
    const bare = await seededRemote();
    const server = await startGitHttpServer(bare, { latency: 5 });
    const [ours, theirs] = [await clone(server.url), await clone(server.url)];

    const pushed = await commitFiles(ours, { 'a.txt': 'second\n' });
    await git(ours, 'push', '--quiet', 'origin', 'main');
    await git(theirs, 'pull', '--quiet', '--ff-only');

    expect(await git(bare, 'rev-parse', 'main')).toBe(pushed);
    expect(await git(theirs, 'rev-parse', 'HEAD')).toBe(pushed);
    expect(server.traffic.requests).toBeGreaterThanOrEqual(8);
    expect(server.traffic.bytesIn).toBeGreaterThan(0);
    expect(server.traffic.bytesOut).toBeGreaterThan(0);
  });

  it('takes a push that git sends in chunks', async () => {
    const bare = await seededRemote();
    const { url } = await startGitHttpServer(bare);
    const dir = await clone(url);

    const pushed = await commitFiles(dir, { big: randomBytes(1_500_000).toString('hex') });
    await git(dir, 'push', '--quiet', 'origin', 'main');

    expect(await git(bare, 'rev-parse', 'main')).toBe(pushed);
  });

  it('refuses whoever has no or wrong credentials', async () => {
    const server = await startGitHttpServer(await seededRemote(), { auth: 'ci:s3cret' });
    const wrong = server.urlWithCredentials.replace('s3cret', 'guess');

    await expect(clone(server.url)).rejects.toThrow('could not read Username');
    await expect(clone(wrong)).rejects.toThrow('Authentication failed');
    expect(await git(await clone(server.urlWithCredentials), 'log', '--format=%s')).toBe(
      'Change files',
    );
  });

  it('refuses a push that is no fast-forward', async () => {
    const { url } = await startGitHttpServer(await seededRemote());
    const [ours, theirs] = [await clone(url), await clone(url)];
    await commitFiles(theirs, { 'a.txt': 'theirs\n' });
    await git(theirs, 'push', '--quiet', 'origin', 'main');

    await commitFiles(ours, { 'a.txt': 'ours\n' });

    await expect(git(ours, 'push', 'origin', 'main')).rejects.toThrow('[rejected]');
  });

  it('refuses a push to a protected branch, and to no other', async () => {
    const bare = await seededRemote();
    await protectBranch(bare, 'main');
    const { url } = await startGitHttpServer(bare);
    const dir = await clone(url);
    const pushed = await commitFiles(dir, { 'a.txt': 'ours\n' });

    await expect(git(dir, 'push', 'origin', 'main')).rejects.toThrow('GH006');
    await git(dir, 'push', '--quiet', 'origin', 'main:proposal');

    expect(await git(bare, 'rev-parse', 'proposal')).toBe(pushed);
  });

  it('answers the nth request with a failure', async () => {
    const server = await startGitHttpServer(await seededRemote(), {
      intercept: ({ nth }) => (nth === 1 ? 503 : undefined),
    });

    await expect(clone(server.url)).rejects.toThrow('503');
    expect(await git(await clone(server.url), 'log', '--format=%s')).toBe('Change files');
  });

  it('lets somebody push between a fetch and a push', async () => {
    const bare = await seededRemote();
    const theirs = await clone(bare);
    const server = await startGitHttpServer(bare, {
      intercept: async ({ method, url }) => {
        if (method !== 'POST' || !url.endsWith('/git-receive-pack')) return undefined;
        await commitFiles(theirs, { 'a.txt': 'theirs\n' });
        await git(theirs, 'push', '--quiet', 'origin', 'main');
        return undefined;
      },
    });
    const dir = await clone(server.url);
    await commitFiles(dir, { 'a.txt': 'ours\n' });

    await expect(git(dir, 'push', 'origin', 'main')).rejects.toThrow('remote rejected');
  });

  it('survives a client that goes away in the middle of a push', async () => {
    const { url, traffic } = await startGitHttpServer(await seededRemote());
    const push = request(`${url}/git-receive-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-receive-pack-request',
        'content-length': 1000,
      },
    });
    const gone = once(push, 'error');
    push.write('0000');
    await vi.waitUntil(() => traffic.bytesIn > 0);
    push.destroy(new Error('killed'));
    await gone;

    expect(await git('.', 'ls-remote', url, 'refs/heads/main')).toContain('refs/heads/main');
  });

  it('is gone once closed', async () => {
    const server = await startGitHttpServer(await seededRemote());

    await server.close();
    await server.close();

    await expect(git('.', 'ls-remote', server.url)).rejects.toThrow('Failed to connect');
  });
});

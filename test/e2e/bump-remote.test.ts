import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, inject, test } from 'vitest';
import { cleanEnvironment } from '../support/clean-environment.js';
import { startGitHttpServer } from '../support/git-http-server.js';
import { bareRemote, git, gitRepository } from '../support/repository.js';
import { runInstalledCli } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';

const JOBS = ['a', 'b', 'c', 'd', 'e', 'f'];
const FILE = 'kustomization.yaml';

const KILLS = 2;

/** A hook that takes its time, as those of forges do. */
const SLOW = '#!/bin/sh\nsleep 0.1\n';

/** A remote with one file that has an image for each job. */
async function remoteOfJobs(): Promise<string> {
  const entries = JOBS.map((name) => `  - name: ${name}\n    newTag: v1\n`);
  const bare = await bareRemote(await gitRepository({ [FILE]: `images:\n${entries.join('')}` }));
  await git(bare, 'config', 'uploadpack.allowFilter', 'true');
  return bare;
}

const args = (image: string, url: string) => ['bump', image, '--file', FILE, '--remote', url];

/** Starts a bump as a job of its own, which can be killed with all that it has started. */
async function startJob(image: string, url: string, TMPDIR: string) {
  const env = cleanEnvironment({ TMPDIR, HOME: await tempDir() });
  const child = spawn(inject('cli')!, args(image, url), {
    env: { ...env, PATH: `${dirname(process.execPath)}:${env['PATH'] ?? ''}` },
    detached: true,
    stdio: 'ignore',
  });
  return { child, ended: once(child, 'exit') as Promise<[number | null, string | null]> };
}

/** The ids of the intents that stand at the remote. */
async function intentsIn(bare: string): Promise<string[]> {
  const refs = await git(bare, 'for-each-ref', '--format=%(refname:lstrip=4)', 'refs/gitops-gen');
  return refs.split('\n').filter((ref) => ref !== '');
}

const bumpIds = async (bare: string) =>
  (await git(bare, 'log', '--format=%(trailers:key=Bump-Id,valueonly,separator=)', 'main')).split(
    '\n',
  );

test('jobs that bump one file at the same time all land, and leave nothing behind', async () => {
  const bare = await remoteOfJobs();
  const { url } = await startGitHttpServer(bare);
  const TMPDIR = await tempDir();

  const jobs = JOBS.map((name) => runInstalledCli(args(`${name}=v2`, url), { env: { TMPDIR } }));

  expect((await Promise.all(jobs)).map(({ exitCode }) => exitCode)).toEqual(JOBS.map(() => 0));
  const text = await git(bare, 'show', `main:${FILE}`);
  expect(text.match(/newTag: v2/g)).toHaveLength(JOBS.length);
  expect(await git(bare, 'rev-list', '--count', 'main')).toBe(String(JOBS.length + 1));
  expect(await readdir(TMPDIR)).toEqual([]);
  expect(await intentsIn(bare)).toEqual([]);
});

test.each([1, 4, 7])(
  'R11: SIGKILL of some in the middle of a race (%i): the others land, once each',
  async (seed) => {
    const bare = await remoteOfJobs();
    await writeFiles(bare, { 'hooks/pre-receive': { content: SLOW, mode: '0755' } });
    let [requests, kills] = [0, 0];
    const { url } = await startGitHttpServer(bare, {
      // Spread over the requests that a race takes.
      intercept: () => {
        if (++requests < 30 * (kills + 1) + 5 * seed || kills === KILLS) return undefined;
        const alive = [...jobs.values()].filter(
          ({ child }) => child.exitCode === null && child.signalCode === null,
        );
        const victim = alive[seed % alive.length]?.child;
        if (victim) {
          process.kill(-victim.pid!, 'SIGKILL');
          kills++;
        }
        return undefined;
      },
    });
    const TMPDIR = await tempDir();
    const started = JOBS.map(
      async (name) => [name, await startJob(`${name}=v2`, url, TMPDIR)] as const,
    );
    const jobs = new Map(await Promise.all(started));
    const ends = new Map(
      await Promise.all([...jobs].map(async ([name, { ended }]) => [name, await ended] as const)),
    );

    const text = await git(bare, 'show', `main:${FILE}`);
    const log = await git(bare, 'log', '--format=%s', 'main');
    for (const [name, [code, signal]] of ends) {
      const commits = log.split('\n').filter((subject) => subject.includes(`bump ${name} `));
      const hasLanded = `${text}\n`.includes(`name: ${name}\n    newTag: v2\n`);
      expect([name, commits.length]).toEqual([name, hasLanded ? 1 : 0]);
      if (signal === null) expect([name, code, hasLanded]).toEqual([name, 0, true]);
    }
    const isKilled = [...ends].filter(([, [, signal]]) => signal === 'SIGKILL');
    expect(isKilled.length).toBeGreaterThan(0);
    const left = await intentsIn(bare);
    expect(left.length).toBeLessThanOrEqual(isKilled.length);
    const landed = await bumpIds(bare);
    expect(left.filter((id) => landed.includes(id))).toEqual([]);
    await git(bare, 'fsck', '--strict');
  },
);

test.each(['SIGTERM', 'SIGINT'] as const)(
  'R11: %s while it waits for others: the intent is taken back',
  async (signal) => {
    const bare = await remoteOfJobs();
    const theirs = await tempDir();
    await git('.', 'clone', '--quiet', bare, theirs);
    let seen: string[] = [];
    const { url } = await startGitHttpServer(bare, {
      intercept: async ({ method, url: path }) => {
        if (method === 'POST' && path.endsWith('/git-receive-pack') && seen.length === 0) {
          await git(theirs, 'commit', '--quiet', '--allow-empty', '--message', 'theirs');
          await git(theirs, 'push', '--quiet', 'origin', 'main');
        }
        if (seen.length === 0) {
          seen = await intentsIn(bare);
          if (seen.length > 0) child.kill(signal);
        }
        return undefined;
      },
    });
    const TMPDIR = await tempDir();
    const { child, ended } = await startJob('a=v2', url, TMPDIR);

    expect(await ended).toEqual([null, signal]);
    expect(seen).toHaveLength(1);
    expect(await intentsIn(bare)).toEqual([]);
    expect(await git(bare, 'log', '--format=%s', '-1', 'main')).toBe('theirs');
    expect(await readdir(TMPDIR)).toEqual([]);
  },
);

test.each(['SIGTERM', 'SIGINT'] as const)(
  'R11: %s in the middle ends it at once; the branch is old, and nothing is left behind',
  async (signal) => {
    const bare = await remoteOfJobs();
    const before = await git(bare, 'rev-parse', 'main');
    const TMPDIR = await tempDir();
    const { url } = await startGitHttpServer(bare, {
      intercept: async ({ nth }) => {
        if (nth === 5) {
          expect(await readdir(TMPDIR)).toHaveLength(1);
          child.kill(signal);
          await ended;
        }
        return undefined;
      },
    });
    const { child, ended } = await startJob('a=v2', url, TMPDIR);

    expect(await ended).toEqual([null, signal]);
    expect(await readdir(TMPDIR)).toEqual([]);
    expect(await git(bare, 'rev-parse', 'main')).toBe(before);
  },
);

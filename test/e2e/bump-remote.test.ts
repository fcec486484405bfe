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

const JOBS = ['a', 'b', 'c', 'd', 'e', 'f'];
const FILE = 'kustomization.yaml';

/** A remote with one file that has an image for each job. */
async function remoteOfJobs(): Promise<string> {
  const entries = JOBS.map((name) => `  - name: ${name}\n    newTag: v1\n`);
  const bare = await bareRemote(await gitRepository({ [FILE]: `images:\n${entries.join('')}` }));
  await git(bare, 'config', 'uploadpack.allowFilter', 'true');
  return bare;
}

const args = (image: string, url: string) => ['bump', image, '--file', FILE, '--remote', url];

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
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'R11: %s in the middle ends it at once; the branch is old, and nothing is left behind',
  async (signal) => {
    const bare = await remoteOfJobs();
    const before = await git(bare, 'rev-parse', 'main');
    const [TMPDIR, HOME] = [await tempDir(), await tempDir()];
    const env = cleanEnvironment({ TMPDIR, HOME });
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
    const child = spawn(inject('cli')!, args('a=v2', url), {
      env: { ...env, PATH: `${dirname(process.execPath)}:${env['PATH'] ?? ''}` },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');

    expect(await ended).toEqual([null, signal]);
    expect(await readdir(TMPDIR)).toEqual([]);
    expect(await git(bare, 'rev-parse', 'main')).toBe(before);
  },
);

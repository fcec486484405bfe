import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import Promote from '../../src/commands/promote.js';
import { commitFiles, git, gitRepository } from '../support/repository.js';
import { runCommand, type CliOptions } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { cloned, DEPLOYMENTS, overlay, overtaking, tagsIn, TODO } from './deployments.js';

const STAGING = 'overlays/staging/todo/kustomization.yaml';
const PROMOTE = ['todo', '--from', 'dev', '--to', 'staging', '--json'];
const bumped = (tag: string) => ({ [TODO]: overlay({ backend: tag, frontend: 'v1', db: 'v1' }) });
const FILES = { ...DEPLOYMENTS, ...bumped('v2') };

function promote(dir: string, args: readonly string[] = PROMOTE, options: CliOptions = {}) {
  return runCommand(Promote, args, { cwd: dir, ...options });
}

test('P1, P3: one commit that says where the images come from, and none the second time', async () => {
  const [dir, out] = [await gitRepository(FILES), await tempDir()];
  const from = await git(dir, 'rev-parse', 'HEAD');
  const env = { GITHUB_OUTPUT: join(out, 'output'), GITHUB_STEP_SUMMARY: join(out, 'summary') };

  const { stdout, stderr } = await promote(dir, PROMOTE.slice(0, -1), { env });

  const commit = await git(dir, 'rev-parse', 'HEAD');
  expect({ stdout, stderr }).toEqual({
    stdout: `staging/todo/backend   ghcr.io/acme/backend:v1 → ghcr.io/acme/backend:v2
staging/todo/frontend  ghcr.io/acme/frontend:v1 (unchanged)
staging/todo/db        ghcr.io/acme/db:v1 (unchanged)
Committed ${commit.slice(0, 7)} to main.
`,
    stderr: '',
  });
  expect(await git(dir, 'show', '--format=%s', '--name-only')).toBe(
    `chore(staging): promote todo v1 → v2\n\n${STAGING}`,
  );
  const trailers = await git(dir, 'log', '-1', '--format=%(trailers:only,unfold)');
  expect(trailers.split('\n').slice(0, 2)).toEqual([
    'Bump-Image: staging/todo/backend ghcr.io/acme/backend:v1 -> ghcr.io/acme/backend:v2',
    `Promoted-From: dev@${from}`,
  ]);
  expect(await readFile(env.GITHUB_OUTPUT, 'utf8')).toBe(`changed=true\ncommit=${commit}\npr=\n`);
  expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain(
    '| staging | todo | `backend` |',
  );

  const again = await promote(dir);
  expect(again).toMatchObject({ exitCode: 0, result: { status: 'unchanged', commit: null } });
  expect(await git(dir, 'rev-parse', 'HEAD')).toBe(commit);
});

test('--branch: a dry run shows what that branch gets, and is refused where there is none', async () => {
  const dir = await gitRepository(DEPLOYMENTS);
  await git(dir, 'switch', '--quiet', '--create', 'release');
  await commitFiles(dir, bumped('v2'));
  await git(dir, 'switch', '--quiet', 'main');
  const onRelease = [...PROMOTE, '--branch', 'release'];
  expect((await promote(dir, [...onRelease, '--dry-run'])).result).toMatchObject({
    status: 'changed',
    files: [{ new: { tag: 'v2' } }, {}, {}],
    diff: expect.stringContaining('+    newTag: v2') as string,
  });
  for (const flags of [
    ['--branch', 'none', '--dry-run'],
    ['--branch', 'release', '--no-commit'],
  ]) {
    expect(await promote(dir, [...PROMOTE, ...flags])).toMatchObject({ exitCode: 2 });
  }
  expect(await git(dir, 'status', '--porcelain')).toBe('');
});

test('an empty subject is none; a label without a request and a timeout without end are refused', async () => {
  const dir = await gitRepository(FILES);
  // A timer of more milliseconds than it takes ends at once.
  for (const flags of [
    ['--label', 'x'],
    ['--timeout', '2147484'],
  ]) {
    expect(await promote(dir, [...PROMOTE, ...flags])).toMatchObject({ exitCode: 2 });
  }
  await promote(dir, [...PROMOTE, '--message', '']);
  expect(await git(dir, 'log', '-1', '--format=%s')).toBe('chore(staging): promote todo v1 → v2');
});

describe('promote, with a remote', () => {
  test.each(['--push', '--remote'])(
    'P7: %s promotes what was there at the start, whatever the source becomes',
    async (way) => {
      const clones = await cloned(FILES);
      await git(clones.bare, 'config', 'uploadpack.allowFilter', 'true');
      const url = await overtaking(clones, () => commitFiles(clones.theirs, bumped('v9')));
      await git(clones.ours, 'remote', 'set-url', 'origin', url);
      const from = await git(clones.ours, 'rev-parse', 'HEAD');
      const where = way === '--push' ? [way] : [way, url];

      const { result } = await promote(clones.ours, [...PROMOTE, ...where]);

      expect(result).toMatchObject({ status: 'changed', attempts: 2 });
      expect(await tagsIn(clones.bare, STAGING, 'main')).toBe('backend:v2 frontend:v1 db:v1');
      expect(await tagsIn(clones.bare, TODO, 'main')).toBe('backend:v9 frontend:v1 db:v1');
      const body = await git(clones.bare, 'log', '-1', '--format=%B', 'main');
      expect(body).toContain(`Promoted-From: dev@${from}`);
    },
  );

  test('--pr puts it on a branch of its own', async () => {
    const { bare, ours } = await cloned(FILES);
    const { result } = await promote(ours, [...PROMOTE, '--pr']);
    const branch = 'gitops-gen/promote/staging-todo';
    expect(result).toMatchObject({ status: 'changed', branch });
    expect(await tagsIn(bare, STAGING, branch)).toBe('backend:v2 frontend:v1 db:v1');
    expect(await git(bare, 'rev-list', '--count', 'main')).toBe('1');
  });
});

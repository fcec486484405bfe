import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import HoldRelease from '../../src/commands/hold/release.js';
import Promote from '../../src/commands/promote.js';
import Rollback from '../../src/commands/rollback.js';
import { startGitHttpServer } from '../support/git-http-server.js';
import { bareRemote, commitFiles, git, gitRepository } from '../support/repository.js';
import { runCommand, type CommandClass } from '../support/run-cli.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { treeHash } from '../support/tree-hash.js';
import { writeFiles } from '../support/write-files.js';
import { DEPLOYMENTS, overlay, tagsIn } from './deployments.js';
import { bump } from './scaffold.js';

const PROD = 'overlays/prod/todo/kustomization.yaml';
const ROLLBACK = ['todo', '--env', 'prod', '--json'];
const file = (tag: string) => ({ [PROD]: overlay({ backend: tag, frontend: 'v1', db: 'v1' }) });
const bumpTo = (dir: string, tag: string) =>
  bump(dir, [`backend=${tag}`, '--env', 'prod', '--app', 'todo']);

function runIn(dir: string, command: CommandClass, args: readonly string[]) {
  return runCommand(command, args, { cwd: dir });
}

/**
 * v1 at first; v2 by a bump; v3 and v4 by hand; v5 by a merge of a branch that had v5a before; v6 by
 * a bump, and many commits about other things.
 */
async function deployed(): Promise<string> {
  const dir = await gitRepository(DEPLOYMENTS);
  await bumpTo(dir, 'v2');
  await commitFiles(dir, file('v3'));
  await commitFiles(dir, file('v4'));
  await git(dir, 'switch', '--quiet', '--create', 'side');
  await commitFiles(dir, file('v5a'));
  await commitFiles(dir, file('v5'));
  await git(dir, 'switch', '--quiet', 'main');
  await git(dir, 'merge', '--quiet', '--no-ff', '--message', 'Merge', 'side');
  await bumpTo(dir, 'v6');
  await run('sh', ['-ec', LATER], { cwd: dir });
  return dir;
}

/** More commits than are fetched at first, with files that nobody needs. */
const LATER = `
head -c 300000 /dev/urandom > large
for nth in $(seq 70); do echo "$nth" > other; git add other large; git commit --quiet --message "$nth"; done`;

let source: string;
beforeAll(async () => {
  source = await deployed();
});

/** A clone of it, and the way to look for deployments there. */
const WAYS = {
  'a clone': async () => {
    const dir = await tempDir();
    await git('.', 'clone', '--quiet', source, dir);
    return { dir, flags: [] };
  },
  'a shallow clone': async () => {
    const dir = await tempDir();
    await git('.', 'clone', '--quiet', '--depth=1', `file://${await served()}`, dir);
    return { dir, flags: [] };
  },
  '--remote': async () => ({ dir: await tempDir(), flags: ['--remote', await served()] }),
};

async function served(): Promise<string> {
  const bare = await bareRemote(source);
  await git(bare, 'config', 'uploadpack.allowFilter', 'true');
  return bare;
}

const TAGS = ['v5', 'v4', 'v3', 'v2', 'v1'];

test.each([
  ['a clone', [1, 2, 3, 4, 5]],
  ['a shallow clone', [3]],
  ['--remote', [2, 5]],
] as const)('P10, P13: in %s, --steps %j lead to the deployments before', async (name, all) => {
  const { dir, flags } = await WAYS[name]();
  for (const steps of all) {
    const args = [...ROLLBACK, '--steps', String(steps), '--dry-run', ...flags];
    const { result } = await runIn(dir, Rollback, args);
    expect(result).toMatchObject({ files: [{ new: { tag: TAGS[steps - 1] } }, {}, {}] });
  }
});

test('is refused before there is a commit', async () => {
  const dir = await tempDir();
  await git(dir, 'init', '--quiet');
  await writeFiles(dir, DEPLOYMENTS);
  const { exitCode, stdout } = await runIn(dir, Rollback, [...ROLLBACK, '--dry-run']);
  expect({ exitCode, stdout: JSON.parse(stdout) as unknown }).toMatchObject({
    exitCode: 2,
    stdout: { error: { code: 'PRECONDITION', message: 'there is no commit yet' } },
  });
});

test('P12, P13: all of the history is fetched before it is said that there were fewer', async () => {
  const { dir, flags } = await WAYS['--remote']();
  const { stdout, exitCode } = await runIn(dir, Rollback, [...ROLLBACK, '--steps', '6', ...flags]);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'TARGET_NOT_FOUND', message: 'todo in prod had only 5 earlier deployments' },
  });
});

test('P13: --remote fetches commits only, and pushes; --to takes a short id of any of them', async () => {
  const bare = await served();
  const { url, traffic } = await startGitHttpServer(bare);
  const id = await git(source, 'rev-parse', '--short', 'HEAD~72');

  const { result } = await runIn(await tempDir(), Rollback, [
    ...ROLLBACK,
    '--remote',
    url,
    '--to',
    id,
  ]);

  expect(result).toMatchObject({ status: 'changed', strategy: 'walk', attempts: 1 });
  expect(await tagsIn(bare, PROD, 'main')).toBe('backend:v4 frontend:v1 db:v1');
  expect(traffic.bytesOut).toBeLessThan(40_000);
});

test.each([
  ['--remote', 'HEAD~72'],
  ['a shallow clone', 'main~72'],
] as const)('P13: in %s, --to %s counts from the commit that is set back', async (name, to) => {
  const { dir, flags } = await WAYS[name]();
  const args = [...ROLLBACK, '--to', to, '--dry-run', ...flags];
  expect((await runIn(dir, Rollback, args)).result).toMatchObject({
    files: [{ new: { tag: 'v4' } }, {}, {}],
  });
});

test('P13: a shallow clone pushes a rollback with the login that only it knows, and stays as shallow as it was', async () => {
  const { dir } = await WAYS['a shallow clone']();
  const bare = fileURLToPath(await git(dir, 'remote', 'get-url', 'origin'));
  const { url } = await startGitHttpServer(bare, { auth: 'user:password' });
  await git(dir, 'remote', 'set-url', 'origin', url);
  const login = `Authorization: Basic ${Buffer.from('user:password').toString('base64')}`;
  await git(dir, 'config', `http.${new URL(url).origin}/.extraHeader`, login);
  const before = await readFile(join(dir, '.git/shallow'), 'utf8');
  const { result } = await runIn(dir, Rollback, [...ROLLBACK, '--push']);
  expect(result).toMatchObject({ status: 'changed', attempts: 1 });
  expect(await tagsIn(dir, PROD, 'origin/main')).toBe('backend:v5 frontend:v1 db:v1');
  expect(await readFile(join(dir, '.git/shallow'), 'utf8')).toBe(before);
  await git(dir, 'fsck');
});

describe('rollback --hold', () => {
  const HOLD = ['--hold', '--until', '2099-12-31', '--reason', 'bad migration'];

  test('P9, P11, P15, P17: sets back, holds against bumps and promotions, and lets go', async () => {
    const dir = await gitRepository({ ...DEPLOYMENTS, ...file('v0') });
    await bumpTo(dir, 'v1');
    const deployment = await git(dir, 'rev-parse', 'HEAD~1');
    const said = await runIn(dir, Rollback, [...ROLLBACK.slice(0, -1), ...HOLD]);

    expect(said.stdout).toMatch(
      /^prod\/todo\/backend {3}\S+:v1 → \S+:v0 \(on hold until 2099-12-31: bad migration\)\n/,
    );
    expect(await git(dir, 'show', '--format=%B', '--no-patch')).toMatch(
      new RegExp(
        `^chore\\(prod\\): roll back todo v1 → v0\n\nBump-Image: .*\nRolled-Back-To: prod/todo@${deployment}\nBump-Id: `,
      ),
    );
    const held = {
      status: 'held',
      commit: null,
      files: [
        {
          status: 'held',
          new: { tag: 'v0' },
          hold: { until: '2099-12-31', commit: deployment, reason: 'bad migration' },
        },
      ],
    };
    const env = { GITHUB_STEP_SUMMARY: join(await tempDir(), 'summary') };
    const bumped = await bump(dir, ['backend=v3', '--env', 'prod', '--json'], { env });
    expect(bumped.result).toMatchObject(held);
    expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain(
      '| held until `2099-12-31` `bad migration` |',
    );
    const promotion = ['todo', '--from', 'staging', '--to', 'prod', '--json'];
    expect((await runIn(dir, Promote, promotion)).result).toMatchObject({
      ...held,
      files: [...held.files, { status: 'unchanged' }, { status: 'unchanged' }],
    });

    const { result } = await runIn(dir, HoldRelease, ROLLBACK);
    expect(result).toMatchObject({ status: 'changed', files: [{ image: 'backend' }] });
    expect(await git(dir, 'show', `HEAD:${PROD}`)).toBe(
      await git(dir, 'show', `${deployment}:${PROD}`),
    );
    expect(await git(dir, 'log', '-1', '--format=%s')).toBe('chore(prod): end the hold of todo v0');
    expect((await runIn(dir, HoldRelease, ROLLBACK)).result).toMatchObject({
      status: 'unchanged',
      commit: null,
      files: [],
    });
    expect((await runIn(dir, HoldRelease, ROLLBACK.slice(0, -1))).stdout).toBe(
      'Nothing is on hold.\n',
    );
  });

  test('an empty reason is none', async () => {
    const args = [...ROLLBACK, '--to', 'HEAD', '--hold', '--reason', ' ', '--dry-run'];
    const { result } = await runIn(source, Rollback, args);
    expect(result).toMatchObject({
      diff: expect.stringMatching(/gitops-gen:hold commit=\w+\n/) as string,
    });
  });

  test.each([
    ['P19: a day that is over', ['--hold', '--until', '2020-01-01'], 'USAGE'],
    ['P19: no day', ['--hold', '--until', '2026-02-30'], 'USAGE'],
    ['P19: a reason of two lines', ['--hold', '--reason', 'a\nb'], 'USAGE'],
    ['an end without a hold', ['--until', '2099-12-31'], 'USAGE'],
    ['steps and a commit', ['--steps', '1', '--to', 'HEAD'], 'USAGE'],
    ['an app that is missing', ['tood'], 'TARGET_NOT_FOUND'],
    ['P12: a commit that is none', ['--to', 'nowhere'], 'TARGET_NOT_FOUND'],
    ['a range of commits', ['--to', 'HEAD..HEAD'], 'TARGET_NOT_FOUND'],
    ['all but a commit', ['--to', '^HEAD'], 'TARGET_NOT_FOUND'],
  ])('refuses %s, and changes nothing', async (_, args, code) => {
    const before = await treeHash(source, { index: true });
    const { exitCode, stdout } = await runIn(source, Rollback, [...ROLLBACK, ...args]);
    expect({ exitCode, stdout: JSON.parse(stdout) as unknown }).toMatchObject({
      exitCode: 2,
      stdout: { error: { code } },
    });
    expect(await treeHash(source, { index: true })).toBe(before);
  });
});

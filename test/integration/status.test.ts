import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import Status from '../../src/commands/status.js';
import { commitFiles, git, gitRepository } from '../support/repository.js';
import { runCommand } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';
import { DEPLOYMENTS, MODEL, overlay } from './deployments.js';

const PROD = 'overlays/prod/todo/kustomization.yaml';
const FILLERS = Array.from({ length: 40 }, (_, nth) => `app${nth}`);

/** As it was at the first commit, apart from one image. */
const deploy = (env: string, tag: string) => ({
  [`overlays/${env}/todo/kustomization.yaml`]: overlay({ backend: tag, frontend: 'v1', db: 'v1' }),
});

const day = (number: number) => ({ date: `2026-03-0${number}T12:00:00Z` });

let source: string;
const commits: Record<string, string> = {};

/**
 * All is v1 at first; dev gets v2 by a merge of a branch that had v2 before, v3 and then v4; staging
 * v2; prod v0, which dev never had, and something else than an image.
 */
beforeAll(async () => {
  source = await gitRepository({});
  commits['v1'] = await commitFiles(source, DEPLOYMENTS, day(1));
  await git(source, 'switch', '--quiet', '--create', 'side');
  await commitFiles(source, deploy('dev', 'v2'), day(2));
  await git(source, 'switch', '--quiet', 'main');
  await git(source, 'merge', '--quiet', '--no-ff', '--message', 'Merge', 'side');
  commits['merge'] = await git(source, 'rev-parse', 'HEAD');
  commits['staging'] = await commitFiles(source, deploy('staging', 'v2'), day(3));
  await commitFiles(source, deploy('dev', 'v3'), day(4));
  commits['v4'] = await commitFiles(source, deploy('dev', 'v4'), day(5));
  commits['prod'] = await commitFiles(source, deploy('prod', 'v0'), day(6));
  const text = await readFile(join(source, PROD), 'utf8');
  await commitFiles(source, { [PROD]: `# about\n${text}` }, day(7));
});

interface Shown {
  readonly env: string;
  readonly image: string;
  readonly uncommitted: boolean;
  readonly since: { commit: string; date: string; author: string } | null;
  readonly promotion: { from: string; status: string; deployments: number | null } | null;
}

interface Printed {
  readonly images: readonly Shown[];
  readonly messages: readonly string[];
}

async function statusIn(dir: string, args: readonly string[] = [], env = {}) {
  const { stdout, stderr, exitCode } = await runCommand(Status, [...args, '--json'], {
    cwd: dir,
    env,
  });
  return { ...(JSON.parse(stdout) as Printed), stderr, exitCode };
}

/** The image `backend` of the app todo, by environment. */
async function backendIn(dir: string) {
  const { images, messages, exitCode } = await statusIn(dir, ['--app=todo']);
  const of = (env: string) => images.find((one) => one.env === env && one.image === 'backend')!;
  return { dev: of('dev'), staging: of('staging'), prod: of('prod'), messages, exitCode };
}

async function clone(...options: string[]): Promise<string> {
  const dir = join(await tempDir(), 'clone');
  await git('.', 'clone', '--quiet', ...options, `file://${source}`, dir);
  return dir;
}

describe('status', () => {
  test('names the commit of the branch that set each image, and what waits', async () => {
    const { dev, staging, prod, messages } = await backendIn(source);
    expect(messages).toEqual([]);
    expect(dev).toMatchObject({ since: { commit: commits['v4'] }, promotion: null });
    expect(staging).toMatchObject({
      since: { commit: commits['staging'], date: '2026-03-03T12:00:00Z' },
      promotion: { from: 'dev', status: 'behind', deployments: 2 },
    });
    expect(prod).toMatchObject({
      since: { commit: commits['prod'] },
      promotion: { from: 'staging', status: 'differs', deployments: null },
    });
  });

  test('takes a merge for the deployment, whatever git is told of merges and roots', async () => {
    const dir = await clone();
    await git(dir, 'reset', '--quiet', '--hard', commits['merge']!);
    await git(dir, 'config', 'log.diffMerges', 'off');
    await git(dir, 'config', 'log.showRoot', 'false');
    const { dev, staging } = await backendIn(dir);
    expect(dev.since?.commit).toBe(commits['merge']);
    expect(staging).toMatchObject({
      since: { commit: commits['v1'] },
      promotion: { status: 'behind', deployments: 1 },
    });
  });

  test('compares one environment with the one before it, which is not shown', async () => {
    const { images } = await statusIn(source, ['--app=todo', '--env=staging']);
    expect(new Set(images.map(({ env }) => env))).toEqual(new Set(['staging']));
    expect(images[0]?.promotion).toMatchObject({ from: 'dev', deployments: 2 });
  });

  test('goes along the promotion, also where the model lists the environments otherwise', async () => {
    const dir = await clone();
    const environments = /^environments:.*$/m;
    const listed = 'environments: [{ name: qa }, { name: prod }, { name: staging }, { name: dev }]';
    const model = `${MODEL.replace(environments, listed)}promotion: [dev, staging, prod]\n`;
    await writeFiles(dir, { 'gitops-gen.yaml': model });
    const { stdout } = await runCommand(Status, ['--app=todo'], { cwd: dir });
    expect(stdout.split('\n')[0]?.split(/ +/)).toEqual(['todo', 'dev', 'staging', 'prod', 'qa']);
    expect(stdout).toContain('v2 behind 2');
  });

  test('marks what is not committed, staged or not', async () => {
    const dir = await clone();
    await writeFiles(dir, { ...deploy('dev', 'v5'), ...deploy('staging', 'v5') });
    await git(dir, 'add', 'overlays/staging');
    const { dev, staging, prod } = await backendIn(dir);
    expect([dev, staging, prod].map(({ uncommitted }) => uncommitted)).toEqual([true, true, false]);
    expect(dev.since).toBeNull();
  });

  test('works below the root of a checkout', async () => {
    const dir = await gitRepository({ 'README.md': 'x' });
    await cp(source, join(dir, 'deploy'), { recursive: true });
    await rm(join(dir, 'deploy/.git'), { recursive: true });
    const commit = await commitFiles(dir, {});
    const { dev } = await backendIn(join(dir, 'deploy'));
    expect(dev).toMatchObject({ uncommitted: false, since: { commit } });
  });

  test('says in a shallow clone what it knows, and that more is missing', async () => {
    const dir = await clone('--depth=3');
    const { dev, staging, prod, messages, exitCode } = await backendIn(dir);
    expect(exitCode).toBe(0);
    expect(messages).toEqual(['The clone is shallow: who set what is older than it is not known.']);
    expect(prod.since?.commit).toBe(commits['prod']);
    expect(dev).toMatchObject({ uncommitted: false, since: null });
    expect(staging.promotion).toMatchObject({ status: 'differs', deployments: null });
  });

  test('fetches nothing in a partial clone', async () => {
    await git(source, 'config', 'uploadpack.allowFilter', 'true');
    const dir = await clone('--filter=blob:none');
    const absent = () => git(dir, 'rev-list', '--objects', '--all', '--missing=print');
    const before = await absent();
    const { prod, messages, exitCode } = await backendIn(dir);
    expect(before).toMatch(/^\?/m);
    expect(await absent()).toBe(before);
    expect({ exitCode, since: prod.since }).toEqual({ exitCode: 0, since: null });
    expect(messages.join()).toContain('some of the history is not here');
  });

  test('shows the matrix without git, and without a commit', async () => {
    const dir = await tempDir();
    await writeFiles(dir, DEPLOYMENTS);
    const shown = await runCommand(Status, ['--app=shop'], { cwd: dir });
    expect(shown.stdout).toBe(`shop   dev  staging  prod
  web  v1   v1       v1
  db   v1   v1       v1\n`);
    expect(shown.stderr).toBe('Since when and by whom is not known: this is no git repository.\n');
    expect(shown.exitCode).toBe(0);
    await git(dir, 'init', '--quiet');
    expect((await statusIn(dir)).images.every(({ uncommitted }) => uncommitted)).toBe(true);
  });

  test('leaves out a file that cannot be read, and says so', async () => {
    const dir = await clone();
    await writeFiles(dir, { [PROD]: 'images: {broken\n' });
    const { images, messages, exitCode } = await statusIn(dir, ['--app=todo']);
    expect(exitCode).toBe(0);
    expect(new Set(images.map(({ env }) => env))).toEqual(new Set(['dev', 'staging']));
    expect(messages.join()).toContain(`${PROD} is left out: `);
  });

  test('refuses a name that the model has not', async () => {
    const shown = await runCommand(Status, ['--env=prd'], { cwd: source });
    expect(shown.stderr).toContain('there is no environment "prd", did you mean "prod"?');
    expect(shown.exitCode).toBe(2);
  });

  test('starts a handful of processes, however many apps there are', async () => {
    const apps = FILLERS.map((name) => `  - { name: ${name}, example: worker }\n`).join('');
    const paths = FILLERS.flatMap((app) =>
      ['dev', 'staging', 'prod'].map((env) => `overlays/${env}/${app}/kustomization.yaml`),
    );
    const dir = await gitRepository({
      'gitops-gen.yaml': `${MODEL}${apps}`,
      ...Object.fromEntries(paths.map((path) => [path, overlay({ worker: 'v1' })])),
    });
    const trace = join(await tempDir(), 'trace');
    const { images } = await statusIn(dir, [], { GIT_TRACE: trace });
    expect(images).toHaveLength(120);
    expect(images.every(({ since }) => since !== null)).toBe(true);
    const started = (await readFile(trace, 'utf8')).match(/trace: built-in/g);
    expect(started?.length).toBeLessThanOrEqual(8);
  });
});

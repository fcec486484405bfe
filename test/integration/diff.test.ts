import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { diffJson } from '../../src/cli/diff-report.js';
import Diff from '../../src/commands/diff.js';
import { diff as compare } from '../../src/workflows/diff.js';
import { commitFiles, git, gitRepository } from '../support/repository.js';
import { runCommand } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { everything } from './scaffold.js';

let temporary: string;

beforeAll(async () => {
  temporary = await tempDir();
});

type Json = ReturnType<typeof diffJson>;

/** Runs it with the newest kubectl; `helm` is in the folder of that. */
async function diff(cwd: string, ...flags: readonly string[]) {
  const PATH = `${dirname(tools().kubectls.at(-1)!.path)}:${process.env['PATH'] ?? ''}`;
  const run = await runCommand(Diff, flags, { cwd, env: { PATH, TMPDIR: temporary } });
  const { summary, roots, notCompared } = (run.result ?? {}) as Partial<Json>;
  const changes = (roots ?? []).flatMap(({ before, after, changes: all }) =>
    all.map(({ action, object }) => `${(after ?? before)!.folder}: ${action} ${object}`),
  );
  return { ...run, summary, changes, notCompared };
}

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata: { value: ${value} }\n`;
const overlay = (env: string, more = '') =>
  `namespace: shop-${env}\nresources: [../../../base/shop]\n${more}`;
const secrets = (value: string) =>
  `secretGenerator: [{ name: login, literals: [password=${value}] }]\n`;
const DEV = 'overlays/dev/shop/kustomization.yaml';
const PROD = 'overlays/prod/shop/kustomization.yaml';

const FILES = {
  'base/shop/kustomization.yaml': 'resources: [config.yaml]\n',
  'base/shop/config.yaml': configMap('one'),
  [DEV]: overlay('dev'),
  [PROD]: overlay('prod', secrets('s3cr3t-1')),
};

describe('a repository of any layout', () => {
  let dir: string;
  let first: string;

  beforeAll(async () => {
    dir = await gitRepository(FILES);
    first = await git(dir, 'rev-parse', 'HEAD');
  });

  beforeEach(async () => {
    await git(dir, 'checkout', '--quiet', '--force', '-B', 'main', first);
    await git(dir, 'clean', '--quiet', '-ffdx');
  });

  test('a change of a base shows in each overlay', async () => {
    await writeFiles(dir, { 'base/shop/config.yaml': configMap('two') });
    const { stdout, changes, summary, exitCode } = await diff(dir);
    expect({ changes, summary, exitCode }).toEqual({
      changes: [
        'overlays/dev/shop: changed ConfigMap shop-dev/shop',
        'overlays/prod/shop: changed ConfigMap shop-prod/shop',
      ],
      summary: { added: 0, changed: 2, removed: 0, notCompared: 0 },
      exitCode: 0,
    });
    expect(stdout).toContain(' data:\n-  value: one\n+  value: two\n');
    const only = ['overlays/dev/shop: changed ConfigMap shop-dev/shop'];
    expect(await diff(dir, '--env=dev', '--app=shop')).toMatchObject({ changes: only });
    expect(await diff(dir, '--exit-code')).toMatchObject({ exitCode: 3 });
  });

  test('only what a change can affect is built', async () => {
    await writeFiles(dir, { [DEV]: overlay('dev', 'namePrefix: x-\n') });
    const builds: number[] = [];
    const onProgress = (_: number, all: number) => builds.push(all);
    await compare({ repository: dir, env: [], app: [], onProgress });
    expect(builds).toEqual([2, 2]);
  });

  test('files that git does not know yet count, and what is gone', async () => {
    await writeFiles(dir, { 'overlays/qa/shop/kustomization.yaml': overlay('qa') });
    await rm(join(dir, dirname(DEV)), { recursive: true });
    const { changes } = await diff(dir);
    expect(changes).toEqual([
      'overlays/dev/shop: removed ConfigMap shop-dev/shop',
      'overlays/qa/shop: added ConfigMap shop-qa/shop',
    ]);
    expect(await diff(dir, '--env=dev')).toMatchObject({ changes: changes.slice(0, 1) });
  });

  test('what a sparse checkout leaves out is not gone', async () => {
    await git(dir, 'update-index', '--skip-worktree', DEV);
    await rm(join(dir, DEV));
    expect(await diff(dir)).toMatchObject({ changes: [], notCompared: [] });
    await writeFiles(dir, { 'base/shop/config.yaml': configMap('two') });
    expect(await diff(dir)).toMatchObject({
      changes: ['overlays/prod/shop: changed ConfigMap shop-prod/shop'],
    });
    await git(dir, 'update-index', '--no-skip-worktree', DEV);
  });

  test('two revisions are compared without a look at the working tree, and A...B from where they parted', async () => {
    await git(dir, 'checkout', '--quiet', '-b', 'topic');
    await commitFiles(dir, { [DEV]: overlay('dev', 'namePrefix: x-\n') });
    await git(dir, 'checkout', '--quiet', 'main');
    await commitFiles(dir, { 'base/shop/config.yaml': configMap('two') });
    await rm(join(dir, 'overlays'), { recursive: true });
    const topic = [
      'overlays/dev/shop: removed ConfigMap shop-dev/shop',
      'overlays/dev/shop: added ConfigMap shop-dev/x-shop',
    ];
    const both = [...topic, 'overlays/prod/shop: changed ConfigMap shop-prod/shop'];
    expect(await diff(dir, 'main', 'topic')).toMatchObject({ changes: both });
    expect(await diff(dir, '..topic')).toMatchObject({ changes: both });
    expect(await diff(dir, 'main...topic')).toMatchObject({
      changes: topic,
      stdout: expect.stringContaining(`from ${first.slice(0, 12)} to topic.`) as string,
    });
  });

  test('nothing of the repository is touched, no hook runs, and nothing stays behind', async () => {
    const hook = { content: '#!/bin/sh\ntouch hook-ran\n', mode: '0755' as const };
    await writeFiles(dir, { '.git/hooks/post-index-change': hook, [DEV]: overlay('dev', '#\n') });
    const index = await readFile(join(dir, '.git/index'));
    expect(await diff(dir, 'HEAD', 'HEAD', '--exit-code')).toMatchObject({ exitCode: 0 });
    expect(await readdir(temporary)).toEqual([]);
    expect(await readFile(join(dir, '.git/index'))).toEqual(index);
    expect(await git(dir, 'status', '--porcelain')).toBe(` M ${DEV}`);
    expect(await git(dir, 'worktree', 'list')).not.toContain('\n');
    await rm(join(dir, '.git/hooks/post-index-change'));
  });

  test('values of Secrets are never shown, only that they differ', async () => {
    await writeFiles(dir, { [PROD]: overlay('prod', secrets('s3cr3t-2')) });
    const run = await diff(dir);
    expect(run.stdout).toMatch(
      /\n- {2}password: \(hidden, before\)\n\+ {2}password: \(hidden, after\)\n/,
    );
    expect(run.stdout).toMatch(/~ Secret shop-prod\/login-\w{10}, under a new hash: it was login-/);
    for (const value of ['s3cr3t-1', 's3cr3t-2']) {
      expect(everything(run)).not.toContain(value);
      expect(everything(run)).not.toContain(Buffer.from(value).toString('base64'));
    }
  });

  test('what does not build on a side is said, counts as different, and does not hide the rest', async () => {
    await commitFiles(dir, { [DEV]: 'resources: [nowhere.yaml]\n' });
    await writeFiles(dir, { [DEV]: overlay('dev'), 'base/shop/config.yaml': configMap('two') });
    const { changes, notCompared, stdout, exitCode } = await diff(dir, '--exit-code');
    expect(changes).toEqual(['overlays/prod/shop: changed ConfigMap shop-prod/shop']);
    expect(notCompared).toMatchObject([{ side: 'before', folder: 'overlays/dev/shop' }]);
    expect(stdout).toContain('Not compared:\n  overlays/dev/shop (HEAD): kustomize cannot build');
    expect(exitCode).toBe(3);
  });

  test('two environments differ by more than their namespaces', async () => {
    const { changes, stdout, summary } = await diff(dir, '--env=dev', '--against=prod');
    expect(changes).toEqual([
      'overlays/dev/shop: changed ConfigMap shop-dev/shop',
      expect.stringMatching(/^overlays\/dev\/shop: removed Secret shop-prod\/login-\w{10}$/),
    ]);
    expect(summary).toMatchObject({ changed: 1, removed: 1 });
    expect(stdout).toContain('-  namespace: shop-prod\n+  namespace: shop-dev\n');
    expect(stdout).toContain('\noverlays/prod/shop → overlays/dev/shop\n');
    expect(stdout).toContain(' in 1 folder, from prod to dev.');
  });

  test.each([
    [['nowhere'], 'TARGET_NOT_FOUND', 'there is no revision "nowhere" here'],
    [['HEAD', 'nowhere'], 'TARGET_NOT_FOUND', 'there is no revision "nowhere" here'],
    [['HEAD..nowhere'], 'TARGET_NOT_FOUND', 'there is no revision "nowhere" here'],
    [['--', '--output=x'], 'TARGET_NOT_FOUND', 'there is no revision "--output=x" here'],
    [['--app=shp'], 'TARGET_NOT_FOUND', 'there is no app "shp", did you mean "shop"?'],
    [['--env=dev', '--against=qa'], 'TARGET_NOT_FOUND', 'there is no environment "qa"'],
    [['--env=dev', '--against=dev'], 'USAGE', 'an environment does not differ from itself: "dev"'],
    [['--against=dev'], 'USAGE', '--against needs one environment to compare, with --env'],
    [['--env=dev,prod', '--against=dev'], 'USAGE', '--against needs one environment'],
    [['HEAD', '--env=dev', '--against=prod'], 'USAGE', '--against compares environments of the'],
  ])('%j is refused', async (flags, code, message) => {
    const { exitCode, stdout } = await diff(dir, '--json', ...flags);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code, message: expect.stringContaining(message) as string },
    });
  });

  test('symbolic links and submodules of a revision lead nowhere', async () => {
    await symlink('/etc', join(dir, 'link'));
    await symlink('/etc/hostname', join(dir, 'overlays/dev/shop/name'));
    await git(dir, 'update-index', '--add', '--cacheinfo', `160000,${first},module`);
    await commitFiles(dir, {
      [DEV]: 'resources: [../../../link]\n',
      [PROD]: overlay(
        'prod',
        'configMapGenerator: [{ name: host, files: [../../dev/shop/name] }]\n',
      ),
      'overlays/qa/shop/kustomization.yaml': 'resources: [../../../module]\n',
    });
    const hostile = await git(dir, 'rev-parse', 'HEAD');
    await git(dir, 'checkout', '--quiet', '--force', first);
    const run = await diff(dir, 'HEAD', hostile);
    expect(run.error).toBeUndefined();
    expect(run.changes).toEqual([]);
    expect(run.notCompared).toMatchObject([
      { side: 'after', message: 'it is not checked, for it reads link' },
      { side: 'after', message: 'it is not checked, for it reads overlays/dev/shop/name' },
      { side: 'after', folder: 'overlays/qa/shop' },
    ]);
  });
});

test('a repository below the root of a checkout, and files that are no text', async () => {
  const bytes = (last: number) => Buffer.from([0, 255, last]).toString('latin1');
  const kustomization = 'configMapGenerator: [{ name: a, files: [a.bin], env: a.env }]\n';
  const dir = await gitRepository({
    'README.md': '',
    'deploy/gitops/dev/shop/kustomization.yaml': kustomization,
    'deploy/gitops/dev/shop/a.env': 'A=1\n',
  });
  const bin = join(dir, 'deploy/gitops/dev/shop/a.bin');
  await writeFile(bin, bytes(1), 'latin1');
  await commitFiles(dir, {});
  await writeFile(bin, bytes(2), 'latin1');
  const { stdout, notCompared } = await diff(join(dir, 'deploy'), '--env=dev');
  expect(notCompared).toEqual([]);
  expect(stdout).toContain('-  a.bin: AP8B\n+  a.bin: AP8C\n');
});

test('outside of git there are environments to compare, and no revisions', async () => {
  const dir = await tempDir();
  await writeFiles(dir, FILES);
  expect(await diff(dir, '--env=prod', '--against=dev')).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await diff(dir, '--json');
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PRECONDITION' } });
});

const MODEL = `apiVersion: gitops-gen.dev/v1
repository: { url: https://git.example.com/acme/deploy.git, branch: main }
argocd: { project: shop }
environments: [{ name: dev }]
apps: [{ name: shop, example: todo-app, packaging: helm }]
`;

test('a chart differs by its values, and by what the model says of it', async () => {
  const dir = await gitRepository({
    'gitops-gen.yaml': MODEL,
    'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'charts/shop/templates/config.yaml': configMap('{{ .Values.value }}').replace(
      'name: shop',
      'name: shop, namespace: {{ .Release.Namespace }}',
    ),
    'overlays/dev/shop/values.yaml': 'value: one\n',
  });
  await writeFiles(dir, { 'overlays/dev/shop/values.yaml': 'value: two\n' });
  expect(await diff(dir)).toMatchObject({
    changes: ['overlays/dev/shop: changed ConfigMap shop-dev/shop'],
  });
  const next = MODEL.replace('name: dev', 'name: dev, namespace: "next-{app}"');
  await commitFiles(dir, {});
  await writeFiles(dir, { 'gitops-gen.yaml': next });
  expect(await diff(dir)).toMatchObject({
    changes: [
      'overlays/dev/shop: added ConfigMap next-shop/shop',
      'overlays/dev/shop: removed ConfigMap shop-dev/shop',
    ],
  });
  await writeFiles(dir, { 'gitops-gen.yaml': 'apps: 5\n' });
  expect(await diff(dir)).toMatchObject({
    changes: [],
    notCompared: [
      { side: 'after', message: expect.stringContaining('charts are not compared: ') as string },
    ],
  });
});

test('an overlay that the model names and a revision has nothing of is not compared', async () => {
  const dir = await gitRepository({
    'gitops-gen.yaml': MODEL.replace(', packaging: helm', ''),
    ...FILES,
  });
  await git(dir, 'rm', '-r', '--quiet', dirname(DEV));
  await commitFiles(dir, {});
  expect(await diff(dir, 'HEAD~1', 'HEAD', '--env=dev', '--exit-code')).toMatchObject({
    exitCode: 3,
    changes: [],
    notCompared: [{ side: 'after', folder: 'overlays/dev/shop' }],
  });
});

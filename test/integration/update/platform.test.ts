import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import Render from '../../../src/commands/render.js';
import { commitFiles, git } from '../../support/repository.js';
import { runCommand } from '../../support/run-cli.js';
import { tools } from '../../support/tools.js';
import { bump } from '../scaffold.js';
import { add, changedFiles, edit, envAdd, envRemove, MODEL, shop, text, update } from './shop.js';

const PROJECT = 'argocd/projects/shop-platform.yaml';
const CLASSES = 'platform/base/priority-classes.yaml';
const OVERLAY = 'platform/overlays/prod/kustomization.yaml';
const ON = 'platform: {}\n\napps:\n';

/** The repository of the other tests with a platform, committed. */
async function withPlatform(): Promise<string> {
  const dir = await shop();
  await edit(dir, MODEL, 'apps:\n', ON);
  await update(dir);
  await commitFiles(dir, {});
  return dir;
}

const files = (dir: string, ...paths: string[]) => git(dir, 'ls-files', ...paths);

test('update makes the platform that the model asks for, once for the cluster that all share', async () => {
  const dir = await withPlatform();
  expect((await files(dir, 'platform', 'argocd/platform')).split('\n')).toEqual([
    'argocd/platform/kustomization.yaml',
    'argocd/platform/prod.yaml',
    'platform/base/kustomization.yaml',
    CLASSES,
    OVERLAY,
  ]);
  expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
});

describe('the files of the platform are the user’s', () => {
  test('no update changes them, or brings them back', async () => {
    const dir = await withPlatform();
    const mine = 'resources: [storage-class.yaml]\n';
    await commitFiles(dir, { [OVERLAY]: mine, [CLASSES]: null });
    await edit(dir, MODEL, 'platform: {}', 'platform: { kinds: [StorageClass] }');
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, PROJECT)).toContain('kind: StorageClass\n');
    expect(await changedFiles(dir)).toEqual([` M ${PROJECT}`]);
    expect(await text(dir, OVERLAY)).toBe(mine);
  });

  test('those that stand there before the platform is asked for stay', async () => {
    const dir = await shop();
    await commitFiles(dir, { [CLASSES]: 'mine: true\n' });
    await edit(dir, MODEL, 'apps:\n', ON);
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, CLASSES)).toBe('mine: true\n');
    await commitFiles(dir, {});
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test('they stay when it is taken away, and what the cluster keeps is named', async () => {
    const dir = await withPlatform();
    await edit(dir, MODEL, ON, 'apps:\n');
    const { exitCode, stdout, result } = await update(dir);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      moves: { left: [{ name: 'platform-prod', cascades: false }], projects: ['shop-platform'] },
    });
    expect(stdout).toContain('  kubectl --namespace argocd delete application platform-prod\n');
    expect(stdout).toContain('  kubectl --namespace argocd delete appproject shop-platform\n');
    await commitFiles(dir, {});
    expect(await files(dir, 'argocd/platform', PROJECT)).toBe('');
    expect((await files(dir, 'platform')).split('\n')).toHaveLength(3);
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });
});

describe('environments come and go', () => {
  test('one that goes leaves its Application to a person, and another has the cluster', async () => {
    const dir = await withPlatform();
    const { stdout, result } = await envRemove(dir, 'prod');
    expect(result).toMatchObject({ applications: ['web-prod', 'platform-prod'] });
    expect(stdout).toContain('delete application web-prod platform-prod\n');
    expect(await text(dir, 'argocd/platform/dev.yaml')).toContain('name: platform-dev\n');
    expect(await text(dir, OVERLAY)).toContain('../../base');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test('one that is added before production changes nothing, one behind it takes over', async () => {
    const dir = await withPlatform();
    expect((await envAdd(dir, 'qa')).stdout).not.toContain('platform');
    const { stdout } = await envAdd(dir, 'live', '--like', 'prod');
    expect(stdout).toContain('  kubectl --namespace argocd delete application platform-prod\n');
    expect(await text(dir, 'argocd/platform/live.yaml')).toContain('name: platform-live\n');
  });
});

test('an app cannot have its name', async () => {
  const dir = await withPlatform();
  const { exitCode, stderr } = await add(dir, 'acme/web', '--name', 'platform');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('"platform" belongs to the platform: rename the app');
});

test('argocd/G-01: a bump changes no file of the platform', async () => {
  const dir = await withPlatform();
  expect(await bump(dir, ['web=2.0.0', '--env', 'dev,prod'])).toMatchObject({ exitCode: 0 });
  expect(await git(dir, 'show', '--format=', '--name-only')).toBe(
    'overlays/dev/web/kustomization.yaml\noverlays/prod/web/kustomization.yaml',
  );
});

test('render prints it with its environment, and alone', async () => {
  const dir = await withPlatform();
  const env = { PATH: `${dirname(tools().kubectls.at(-1)!.path)}:${process.env['PATH'] ?? ''}` };
  const render = async (...argv: string[]) =>
    (await runCommand(Render, argv, { cwd: dir, env })).stdout;
  const alone = await render('prod/platform');
  expect(alone.match(/^kind: .*$/gm)).toEqual(['kind: PriorityClass', 'kind: PriorityClass']);
  expect(await render('prod')).toContain('kind: PriorityClass');
  expect(await render('dev')).not.toContain('kind: PriorityClass');
});

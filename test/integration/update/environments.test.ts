import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commitFiles, git } from '../../support/repository.js';
import { treeHash } from '../../support/tree-hash.js';
import { bump } from '../scaffold.js';
import { edit, envAdd, envRemove, MODEL, overlay, remove, shop, text, update } from './shop.js';

interface Model {
  readonly environments: readonly {
    readonly name: string;
    readonly preset?: string;
    readonly domain?: string;
  }[];
  readonly promotion: readonly string[];
  readonly apps: readonly { readonly environments?: unknown }[];
}
const model = async (dir: string) => parse(await text(dir, MODEL)) as Model;
const subject = (dir: string) => git(dir, 'log', '-1', '--format=%s');

describe('env add', () => {
  test('adds an environment before production, for every app', async () => {
    const dir = await shop();
    expect(await envAdd(dir, 'qa')).toMatchObject({ exitCode: 0 });
    expect(await text(dir, overlay('qa'))).toContain('namespace: web-qa');
    expect((await model(dir)).environments.map(({ name }) => name)).toEqual(['dev', 'qa', 'prod']);
    expect((await model(dir)).promotion).toEqual(['dev', 'qa', 'prod']);
    expect(await text(dir, 'argocd/applications/qa/web.yaml')).toContain('name: web-qa');
    expect(await subject(dir)).toBe('Add the environment qa');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test('--like takes over settings, values and the images that run there', async () => {
    const dir = await shop();
    await edit(
      dir,
      MODEL,
      '  - name: dev\n',
      '  - name: dev\n    domain: dev.acme.example # ours\n',
    );
    await edit(
      dir,
      MODEL,
      'values: {}',
      'values: {}\n    environments:\n      dev: { values: { replicas: 3 } }',
    );
    await update(dir);
    await commitFiles(dir, {});
    expect(await bump(dir, ['web=2.5.0', '--env', 'dev'])).toMatchObject({ exitCode: 0 });

    expect(await envAdd(dir, 'qa', '--like', 'dev')).toMatchObject({ exitCode: 0 });
    expect((await model(dir)).environments.map(({ name }) => name)).toEqual(['dev', 'qa', 'prod']);
    expect((await model(dir)).environments[1]).toEqual({
      name: 'qa',
      preset: 'dev',
      domain: 'qa.acme.example',
    });
    expect(await text(dir, MODEL)).toContain('domain: dev.acme.example # ours');
    expect(await text(dir, overlay('qa'))).toContain('newTag: 2.5.0');
    expect(await text(dir, overlay('qa'))).toContain('count: 3');
    expect(await subject(dir)).toBe('Add the environment qa, like dev');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['a name that is taken', ['dev'], /there is an environment "dev" already/],
    ['a name that is none', ['Q_A'], /an environment name is made of/],
    [
      'to be like one that does not exist',
      ['qa', '--like', 'pro'],
      /no environment "pro", did you mean "prod"/,
    ],
  ])('refuses %s', async (_, args, says) => {
    const dir = await shop();
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await envAdd(dir, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
    expect(await treeHash(dir, { index: true })).toBe(before);
  });
});

describe('env remove', () => {
  test('goes in two steps, and takes along what CI has set', async () => {
    const dir = await shop();
    const before = await treeHash(dir);
    await envAdd(dir, 'qa');
    await bump(dir, ['web=2.5.0', '--env', 'qa']);

    const first = await envRemove(dir, 'qa');
    expect(first).toMatchObject({
      exitCode: 0,
      result: { phase: 'removed', applications: ['web-qa'] },
    });
    expect(first.stdout).toContain('gitops-gen env remove qa');
    expect(await git(dir, 'ls-files', '*qa*')).toBe('');
    expect(await text(dir, 'argocd/projects/shop.yaml')).toContain('namespace: web-qa');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });

    expect(await envRemove(dir, 'qa')).toMatchObject({
      exitCode: 0,
      result: { phase: 'forgotten' },
    });
    expect(await treeHash(dir)).toBe(before);
  });

  test('goes in one step where there are no apps', async () => {
    const dir = await shop();
    await envAdd(dir, 'qa');
    await remove(dir, 'web');
    await remove(dir, 'web');
    const { exitCode, result, stdout } = await envRemove(dir, 'qa');
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ phase: 'forgotten', applications: [] });
    expect(stdout).not.toContain('gitops-gen env remove qa');
    expect(await text(dir, 'gitops-gen.yaml')).not.toContain('qa');
  });

  test('leaves the overlays of others alone, and says no more of them in the model', async () => {
    const dir = await shop();
    await envAdd(dir, 'qa');
    await commitFiles(dir, { 'legacy/qa/kustomization.yaml': 'resources: []\n' });
    const unmanaged =
      'unmanaged:\n  - name: legacy\n    overlays:\n      dev: legacy/dev\n      qa: legacy/qa\n';
    await commitFiles(dir, { [MODEL]: `${await text(dir, MODEL)}${unmanaged}` });

    expect(await envRemove(dir, 'qa')).toMatchObject({ exitCode: 0 });
    expect(await text(dir, 'legacy/qa/kustomization.yaml')).toBe('resources: []\n');
    expect(await text(dir, MODEL)).toContain('dev: legacy/dev');
    expect(await text(dir, MODEL)).not.toContain('legacy/qa');
  });

  test('refuses one that does not exist, and the last one', async () => {
    const dir = await shop();
    expect((await envRemove(dir, 'pro')).stderr).toContain(
      'there is no environment "pro", did you mean "prod"?',
    );
    await envRemove(dir, 'dev');
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await envRemove(dir, 'prod');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('prod is the last environment');
    expect(await treeHash(dir, { index: true })).toBe(before);
  });
});

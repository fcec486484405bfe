import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitFiles, git } from '../../support/repository.js';
import { treeHash } from '../../support/tree-hash.js';
import { writeFiles } from '../../support/write-files.js';
import { bump } from '../scaffold.js';
import { add, edit, MODEL, overlay, release, remove, shop, status, text, update } from './shop.js';

const lastCommit = (dir: string) =>
  git(dir, 'show', '--format=%s', '--name-only', '--no-renames', 'HEAD');
const PROJECT = 'argocd/projects/shop.yaml';

describe('add', () => {
  test('commits what belongs to the app, and the model', async () => {
    const dir = await shop();
    await writeFiles(dir, { 'own.txt': 'mine\n' });
    await git(dir, 'add', 'own.txt');

    const { exitCode, stdout } = await add(
      dir,
      'acme/web',
      '--name',
      'more',
      '--set',
      'replicas=3',
      '--set',
      'logLevel=warn',
    );

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Committed [0-9a-f]{7}\.\n$/);
    const [subject, , ...paths] = (await lastCommit(dir)).split('\n');
    expect(subject).toBe('Add more');
    expect(
      paths.filter((path) => !/more|^argocd\/|^\.gitops-gen\/|^gitops-gen\.yaml$/.test(path)),
    ).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'base/more/deployment.yaml',
        overlay('prod', 'more'),
        MODEL,
        PROJECT,
        '.gitops-gen/apps/more.lock.yaml',
      ]),
    );
    expect(await status(dir)).toEqual(['A  own.txt']);
    expect(await text(dir, overlay('dev', 'more'))).toContain('count: 3');
    expect(await text(dir, 'base/more/settings.yaml')).toContain('LOG_LEVEL: warn');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test('P14: keeps what a person wrote in the model, and how', async () => {
    const dir = await shop();
    const written = (await text(dir, MODEL))
      .replace('  - name: web\n', "  # the shop's front\n  - name: 'web' # do not rename\n")
      .replace(/$/, '\n# the end\n');
    await commitFiles(dir, { [MODEL]: written });
    await add(dir, 'acme/web', '--name', 'more');
    const lines = (await text(dir, MODEL)).split('\n');
    expect(written.split('\n').filter((line) => !lines.includes(line))).toEqual([]);
    expect(lines).toContain('  - name: more');
  });

  test('with --no-commit and with --dry-run', async () => {
    const dir = await shop();
    const before = await treeHash(dir, { index: true });
    expect(await add(dir, 'acme/web', '--name', 'more', '--dry-run')).toMatchObject({
      exitCode: 0,
    });
    expect(await treeHash(dir, { index: true })).toBe(before);

    const head = await git(dir, 'rev-parse', 'HEAD');
    expect(await add(dir, 'acme/web', '--name', 'more', '--no-commit')).toMatchObject({
      exitCode: 0,
    });
    expect(await git(dir, 'rev-parse', 'HEAD')).toBe(head);
    expect(await status(dir)).toContain('?? base/more/deployment.yaml');
    expect(await add(dir, 'acme/web', '--name', 'third', '--no-commit')).toMatchObject({
      exitCode: 0,
    });
  });

  test.each([
    [
      'an example that does not exist',
      ['acme/wep'],
      /there is no example "acme\/wep", did you mean "acme\/web"/,
    ],
    ['a name that is taken', ['acme/web'], /there is an app "web" already/],
    [
      'a name that is none',
      ['acme/web', '--name', 'No_Name'],
      /an app name is made of lower-case letters/,
    ],
    [
      'a value of another type',
      ['acme/web', '--name', 'more', '--set', 'replicas=many'],
      /replicas/,
    ],
    [
      'a parameter that does not exist',
      ['acme/web', '--name', 'more', '--set', 'replica=1'],
      /replica/,
    ],
    [
      'a packaging that there is not',
      ['acme/web', '--name', 'more', '--packaging', 'helm'],
      /kustomize/,
    ],
  ])('refuses %s', async (_, args, says) => {
    const dir = await shop();
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await add(dir, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('refuses while the model has changes that are not committed', async () => {
    const dir = await shop();
    await writeFiles(dir, { [MODEL]: `${await text(dir, MODEL)}# mine\n` });
    const { exitCode, stderr } = await add(dir, 'acme/web', '--name', 'more');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('gitops-gen.yaml has changes that are not committed');
  });

  test('refuses while an update is not committed: the commit would hold its locks without its files', async () => {
    const dir = await shop();
    await release(dir, '1.1.0', { 'base/more.yaml': 'kind: ConfigMap\n' });
    await update(dir);
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await add(dir, 'acme/web', '--name', 'more');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('.lock.yaml has changes that are not committed');
    expect(await treeHash(dir, { index: true })).toBe(before);
  });
});

describe('remove', () => {
  const withMore = async () => {
    const dir = await shop();
    await add(dir, 'acme/web', '--name', 'more');
    return dir;
  };

  test('takes the files away, and lets the AppProject go on allowing what runs', async () => {
    const dir = await withMore();
    const { exitCode, stdout, result } = await remove(dir, 'more');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('kubectl --namespace argocd delete application more-dev more-prod');
    expect(stdout).toContain('gitops-gen remove more');
    expect(stdout).toContain('Note: base/more/NOTES.md is yours from now on');
    expect(result).toMatchObject({ phase: 'removed', applications: ['more-dev', 'more-prod'] });
    expect(await git(dir, 'ls-files', '*more*')).toBe('base/more/NOTES.md');
    expect(await text(dir, PROJECT)).toContain('namespace: more-prod');
    expect(await text(dir, 'argocd/applications/dev/kustomization.yaml')).not.toContain('more');
    expect((await lastCommit(dir)).split('\n')[0]).toBe('Remove more');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });

    const second = await remove(dir, 'more');
    expect(second).toMatchObject({ exitCode: 0, result: { phase: 'forgotten', applications: [] } });
    expect(await text(dir, PROJECT)).not.toContain('more');
    expect((await lastCommit(dir)).split('\n')[0]).toBe('Let the AppProject forget more');
    expect(await remove(dir, 'more')).toMatchObject({ exitCode: 2 });
  });

  test.each(['as it was added', 'after a bump'])(
    'P12: leaves the tree as it was before the app, seeds apart, %s',
    async (when) => {
      const dir = await shop();
      const before = await treeHash(dir);
      await add(dir, 'acme/web', '--name', 'more');
      if (when === 'after a bump') {
        expect(await bump(dir, ['web=2.0.0', '--app', 'more', '--env', 'dev'])).toMatchObject({
          exitCode: 0,
        });
      }
      const { stdout } = await remove(dir, 'more');
      if (when === 'after a bump')
        expect(stdout).toContain(`Note: ${overlay('dev', 'more')} goes together with`);
      await remove(dir, 'more');
      expect(await text(dir, 'base/more/NOTES.md')).toContain('# more');
      expect(await git(dir, 'ls-files', '*more*')).toBe('base/more/NOTES.md');
      await rm(join(dir, 'base/more'), { recursive: true });
      expect(await treeHash(dir)).toBe(before);
    },
  );

  test('row 12: keeps a file that a person edited, as a conflict, and can be taken back', async () => {
    const dir = await withMore();
    await edit(dir, 'base/more/deployment.yaml', 'replicas: 1', 'replicas: 4');
    const before = await treeHash(dir, { index: true });
    const head = await git(dir, 'rev-parse', 'HEAD');

    expect(await remove(dir, 'more')).toMatchObject({ exitCode: 4 });
    expect(await text(dir, 'base/more/deployment.yaml')).toContain('replicas: 4');
    expect(await git(dir, 'rev-parse', 'HEAD')).toBe(head);
    await update(dir, '--abort');
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('of an app that is added again brings back its Applications', async () => {
    const dir = await withMore();
    await remove(dir, 'more');
    expect(await add(dir, 'acme/web', '--name', 'more')).toMatchObject({ exitCode: 0 });
    expect(await text(dir, MODEL)).not.toContain('retired');
  });

  test('of the last app leaves a repository that an app can be added to', async () => {
    const dir = await shop();
    expect(await remove(dir, 'web')).toMatchObject({ exitCode: 0 });
    expect(await remove(dir, 'web')).toMatchObject({ exitCode: 0 });
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
    expect(await add(dir, 'acme/web')).toMatchObject({ exitCode: 0 });
  });

  test('refuses an app that does not exist', async () => {
    const dir = await shop();
    const { exitCode, stderr } = await remove(dir, 'wep');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no app "wep", did you mean "web"?');
  });

  test('with --dry-run writes nothing', async () => {
    const dir = await shop();
    const before = await treeHash(dir, { index: true });
    const { stdout, exitCode } = await remove(dir, 'web', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('-     deployment.yaml');
    expect(await treeHash(dir, { index: true })).toBe(before);
  });
});

test('the namespaces of other apps are known as soon as these apps are', async () => {
  const dir = await shop();
  const names = '{{#each env.apps}}{{name}}={{namespace}} {{/each}}';
  await release(dir, '1.1.0', { 'overlay/others.yaml.hbs': `# ${names}\n` });
  await update(dir);
  await commitFiles(dir, {});
  await add(dir, 'acme/web', '--name', 'more');
  expect(await text(dir, 'overlays/dev/web/others.yaml')).toBe('# more=more-dev web=web-dev \n');
});

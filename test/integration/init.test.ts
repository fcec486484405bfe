import { mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commitFiles, git, gitRepository } from '../support/repository.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { treeHash } from '../support/tree-hash.js';
import { writeFiles } from '../support/write-files.js';
import { everything, init, initWithUrl, REPO_URL } from './scaffold.js';

const text = (...path: string[]) => readFile(join(...path), 'utf8');

/** What is there instead of a refused init. */
async function expectRefused(
  dir: string,
  flags: readonly string[],
  expected: { readonly exitCode: number; readonly says: string | RegExp },
): Promise<void> {
  const before = await treeHash(dir);
  const { exitCode, stderr, stdout } = await initWithUrl(dir, flags);
  expect({ exitCode, stdout }).toEqual({ exitCode: expected.exitCode, stdout: '' });
  expect(stderr).toMatch(expected.says);
  expect(await treeHash(dir)).toBe(before);
}

describe('init in', () => {
  test('a new folder starts no housekeeping of git, which would go on while it is moved', async () => {
    const parent = await tempDir();
    const GIT_TRACE = join(parent, 'trace');
    const done = await initWithUrl('shop', [], { cwd: parent, env: { GIT_TRACE } });
    expect(done).toMatchObject({ exitCode: 0 });
    const trace = await text(GIT_TRACE);
    expect(trace).toMatch(/git commit/);
    expect(trace).not.toMatch(/\b(maintenance run|gc --auto)\b/);
  });

  test('a new folder makes a repository with one commit, its files and state', async () => {
    const parent = await tempDir();
    const { exitCode, stdout } = await initWithUrl('shop', ['--domain', 'acme.example'], {
      cwd: parent,
    });
    const dir = join(parent, 'shop');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Wrote \d+ files to shop for dev, staging, prod, commit [0-9a-f]{7}\.\n/,
    );
    expect(await readdir(parent)).toEqual(['shop']);
    expect(await git(dir, 'status', '--porcelain')).toBe('');
    expect(await git(dir, 'log', '--format=%an %s %D')).toBe(
      'Test Author Scaffold the GitOps repository HEAD -> main',
    );
    expect(await git(dir, 'remote', 'get-url', 'origin')).toBe(REPO_URL);
    expect(parse(await text(dir, 'gitops-gen.yaml'))).toMatchObject({
      repository: { url: REPO_URL, branch: 'main' },
      argocd: { project: 'shop' },
      environments: [
        { name: 'dev', domain: 'dev.acme.example' },
        { name: 'staging', domain: 'staging.acme.example' },
        { name: 'prod', domain: 'acme.example' },
      ],
      apps: [{ name: 'todo', example: 'todo-app' }],
    });
    expect(await readdir(join(dir, '.gitops-gen'))).toEqual(
      expect.arrayContaining([
        '.gitattributes',
        '.gitignore',
        'apps',
        'lock.yaml',
        'pristine',
        'schema.json',
      ]),
    );
    expect(await readdir(join(dir, '.gitops-gen'))).not.toContain('tx');
  });

  test('an empty folder', async () => {
    const dir = await tempDir();
    expect((await initWithUrl(dir)).exitCode).toBe(0);
    expect(await git(dir, 'status', '--porcelain')).toBe('');
  });

  test('a clone keeps its commits, files and what is staged, and takes its origin and branch', async () => {
    const dir = await gitRepository({ 'README.md': '# Ours\n', 'src/x': 'x' });
    await git(dir, 'checkout', '--quiet', '-b', 'trunk');
    await git(dir, 'remote', 'add', 'origin', 'https://user:tok@git.example.com/acme/ours.git');
    await writeFiles(dir, { staged: 'staged\n', 'src/x': 'dirty' });
    await git(dir, 'add', 'staged');

    const { exitCode, stdout, stderr } = await init(dir, ['--json']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toContain('tok');
    expect(await text(dir, 'README.md')).toBe('# Ours\n');
    expect(await git(dir, 'log', '--format=%s')).toBe(
      'Scaffold the GitOps repository\nChange files',
    );
    expect(await git(dir, 'status', '--porcelain')).toBe(' M src/x\nA  staged');
    expect(parse(await text(dir, 'gitops-gen.yaml'))).toMatchObject({
      repository: { url: 'https://git.example.com/acme/ours.git', branch: 'trunk' },
    });
  });

  test('a clone that is reached through a symbolic link', async () => {
    const [dir, link] = [await gitRepository({}), join(await tempDir(), 'link')];
    await symlink(dir, link);
    expect(await initWithUrl(link)).toMatchObject({ exitCode: 0 });
    expect(await git(dir, 'status', '--porcelain')).toBe('');
  });

  test('a folder without git: nothing of git is made with --no-git, files stay with --force', async () => {
    const dir = await tempDir();
    await writeFiles(dir, { notes: 'mine\n' });
    await expectRefused(dir, ['--no-git'], {
      exitCode: 2,
      says: 'is not empty and not a git repository',
    });

    expect((await initWithUrl(dir, ['--no-git', '--force'])).exitCode).toBe(0);

    expect(await readdir(dir)).toEqual(expect.arrayContaining(['gitops-gen.yaml', 'notes']));
    expect(await readdir(dir)).not.toContain('.git');
  });

  test('a folder writes nothing with --dry-run, and tells what it would', async () => {
    const parent = await tempDir();
    const { exitCode, stdout } = await initWithUrl('shop', ['--dry-run'], { cwd: parent });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\+ gitops-gen\.yaml\n/);
    expect(stdout).toMatch(/\d+ files would be written\.\n$/);
    expect(await readdir(parent)).toEqual([]);

    const dir = await gitRepository({ a: 'a' });
    const before = await treeHash(dir, { index: true });
    const json = await initWithUrl(dir, ['--dry-run', '--json']);
    expect(json.result).toMatchObject({ status: 'planned', pushed: false });
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('a folder that git itself has no name for commits as the bot', async () => {
    const dir = await tempDir();
    const env = {
      GIT_AUTHOR_NAME: undefined,
      GIT_AUTHOR_EMAIL: undefined,
      GIT_COMMITTER_NAME: undefined,
      GIT_COMMITTER_EMAIL: undefined,
    };
    expect(await initWithUrl(dir, [], { env })).toMatchObject({ exitCode: 0 });
    expect(await git(dir, 'log', '--format=%an %ae %cn')).toBe(
      'gitops-gen gitops-gen@users.noreply.localhost gitops-gen',
    );
  });
});

describe('init refuses', () => {
  test('a second time', async () => {
    const dir = await tempDir();
    await initWithUrl(dir);
    await expectRefused(dir, [], { exitCode: 2, says: 'has a gitops-gen.yaml already' });
  });

  test.each(['sub', 'sub/new'])('the folder %s inside of a repository', async (folder) => {
    const dir = await gitRepository({ a: 'a' });
    await mkdir(join(dir, 'sub'));
    const before = await treeHash(dir);
    const { exitCode, stderr } = await initWithUrl(join(dir, folder));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('lies inside of the repository');
    expect(await treeHash(dir)).toBe(before);
  });

  test.each([
    [
      'a file of the user’s',
      { 'base/todo/kustomization.yaml': 'mine\n' },
      'base/todo/kustomization.yaml',
    ],
    ['a file where a folder has to be', { argocd: 'mine\n' }, 'argocd'],
  ])('to write over %s', async (_, files, says) => {
    await expectRefused(await gitRepository(files), [], { exitCode: 2, says });
  });

  test.each([
    [['--example', 'tod-app'], 'there is no example "tod-app", did you mean "todo-app"?'],
    [
      ['--set', 'tdoo.database=x'],
      'a value is set for "tdoo", but there is no such app, did you mean "todo"?',
    ],
    [
      ['--set', 'todo.databse=x'],
      'apps.todo.values.databse: there is no such parameter, did you mean "database"?',
    ],
    [['--set', 'todo'], '--set "todo" is not of the form '],
    [['--set', 'todo.database=[1'], 'cannot read YAML'],
    [['--env', 'dev,dev'], '"dev" stands twice'],
    [['--env', ''], 'environments'],
    [['--env', 'Dev'], 'an environment name is made of'],
    [['--branch', 'a b'], 'git takes no branch of that name'],
    [['--project', 'A'], 'a project is made of'],
    [['--example', 'todo-app', '--example', 'todo-app'], '"todo" stands twice'],
    [['--secrets', 'vault'], 'Expected --secrets=vault to be one of'],
    [['--catalog', 'nowhere'], 'nowhere is no catalog'],
    [['--values', 'nowhere.yaml'], 'there is no file nowhere.yaml'],
    [['--unknown'], 'Nonexistent flag: --unknown'],
  ])('%j', async (flags, says) => {
    const parent = await tempDir();
    const { exitCode, stderr, stdout } = await initWithUrl('shop', flags, { cwd: parent });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(await readdir(parent)).toEqual([]);
  });

  test('a URL with credentials, without showing them (C4)', async () => {
    const url = 'https://user:s3cret@git.example.com/acme/deploy.git';
    const result = await init('shop', ['--repo-url', url]);
    expect(result.stderr).toContain('the URL holds a user name or password');
    expect(result.exitCode).toBe(2);
    expect(everything(result)).not.toContain('s3cret');
  });

  test('to guess the URL', async () => {
    const { exitCode, stderr } = await init('shop');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Add --repo-url https://') as string,
    });
  });

  test('a target that is a file', async () => {
    const parent = await tempDir();
    await writeFiles(parent, { shop: 'x' });
    expect(await initWithUrl('shop', [], { cwd: parent })).toMatchObject({ exitCode: 2 });
  });
});

test('a hook that fails leaves a clone as it was, and no new folder', async () => {
  const dir = await gitRepository({ a: 'a' });
  await writeFiles(dir, {
    '.git/hooks/pre-commit': { content: '#!/bin/sh\necho no >&2; exit 1\n', mode: '0755' },
  });
  const before = await treeHash(dir, { index: true });
  const { exitCode, stderr } = await initWithUrl(dir);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('git refuses to commit: no');
  expect(await treeHash(dir, { index: true })).toBe(before);

  const parent = await tempDir();
  await mkdir(join(parent, 'empty'));
  const env = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: join(dir, '.git/hooks'),
  };
  for (const folder of ['new', 'empty']) {
    expect(await initWithUrl(folder, [], { cwd: parent, env })).toMatchObject({ exitCode: 2 });
  }
  expect(await readdir(parent)).toEqual(['empty']);
  expect(await readdir(join(parent, 'empty'))).toEqual([]);
});

describe('what init writes builds', () => {
  test.each(
    (['generated', 'external-secrets', 'sealed-secrets', 'existing'] as const).flatMap((secrets) =>
      (['applications', 'applicationset'] as const).map((mode) => ({ secrets, mode })),
    ),
  )('with secrets $secrets and Argo CD $mode', async ({ secrets, mode }) => {
    const dir = await tempDir();
    const flags = [
      '--secrets',
      secrets,
      '--argocd-mode',
      mode,
      '--argocd-namespace',
      'gitops',
      '--ci',
      'github',
    ];
    expect(await initWithUrl(dir, [...flags, '--no-git', '--env', 'dev,prod'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    const kubectl = tools().kubectls.at(-1)!.path;
    const [dev, argocd] = await Promise.all([
      kustomizeBuild(join(dir, 'overlays/dev/todo'), kubectl),
      kustomizeBuild(join(dir, 'argocd'), kubectl),
    ]);
    expect(dev.stderr + argocd.stderr).toBe('');
    expect(argocd.stdout).toContain(
      `kind: ${mode === 'applications' ? 'Application' : 'ApplicationSet'}\n`,
    );
    expect(argocd.stdout).toContain('namespace: gitops');
  });
});

describe('values', () => {
  test('of --set go over those of --values, and reach the overlays', async () => {
    const [dir, values] = [await tempDir(), join(await tempDir(), 'values.yaml')];
    await writeFiles(join(values, '..'), {
      'values.yaml': 'todo:\n  database: fromfile\n  monitoringNamespace: mon\n',
    });
    const flags = [
      '--values',
      values,
      '--set',
      'todo.database=fromset',
      '--set',
      'todo.migration.command=[a, b]',
    ];
    expect(await initWithUrl(dir, flags)).toMatchObject({ exitCode: 0 });
    expect(parse(await text(dir, 'gitops-gen.yaml'))).toMatchObject({
      apps: [
        {
          values: {
            database: 'fromset',
            monitoringNamespace: 'mon',
            migration: { command: ['a', 'b'] },
          },
        },
      ],
    });
  });

  test('never reach a prototype', async () => {
    const dir = await tempDir();
    const { exitCode } = await initWithUrl(dir, ['--set', 'todo.__proto__.polluted=1']);
    expect(exitCode).toBe(0);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a catalog of one’s own', () => {
  const EXAMPLE = `title: A thing
description: It does a thing.
app: thing
parameters:
  count: { description: How many., scope: app, type: number, default: 2 }
files: [{ from: base, to: 'base/{{app.name}}' }, { from: overlay, to: 'overlays/{{env.name}}/{{app.name}}', each: environments }]
`;
  const FILES = {
    'catalog.yaml': 'version: 1.0.0\n',
    'thing/example.yaml': EXAMPLE,
    'thing/base/kustomization.yaml.hbs':
      'configMapGenerator: [{ name: {{app.name}}, literals: [count={{values.count}}] }]\n',
    'thing/overlay/kustomization.yaml': 'resources: [../../../base/thing]\n',
  };

  async function catalog(files: Record<string, string> = {}): Promise<string> {
    const folder = join(await tempDir(), 'acme');
    await writeFiles(folder, { ...FILES, ...files });
    return folder;
  }

  test('is copied and used, but never its own git folder', async () => {
    const [dir, folder] = [await tempDir(), await catalog()];
    await git(folder, 'init', '--quiet');
    await commitFiles(folder, {});
    const flags = ['--catalog', folder, '--example', 'acme/thing', '--set', 'thing.count=3'];
    expect(await initWithUrl(dir, flags)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(parse(await text(dir, 'gitops-gen.yaml'))).toMatchObject({
      catalogs: [{ name: 'acme', path: 'catalogs/acme' }],
      apps: [{ name: 'thing', example: 'acme/thing' }],
    });
    expect(await text(dir, 'base/thing/kustomization.yaml')).toContain('count=3');
    expect((await readdir(join(dir, 'catalogs/acme'))).sort()).toEqual(['catalog.yaml', 'thing']);
    expect(await git(dir, 'status', '--porcelain')).toBe('');
  });

  const rule = (to: string, more = '') =>
    EXAMPLE.replace(
      /files: .*/,
      `files: [{ from: base, to: '${to}'${more} }, { from: overlay, to: x }]`,
    );

  test.each([
    [
      'leaves the repository',
      { 'thing/example.yaml': rule('../../{{app.name}}') },
      'has the part ".."',
    ],
    [
      'writes to an absolute path',
      { 'thing/example.yaml': rule('/tmp/{{app.name}}') },
      'is absolute',
    ],
    ['writes a hook', { 'thing/example.yaml': rule('.git/hooks') }, 'has the part ".git"'],
    [
      'writes a workflow',
      { 'thing/example.yaml': rule('.github/workflows') },
      'outside of the folders of thing',
    ],
    [
      'writes the state',
      { 'thing/example.yaml': rule('.gitops-gen') },
      'outside of the folders of thing',
    ],
    [
      'writes into another app',
      { 'thing/example.yaml': rule('base/todo') },
      'outside of the folders of thing',
    ],
    [
      'writes next to its own folder',
      { 'thing/example.yaml': rule('base/{{app.name}}-x') },
      'outside of the folders of thing',
    ],
    [
      'repeats without end',
      {
        'thing/example.yaml': rule('base/{{app.name}}/{{item}}', ', each: values.count').replace(
          'default: 2',
          'default: 4294967295',
        ),
      },
      'whole number up to 1000',
    ],
    [
      'counts without end',
      { 'thing/base/x.hbs': '{{#each (range 1000000000)}}x{{/each}}' },
      'range takes a whole number up to 1000',
    ],
    [
      'reaches for the language',
      { 'thing/base/x.hbs': '{{lookup app "constructor"}}{{app.constructor.constructor}}' },
      'does not exist here',
    ],
    [
      'calls what is no helper',
      { 'thing/base/x.hbs': '{{require "fs"}}' },
      'there is no helper "require"',
    ],
    [
      'has a schema from elsewhere',
      { 'thing/example.yaml': EXAMPLE.replace('type: number', "$ref: 'https://example.com/x'") },
      'no JSON Schema',
    ],
  ])('that %s is refused', async (_, files, says) => {
    const parent = await tempDir();
    const flags = ['--catalog', await catalog(files), '--example', 'acme/thing'];
    const { exitCode, stderr } = await initWithUrl('shop', flags, { cwd: parent });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(await readdir(parent)).toEqual([]);
  });

  test('that has a symbolic link is refused', async () => {
    const [dir, folder] = [await tempDir(), await catalog()];
    await symlink('/etc/passwd', join(folder, 'thing/base/passwd'));
    await expectRefused(dir, ['--catalog', folder, '--example', 'acme/thing'], {
      exitCode: 2,
      says: 'is a symbolic link',
    });
  });
});

test('a scaffold belongs to its user as any folder does', async () => {
  const parent = await tempDir();
  await mkdir(join(parent, 'usual'));
  await initWithUrl('shop', [], { cwd: parent });
  expect((await stat(join(parent, 'shop'))).mode).toBe((await stat(join(parent, 'usual'))).mode);
});

test('the same request gives the same bytes', async () => {
  const [one, parent] = [await tempDir(), await tempDir()];
  await initWithUrl(one, ['--no-git', '--project', 'p']);
  await initWithUrl('two', ['--no-git', '--project', 'p'], { cwd: parent });
  expect(await treeHash(join(parent, 'two'))).toBe(await treeHash(one));
});

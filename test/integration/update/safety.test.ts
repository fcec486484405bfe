import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transactionSteps } from '../../../src/io/transaction.js';
import { openGit } from '../../../src/io/git/open-git.js';
import { commitFiles, git } from '../../support/repository.js';
import { tempDir } from '../../support/temp-dir.js';
import { treeHash } from '../../support/tree-hash.js';
import { writeFiles } from '../../support/write-files.js';
import {
  changed,
  changedFiles,
  DEPLOYMENT,
  edit,
  MODEL,
  release,
  SETTINGS,
  shop,
  text,
  update,
} from './shop.js';

const MORE_MEMORY = changed('base/deployment.yaml.hbs', 'memory: 64Mi', 'memory: 128Mi');
const LOCK = '.gitops-gen/lock.yaml';
const APP_LOCK = '.gitops-gen/apps/web.lock.yaml';
const pristine = (path: string) => `.gitops-gen/pristine/${path}.pristine`;

/** A repository whose catalog has something new. */
async function pending(): Promise<string> {
  const dir = await shop();
  await release(dir, '1.1.0', MORE_MEMORY);
  return dir;
}

async function expectRefused(dir: string, says: RegExp, exitCodeOfCheck = 2): Promise<void> {
  const before = await treeHash(dir, { index: true });
  const refused = await update(dir);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toMatch(says);
  expect(await update(dir, '--check')).toMatchObject({ exitCode: exitCodeOfCheck });
  expect(await treeHash(dir, { index: true })).toBe(before);
}

describe('S1: an update is refused', () => {
  test('outside of git', async () => {
    const dir = await pending();
    await rm(join(dir, '.git'), { recursive: true });
    expect(await update(dir)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is not a git repository') as string,
    });
  });

  test('where an app of others has no folder where the model says', async () => {
    const dir = await pending();
    await writeFiles(dir, { 'legacy/dev/kustomization.yaml': 'resources: []\n' });
    const overlays = '    overlays:\n      dev: legacy/dev\n      prod: legacy/prd\n';
    const model = `${await text(dir, MODEL)}unmanaged:\n  - name: legacy\n${overlays}`;
    const line = model.split('\n').indexOf('      prod: legacy/prd') + 1;
    await commitFiles(dir, { [MODEL]: model });
    await expectRefused(dir, new RegExp(`${MODEL}:${line}:\\d+: .*no folder legacy/prd`));

    await commitFiles(dir, { [MODEL]: model.replace('legacy/prd', 'legacy/dev') });
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 3 });
  });

  test('where the model does not lie at the root of the checkout', async () => {
    const dir = await pending();
    const outer = await tempDir();
    await git(outer, 'init', '--quiet');
    await rm(join(dir, '.git'), { recursive: true });
    await rename(dir, join(outer, 'deploy'));
    await commitFiles(outer, {});
    const before = await treeHash(outer, { index: true });
    const { exitCode, stderr } = await update(join(outer, 'deploy'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('root');
    expect(await treeHash(outer, { index: true })).toBe(before);
  });

  test.each(['merge', 'rebase', 'cherry-pick'])('during a %s', async (operation) => {
    const dir = await pending();
    await git(dir, 'switch', '--quiet', '--create', 'other', 'HEAD~1');
    await commitFiles(dir, { 'notes.txt': 'theirs\n' });
    await git(dir, 'switch', '--quiet', 'main');
    await commitFiles(dir, { 'notes.txt': 'ours\n' });
    await expect(git(dir, operation, 'other')).rejects.toThrow();
    await expectRefused(dir, /is in progress/);
  });

  test('with an unmerged path, which --check reports as a conflict', async () => {
    const dir = await pending();
    await writeFiles(dir, { 'notes.txt': 'one\n' });
    await git(dir, 'stash', 'push', '--quiet', '--include-untracked');
    await commitFiles(dir, { 'notes.txt': 'other\n' });
    await git(dir, 'stash', 'apply', '--quiet').catch(() => undefined);
    await writeFiles(dir, { 'notes.txt': 'more\n' });
    const oid = await git(dir, 'hash-object', '-w', 'notes.txt');
    const entries = [1, 2, 3].map((stage) => `100644 ${oid} ${String(stage)}\tnotes.txt\0`);
    await openGit(dir)(
      ['update-index', '-z', '--index-info'],
      `0 ${'0'.repeat(40)}\tnotes.txt\0${entries.join('')}`,
    );
    await expectRefused(dir, /notes\.txt: a conflict is open/, 4);
  });

  test('row 32: with markers of a conflict in a planned file, which --check reports', async () => {
    const dir = await pending();
    const content = await text(dir, DEPLOYMENT);
    await commitFiles(dir, { [DEPLOYMENT]: `<<<<<<< HEAD\n${content}=======\n>>>>>>> other\n` });
    await expectRefused(dir, /deployment\.yaml still has the markers/, 4);
  });

  test.each([
    ['a lock of a later form', LOCK, /^lock: 1$/m, 'lock: 2', /newer gitops-gen/],
    ['files of a later gitops-gen', LOCK, /^generator: .*$/m, 'generator: 99.0.0', /99\.0\.0/],
    [
      'files of a later catalog',
      APP_LOCK,
      /^catalog: .*$/m,
      'catalog: 9.0.0',
      /acme is 1\.1\.0, but 9\.0\.0/,
    ],
    ['a model of a later form', MODEL, 'gitops-gen.dev/v1', 'gitops-gen.dev/v2', /apiVersion/],
    ['a model that does not parse', MODEL, 'apps:', 'apps: {', /gitops-gen\.yaml:\d+:\d+/],
  ])('by %s', async (_, path, from, to, says) => {
    const dir = await pending();
    await commitFiles(dir, { [path]: (await text(dir, path)).replace(from, to) });
    await expectRefused(dir, says);
  });
});

describe('S2: uncommitted work', () => {
  test.each([
    ['modified', async (dir: string) => writeFiles(dir, { [DEPLOYMENT]: 'mine: true\n' })],
    [
      'staged',
      async (dir: string) => {
        await writeFiles(dir, { [DEPLOYMENT]: 'mine: true\n' });
        await git(dir, 'add', DEPLOYMENT);
      },
    ],
  ])('in a planned file (%s) is not lost', async (_, change) => {
    const dir = await pending();
    await change(dir);
    await expectRefusedUpdate(dir, /deployment\.yaml has changes that are not committed/);
  });

  test.each(['untracked', 'ignored'])(
    'row 5: at the place of a new file (%s) is not lost',
    async (kind) => {
      const dir = await pending();
      await release(dir, '1.2.0', { 'base/more.yaml': 'kind: ConfigMap\n' });
      if (kind === 'ignored') await commitFiles(dir, { '.gitignore': 'more.yaml\n' });
      await writeFiles(dir, { 'base/web/more.yaml': 'mine: true\n' });
      await expectRefusedUpdate(dir, /more\.yaml has changes that are not committed/);
    },
  );

  test('elsewhere is no obstacle', async () => {
    const dir = await pending();
    await writeFiles(dir, { 'own.yaml': 'mine: true\n', [SETTINGS]: 'mine: true\n' });
    await git(dir, 'add', 'own.yaml');
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, SETTINGS)).toBe('mine: true\n');
    expect(await changedFiles(dir)).toEqual([` M ${DEPLOYMENT}`, ` M ${SETTINGS}`, 'A  own.yaml']);
  });

  test('that is this program’s own is no obstacle', async () => {
    const dir = await pending();
    await update(dir);
    await writeFiles(dir, changedTemplate('memory: 256Mi'));
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, DEPLOYMENT)).toContain('memory: 256Mi');
  });
});

function changedTemplate(line: string) {
  const path = 'base/deployment.yaml.hbs';
  return { [`catalogs/acme/web/${path}`]: changed(path, 'memory: 64Mi', line)[path]! };
}

async function expectRefusedUpdate(dir: string, says: RegExp): Promise<void> {
  const before = await treeHash(dir, { index: true });
  const { exitCode, stderr } = await update(dir);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(says);
  expect(await treeHash(dir, { index: true })).toBe(before);
}

describe('S3: paths', () => {
  test.each([
    ['a file', DEPLOYMENT],
    ['a folder', 'base/web'],
    ['a folder above', 'base'],
  ])('row 35: behind a symbolic link in place of %s are never followed', async (_, path) => {
    const dir = await pending();
    const outside = join(await tempDir(), 'outside');
    await rename(join(dir, path), outside);
    await symlink(outside, join(dir, path));
    await commitFiles(dir, {});
    const before = [await treeHash(dir, { index: true }), await treeHash(dirname(outside))];
    const { exitCode, stderr } = await update(dir);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('symbolic link');
    expect([await treeHash(dir, { index: true }), await treeHash(dirname(outside))]).toEqual(
      before,
    );
  });

  test('of state behind a symbolic link are never written', async () => {
    const dir = await pending();
    const outside = join(await tempDir(), 'outside');
    await rename(join(dir, '.gitops-gen/pristine/base'), outside);
    await symlink(outside, join(dir, '.gitops-gen/pristine/base'));
    await commitFiles(dir, {});
    const before = await treeHash(outside);
    expect(await update(dir)).toMatchObject({ exitCode: 2 });
    expect(await treeHash(outside)).toBe(before);
  });

  test.each(['../outside.yaml', '.git/hooks/pre-commit', '/etc/passwd', '.gitops-gen/lock.yaml'])(
    'of a lock: %s is not touched',
    async (path) => {
      const dir = await pending();
      const line = `./${path}: {sha256: ${'0'.repeat(64)}, mode: "0644"}\n`;
      await commitFiles(dir, { [APP_LOCK]: line + (await text(dir, APP_LOCK)) });
      await expectRefusedUpdate(dir, /is none that can be written/);
    },
  );

  test('row 36: a folder in place of a file is not moved aside', async () => {
    const dir = await pending();
    await rm(join(dir, DEPLOYMENT));
    await mkdir(join(dir, DEPLOYMENT));
    await commitFiles(dir, { [`${DEPLOYMENT}/own.txt`]: 'mine\n' });
    const { exitCode, stdout } = await update(dir);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining('OBSTRUCTED') as string,
    });
    expect(await text(dir, `${DEPLOYMENT}/own.txt`)).toBe('mine\n');
  });
});

describe('row 47: state', () => {
  test('that is all gone is made again where nobody edited anything', async () => {
    const dir = await shop();
    const before = await treeHash(dir);
    await rm(join(dir, '.gitops-gen'), { recursive: true });
    await commitFiles(dir, {});
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([]);
    expect(await treeHash(dir)).toBe(before);
  });

  test('whose copies are gone is made again from the same templates', async () => {
    const dir = await shop();
    await edit(dir, DEPLOYMENT, 'replicas: 1', 'replicas: 4');
    await rm(join(dir, '.gitops-gen/pristine'), { recursive: true });
    await commitFiles(dir, {});
    expect(await update(dir, '--strict')).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([]);
    expect(await text(dir, pristine(DEPLOYMENT))).toContain('replicas: 1');
  });

  test('that was edited is no ancestor, and is put right', async () => {
    const dir = await shop();
    await edit(dir, DEPLOYMENT, 'memory: 64Mi', 'memory: 96Mi');
    await edit(dir, pristine(DEPLOYMENT), 'memory: 64Mi', 'memory: 96Mi');
    await release(dir, '1.1.0', MORE_MEMORY);
    expect(await update(dir)).toMatchObject({ exitCode: 4 });
    expect(await text(dir, DEPLOYMENT)).toContain('memory: 96Mi');
    expect(await text(dir, pristine(DEPLOYMENT))).toContain('memory: 128Mi');
  });

  test('with markers of a merge by hand is read, and put right', async () => {
    const dir = await shop();
    const lock = await text(dir, APP_LOCK);
    const copy = await text(dir, pristine(DEPLOYMENT));
    await commitFiles(dir, {
      [APP_LOCK]: `<<<<<<< HEAD\n${lock}=======\n${lock}>>>>>>> other\n`,
      [pristine(DEPLOYMENT)]: copy.replace(
        'spec:\n',
        '<<<<<<< HEAD\nspec:\n=======\n>>>>>>> other\n',
      ),
    });
    await release(dir, '1.1.0', MORE_MEMORY);
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, APP_LOCK)).not.toContain('<<<<<<<');
    expect(await text(dir, DEPLOYMENT)).toContain('memory: 128Mi');
  });
});

describe('S5: a run that was killed', () => {
  const killed = async (last: string) => {
    const dir = await pending();
    const content = await text(dir, DEPLOYMENT);
    const before = { content, mode: '0644' } as const;
    const steps = transactionSteps({
      root: dir,
      git: openGit(dir),
      changes: [
        { path: DEPLOYMENT, before, after: { content: 'new\n', mode: '0644' } },
        { path: 'base/web/x/new.yaml', after: { content: 'new\n', mode: '0644' } },
      ],
    });
    let step = await steps.next();
    while (step.done !== true && step.value !== last) step = await steps.next();
    return dir;
  };

  test('in the middle keeps others from writing until it is taken back', async () => {
    const dir = await killed(`wrote ${DEPLOYMENT}`);
    await expectRefused(dir, /an earlier run was interrupted/);
    expect(await update(dir, '--abort')).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([]);
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
  });

  test.each(['locked', 'staged'])(
    'before anything was written (%s) is no obstacle',
    async (last) => {
      const dir = await killed(last);
      expect(await update(dir)).toMatchObject({ exitCode: 0 });
      expect(await changedFiles(dir)).toEqual([` M ${DEPLOYMENT}`]);
    },
  );
});

test('S7: two runs do not write at the same time', async () => {
  const dir = await pending();
  await writeFiles(dir, { '.gitops-gen/tx/run.lock': '1' });
  await expectRefusedUpdate(dir, /another gitops-gen \(process 1\) is writing here/);
});

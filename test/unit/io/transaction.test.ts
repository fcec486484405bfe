import { spawn } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commitPaths } from '../../../src/io/git/commit.js';
import { openGit } from '../../../src/io/git/open-git.js';
import { listFiles, readTextFiles } from '../../../src/io/files.js';
import { recover, undo } from '../../../src/io/recovery.js';
import { transactionSteps, writeChanges } from '../../../src/io/transaction.js';
import type { ChangeSet } from '../../../src/model/change-set.js';
import type { FileTree, TextFile } from '../../../src/model/file-tree.js';
import { git, gitRepository } from '../../support/repository.js';
import { tempDir } from '../../support/temp-dir.js';
import { treeHash } from '../../support/tree-hash.js';
import { writeFiles } from '../../support/write-files.js';

const file = (content: string, mode: TextFile['mode'] = '0644'): TextFile => ({ content, mode });
const BEFORE = {
  'a.txt': 'a\n',
  'run.sh': { content: '#!/bin/sh\n', mode: '0755' },
  'old/b.txt': 'b\n',
} as const;
const CHANGES: ChangeSet = [
  { path: 'a.txt', before: file('a\n'), after: file('A\n') },
  { path: 'new/deep/c.txt', after: file('c\n') },
  { path: 'new/run.sh', after: file('#!/bin/sh\n', '0755') },
  { path: 'old/b.txt', before: file('b\n') },
  { path: 'run.sh', before: file('#!/bin/sh\n', '0755'), after: file('#!/bin/sh\nexit\n', '0755') },
];
const AFTER = {
  'a.txt': 'A\n',
  'new/deep/c.txt': 'c\n',
  'new/run.sh': '#!/bin/sh\n',
  'run.sh': '#!/bin/sh\nexit\n',
};

interface Kind {
  readonly name: string;
  readonly make: () => Promise<string>;
  readonly hasGit: boolean;
}

const kinds: readonly Kind[] = [
  {
    name: 'a folder',
    hasGit: false,
    make: async () => {
      const dir = await tempDir();
      await writeFiles(dir, BEFORE);
      return dir;
    },
  },
  { name: 'a repository', hasGit: true, make: () => gitRepository(BEFORE) },
  {
    name: 'a repository without commits',
    hasGit: true,
    make: async () => {
      const dir = await tempDir();
      await git(dir, 'init', '--quiet', '--initial-branch=main');
      await writeFiles(dir, BEFORE);
      return dir;
    },
  },
];

const STEPS = [
  'locked',
  'staged',
  'journaled',
  ...CHANGES.map(({ path }) => `wrote ${path}`),
  'finished',
  'done',
];

function transactionIn(root: string, { hasGit }: Kind, git = openGit(root)) {
  const paths = CHANGES.map(({ path }) => path);
  const finish = async () => {
    await commitPaths(git, paths, 'Change all');
  };
  return { root, changes: CHANGES, ...(hasGit ? { git, finish } : {}) };
}

/** All files but git's own. */
async function readFiles(root: string): Promise<FileTree> {
  const paths = await listFiles(root);
  return readTextFiles(
    root,
    paths.filter((path) => !path.startsWith('.git/')),
  );
}

async function texts(root: string): Promise<Record<string, string>> {
  const files = await readFiles(root);
  return Object.fromEntries([...files].map(([path, { content }]) => [path, content]));
}

describe.each(kinds)('a transaction in $name', (kind) => {
  test.each(STEPS)('stopped when it has %s, has happened or not', async (last) => {
    const root = await kind.make();
    if (kind.hasGit) await writeFiles(root, { 'theirs.txt': 'staged\n' });
    if (kind.hasGit) await git(root, 'add', 'theirs.txt');
    const before = await treeHash(root, { index: kind.hasGit });
    const steps = transactionSteps(transactionIn(root, kind));
    let step = await steps.next();
    while (step.done !== true && step.value !== last) step = await steps.next();
    const happened = last === 'done' || (last === 'finished' && kind.hasGit);

    await recover(root, kind.hasGit ? openGit(root) : undefined);

    if (!happened) expect(await treeHash(root, { index: kind.hasGit })).toBe(before);
    else
      expect(await texts(root)).toEqual({
        ...AFTER,
        ...(kind.hasGit && { 'theirs.txt': 'staged\n' }),
      });
    if (happened && kind.hasGit) {
      expect(await git(root, 'status', '--porcelain')).toBe('A  theirs.txt');
    }
  });

  test.each(STEPS)('to be kept, stopped when it has %s, can be taken back', async (last) => {
    const root = await kind.make();
    const repository = kind.hasGit ? openGit(root) : undefined;
    const before = await treeHash(root, { index: kind.hasGit });
    const steps = transactionSteps({
      root,
      changes: CHANGES,
      ...(repository && { git: repository }),
      keep: true,
    });
    let step = await steps.next();
    while (step.done !== true && step.value !== last) step = await steps.next();
    if (last === 'done') expect(await texts(root)).toMatchObject(AFTER);

    await undo(root, repository);

    expect(await treeHash(root, { index: kind.hasGit })).toBe(before);
  });

  test('that fails at the end leaves all as it was', async () => {
    const root = await kind.make();
    const before = await treeHash(root, { index: kind.hasGit });
    const transaction = {
      ...transactionIn(root, kind),
      finish: () => Promise.reject(new Error('no')),
    };
    await expect(writeChanges(transaction)).rejects.toThrow('no');
    expect(await treeHash(root, { index: kind.hasGit })).toBe(before);
  });

  test('leaves nothing of its own, and modes as planned', async () => {
    const root = await kind.make();
    await writeChanges(transactionIn(root, kind));
    expect(await texts(root)).toEqual(AFTER);
    const files = await readFiles(root);
    expect(['new/run.sh', 'run.sh', 'a.txt'].map((path) => files.get(path)?.mode)).toEqual([
      '0755',
      '0755',
      '0644',
    ]);
    if (kind.hasGit) expect(await git(root, 'status', '--porcelain')).toBe('');
  });
});

describe('a transaction is refused', () => {
  test('while another run writes; afterwards its lock is taken over', async () => {
    const root = await kinds[0]!.make();
    const other = spawn('sleep', ['60']);
    onTestFinished(() => void other.kill('SIGKILL'));
    await writeFiles(root, { '.gitops-gen/tx/run.lock': String(other.pid) });
    const before = await treeHash(root);

    await expect(writeChanges({ root, changes: CHANGES })).rejects.toMatchObject({
      code: 'LOCKED',
    });
    await expect(recover(root, undefined)).rejects.toMatchObject({ code: 'LOCKED' });
    expect(await treeHash(root)).toBe(before);

    const gone = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await gone;
    await writeChanges({ root, changes: CHANGES });
    expect(await texts(root)).toEqual(AFTER);
  });

  test.each([
    ['a file that was changed meanwhile', 'a.txt', 'other\n', 'a.txt was changed meanwhile'],
    [
      'a file that came up meanwhile',
      'new/deep/c.txt',
      'other\n',
      'new/deep/c.txt was changed meanwhile',
    ],
  ])('by %s', async (_, path, content, message) => {
    const root = await kinds[0]!.make();
    await writeFiles(root, { [path]: content });
    const before = await treeHash(root);
    await expect(writeChanges({ root, changes: CHANGES })).rejects.toThrow(message);
    expect(await treeHash(root)).toBe(before);
  });

  test.each(['new', 'new/deep', 'new/deep/c.txt'])(
    'by a symbolic link at %s (S3)',
    async (path) => {
      const [root, outside] = [await kinds[0]!.make(), await tempDir()];
      await writeFiles(outside, { 'c.txt': 'mine\n' });
      await writeFiles(root, { [join(path, '..', 'x')]: null });
      await writeFiles(root, path === 'new' ? {} : { [`${path}.x`]: '' });
      await symlink(path.endsWith('.txt') ? join(outside, 'c.txt') : outside, join(root, path));
      const before = [await treeHash(root), await treeHash(outside)];
      await expect(writeChanges({ root, changes: CHANGES })).rejects.toMatchObject({
        code: 'NOT_A_FILE',
        exitCode: 2,
      });
      expect([await treeHash(root), await treeHash(outside)]).toEqual(before);
    },
  );

  test('by a file where a folder has to be', async () => {
    const root = await kinds[0]!.make();
    await writeFile(join(root, 'new'), 'a file\n');
    const before = await treeHash(root);
    await expect(writeChanges({ root, changes: CHANGES })).rejects.toMatchObject({ exitCode: 2 });
    expect(await treeHash(root)).toBe(before);
    expect(await readFile(join(root, 'new'), 'utf8')).toBe('a file\n');
  });
});

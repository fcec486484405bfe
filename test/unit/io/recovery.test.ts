import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recover } from '../../../src/io/recovery.js';
import { tempDir } from '../../support/temp-dir.js';
import { treeHash } from '../../support/tree-hash.js';
import { writeFiles } from '../../support/write-files.js';

/** A journal that came with a repository, not from a run. */
const plantedJournal = (path: string) => ({
  '.gitops-gen/tx/current/journal.json': JSON.stringify({
    head: '',
    entries: [{ path, existed: true }],
    folders: [],
    index: '',
  }),
  '.gitops-gen/tx/current/old/0': 'planted\n',
});

test.each(['../outside.txt', '/etc/outside.txt', '.git/hooks/pre-commit'])(
  'a journal that names %s puts nothing back',
  async (path) => {
    const parent = await tempDir();
    const root = join(parent, 'repository');
    await writeFiles(root, plantedJournal(path));
    await writeFiles(parent, { 'outside.txt': 'untouched\n' });
    const before = await treeHash(join(parent, 'repository', '.gitops-gen', 'tx', 'current'));

    await expect(recover(root, undefined)).rejects.toMatchObject({ code: 'UNSAFE_PATH' });

    expect(await treeHash(join(root, '.gitops-gen', 'tx', 'current'))).toEqual(before);
  },
);

test('a journal puts nothing back through a symbolic link', async () => {
  const parent = await tempDir();
  const root = join(parent, 'repository');
  await writeFiles(root, plantedJournal('link/file.txt'));
  await writeFiles(parent, { 'elsewhere/file.txt': 'untouched\n' });
  await symlink('../elsewhere', join(root, 'link'));
  const before = await treeHash(join(parent, 'elsewhere'));

  await expect(recover(root, undefined)).rejects.toMatchObject({ code: 'SYMLINK' });

  expect(await treeHash(join(parent, 'elsewhere'))).toEqual(before);
});

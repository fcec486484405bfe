import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles, readTextFile } from '../../../src/io/files.js';
import { writeRenderedFolder } from '../../../src/io/rendered-folder.js';
import { tempDir } from '../../support/temp-dir.js';
import { writeFiles } from '../../support/write-files.js';

const LIST = '.rendered-by-gitops-gen';

function write(
  folder: string,
  files: Readonly<Record<string, string>>,
  covers: (path: string) => boolean = () => true,
) {
  return writeRenderedFolder(folder, { files: new Map(Object.entries(files)), covers });
}

const contentOf = async (folder: string, path: string) =>
  (await readTextFile(folder, path))?.content;

describe('a folder of rendered files', () => {
  test('holds what is rendered now, and whose folders were left empty are gone', async () => {
    const folder = join(await tempDir(), 'out');
    expect(await write(folder, { 'dev/a/x.yaml': '1', 'dev/b/y.yaml': '1' })).toEqual([]);
    expect(await write(folder, { 'dev/a/x.yaml': '2' })).toEqual(['dev/b/y.yaml']);
    expect(await listFiles(folder)).toEqual([LIST, 'dev/a/x.yaml']);
    expect(await contentOf(folder, 'dev/a/x.yaml')).toBe('2');
    expect(await contentOf(folder, LIST)).toBe('dev/a/x.yaml\n');
  });

  test('keeps files of others, whatever they are called', async () => {
    const folder = await tempDir();
    await write(folder, { 'dev/a/x.yaml': '1' });
    await writeFiles(folder, { 'dev/a/mine.yaml': 'mine', 'README.md': 'about' });
    expect(await write(folder, {})).toEqual(['dev/a/x.yaml']);
    expect(await listFiles(folder)).toEqual([LIST, 'README.md', 'dev/a/mine.yaml']);
  });

  test('keeps what the run does not cover', async () => {
    const folder = await tempDir();
    await write(folder, { 'dev/a/x.yaml': '1', 'prod/a/x.yaml': '1' });
    const removed = await write(folder, {}, (path) => path.startsWith('dev/'));
    expect(removed).toEqual(['dev/a/x.yaml']);
    expect(await contentOf(folder, LIST)).toBe('prod/a/x.yaml\n');
    expect(await write(folder, {})).toEqual(['prod/a/x.yaml']);
  });

  test('takes over a file that has the right content already: a run may have been killed', async () => {
    const folder = await tempDir();
    await writeFiles(folder, { 'dev/a/x.yaml': '1' });
    await write(folder, { 'dev/a/x.yaml': '1' });
    expect(await write(folder, {})).toEqual(['dev/a/x.yaml']);
  });
});

describe('nothing is written', () => {
  const wanted = { 'dev/a/new.yaml': '1', 'dev/a/x.yaml': '1' };

  test('where a path is taken by a file of somebody else', async () => {
    const folder = await tempDir();
    await writeFiles(folder, { 'dev/a/x.yaml': 'mine' });
    await expect(write(folder, wanted)).rejects.toMatchObject({ code: 'PRECONDITION' });
    expect(await listFiles(folder)).toEqual(['dev/a/x.yaml']);
  });

  test('where a path leads through a symbolic link', async () => {
    const [folder, elsewhere] = [await tempDir(), await tempDir()];
    await symlink(elsewhere, join(folder, 'dev'));
    await expect(write(folder, wanted)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
    expect(await listFiles(elsewhere)).toEqual([]);
  });

  test('where what is gone lies behind a symbolic link by now', async () => {
    const [folder, elsewhere] = [await tempDir(), await tempDir()];
    await writeFiles(elsewhere, { 'x.yaml': 'theirs' });
    await writeFiles(folder, { [LIST]: 'dev/x.yaml\n' });
    await symlink(elsewhere, join(folder, 'dev'));
    await expect(write(folder, {})).rejects.toMatchObject({ code: 'SYMLINK' });
    expect(await listFiles(elsewhere)).toEqual(['x.yaml']);
  });

  test.each(['../secret.yaml', '/etc/hosts', '.git/config', 'a/../../b'])(
    'where the list names %s',
    async (path) => {
      const folder = join(await tempDir(), 'out');
      await writeFiles(folder, { [LIST]: `${path}\n`, '../secret.yaml': 'secret' });
      await expect(write(folder, {})).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
      expect(await contentOf(join(folder, '..'), 'secret.yaml')).toBe('secret');
    },
  );
});

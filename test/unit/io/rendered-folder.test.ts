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

  test.each([
    ['the folder', 'out', 'out'],
    ['a folder above it', 'out/deep/er', 'out'],
    ['a folder inside of it', '.', 'dev/a'],
    ['an app of which nothing was rendered before', '.', 'dev'],
  ])('where a file stands in the place of %s', async (_, out, file) => {
    const folder = await tempDir();
    await writeFiles(folder, { [file]: 'mine', 'README.md': 'about' });
    await expect(write(join(folder, out), wanted)).rejects.toMatchObject({
      exitCode: 2,
      code: 'PRECONDITION',
      hint: expect.stringContaining('Move it away') as string,
      place: { path: join(folder, file) },
    });
    expect((await listFiles(folder)).sort()).toEqual(['README.md', file]);
  });

  test('where the folder is a symbolic link to nothing', async () => {
    const folder = await tempDir();
    await symlink(join(folder, 'nothing'), join(folder, 'out'));
    const place = { path: join(folder, 'out') };
    await expect(write(join(folder, 'out'), wanted)).rejects.toMatchObject({ exitCode: 2, place });
  });

  test('where a folder stands in the place of a file', async () => {
    const folder = await tempDir();
    await writeFiles(folder, { 'dev/a/x.yaml/mine': 'mine' });
    await expect(write(folder, wanted)).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('Move it away') as string,
      place: { path: 'dev/a/x.yaml' },
    });
    expect(await listFiles(folder)).toEqual(['dev/a/x.yaml/mine']);
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

import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildFolder, fillFolder } from '../../../src/io/new-folder.js';
import { readFolder } from '../../../src/io/files.js';
import type { FileTree } from '../../../src/model/file-tree.js';
import { tempDir } from '../../support/temp-dir.js';
import { treeHash } from '../../support/tree-hash.js';

const fill = (folder: string) => writeFile(join(folder, 'a'), 'x');

test('a folder appears whole, as open as any other', async () => {
  const dir = await tempDir();
  await mkdir(join(dir, 'usual'));
  await buildFolder(join(dir, 'deep/er/new'), fill);
  expect(await readdir(join(dir, 'deep/er'))).toEqual(['new']);
  expect(await readdir(join(dir, 'deep/er/new'))).toEqual(['a']);
  expect((await stat(join(dir, 'deep/er/new'))).mode).toBe((await stat(join(dir, 'usual'))).mode);
});

test.each(['new', 'deep/er/new'])('nothing is left of %s when it fails', async (target) => {
  const dir = await tempDir();
  const before = await treeHash(dir);
  const build = async (folder: string) => {
    await fill(folder);
    throw new Error('no');
  };
  await expect(buildFolder(join(dir, target), build)).rejects.toThrow('no');
  expect(await treeHash(dir)).toBe(before);
});

test('what a killed run left is removed, what a living one works on is not', async () => {
  const dir = await tempDir();
  const dead = `.new.gitops-gen-${2 ** 22 + 1}-x`;
  const living = `.new.gitops-gen-${process.pid}-x`;
  await mkdir(join(dir, dead));
  await mkdir(join(dir, living));
  await buildFolder(join(dir, 'new'), fill);
  expect((await readdir(dir)).sort()).toEqual([living, 'new']);
});

test('it is filled with files, folders and modes', async () => {
  const files: FileTree = new Map([
    ['a.yaml', { content: 'a\n', mode: '0644' }],
    ['deep/er/b.yaml', { content: '', mode: '0644' }],
    ['deep/run.sh', { content: '#!/bin/sh\n', mode: '0755' }],
  ]);
  const folder = join(await tempDir(), 'new');
  await buildFolder(folder, (root) => fillFolder(root, files));
  expect(await readFolder(folder)).toEqual(files);
});

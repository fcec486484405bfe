import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readFolder, readTextFile } from '../../../src/io/files.js';
import { tempDir } from '../../support/temp-dir.js';
import { writeFiles } from '../../support/write-files.js';

test('a file is read byte by byte: mark, line ends and mode', async () => {
  const dir = await tempDir();
  await writeFiles(dir, { 'a/x.sh': { content: '\ufeff#!\r\nü', mode: '0755' } });
  expect(await readTextFile(dir, 'a/x.sh')).toEqual({ content: '\ufeff#!\r\nü', mode: '0755' });
  expect(await readTextFile(dir, 'a/y')).toBeUndefined();
  expect(await readTextFile(dir, 'a/x.sh/y')).toBeUndefined();
  expect([...(await readFolder(dir)).keys()]).toEqual(['a/x.sh']);
  expect(await listFiles(join(dir, 'nowhere'))).toEqual([]);
});

test.each([
  ['link/x', 'NOT_A_FILE', 'link/x is a symbolic link, not a file'],
  ['x-link', 'NOT_A_FILE', 'x-link is a symbolic link, not a file'],
  ['folder', 'NOT_A_FILE', 'folder is a folder, not a file'],
  ['latin1', 'NOT_UTF8', 'latin1 is not UTF-8 text'],
])('%s is refused', async (path, code, message) => {
  const dir = await tempDir();
  await writeFiles(dir, { 'folder/x': 'x' });
  await symlink('folder', join(dir, 'link'));
  await symlink('folder/x', join(dir, 'x-link'));
  await writeFile(join(dir, 'latin1'), Buffer.from([0x66, 0xfc, 0x72]));
  await expect(readTextFile(dir, path)).rejects.toMatchObject({ code, message, place: { path } });
});

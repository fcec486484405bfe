import { expect, test } from 'vitest';
import { commitPaths } from '../../../src/io/git/commit.js';
import { openGit } from '../../../src/io/git/open-git.js';
import { git } from '../../support/repository.js';
import { tempDir } from '../../support/temp-dir.js';
import { writeFiles } from '../../support/write-files.js';

test('makes no commit where every path stands as HEAD has it', async () => {
  const root = await tempDir();
  await git(root, 'init', '--quiet', '--initial-branch=main');
  expect(await commitPaths(openGit(root), ['gone'], 'Remove it')).toBeUndefined();

  await writeFiles(root, { 'same.txt': 'same\n' });
  const commit = await commitPaths(openGit(root), ['same.txt'], 'Add it');
  expect(commit).toBe((await git(root, 'rev-parse', 'HEAD')).trim());
  expect(await commitPaths(openGit(root), ['same.txt', 'gone'], 'Again')).toBeUndefined();
});

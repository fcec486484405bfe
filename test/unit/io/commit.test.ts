import { expect, test } from 'vitest';
import { commitPaths } from '../../../src/io/git/commit.js';
import { openGit } from '../../../src/io/git/open-git.js';
import { commitFiles, git, gitRepository } from '../../support/repository.js';
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

test.each([
  ['is the only thing staged', {}],
  ['stands beside other staged work', { 'other.txt': 'other\n' }],
])('commits what it is told, and nothing else, where that %s', async (_, others) => {
  const root = await gitRepository({ 'mine.txt': 'old\n' });
  await writeFiles(root, { ...others, 'mine.txt': 'new\n', 'new.txt': 'new\n', 'left.txt': 'x\n' });
  for (const path of Object.keys(others)) await git(root, 'add', path);

  await commitPaths(openGit(root), ['mine.txt', 'new.txt'], 'Change mine');

  expect(await git(root, 'show', '--format=%s', '--name-only')).toBe(
    'Change mine\n\nmine.txt\nnew.txt',
  );
  const left = [...Object.keys(others).map((path) => `A  ${path}`), '?? left.txt'];
  expect(await git(root, 'status', '--porcelain')).toBe(left.join('\n'));
});

test('takes no part in a merge that is in progress', async () => {
  const root = await gitRepository({ 'mine.txt': 'old\n' });
  await git(root, 'checkout', '--quiet', '-b', 'side');
  await commitFiles(root, { 'side.txt': 'side\n' });
  await git(root, 'checkout', '--quiet', 'main');
  await git(root, 'merge', '--quiet', '--no-ff', '--no-commit', '-s', 'ours', 'side');
  await writeFiles(root, { 'mine.txt': 'new\n' });

  await expect(commitPaths(openGit(root), ['mine.txt'], 'Change mine')).rejects.toThrow(/merge/);
  expect(await git(root, 'rev-list', '--count', 'HEAD')).toBe('1');
});

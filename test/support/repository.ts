import { join } from 'node:path';
import type { FileTree } from '../../src/model/file-tree.js';
import { cleanEnvironment } from './clean-environment.js';
import { run } from './run.js';
import { tempDir } from './temp-dir.js';
import { type FileMap, writeFiles } from './write-files.js';

export interface CommitOptions {
  readonly message?: string;
  /** Of author and committer, in a form that git reads, such as `2024-05-01T12:00:00Z`. */
  readonly date?: string;
}

/**
 * Runs git in `dir` with the tests' identity and no configuration of the machine.
 *
 * @returns what it printed to standard output, without the line end.
 * @throws Error when git fails.
 */
export async function git(dir: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: dir, env: cleanEnvironment() });
  return stdout.trimEnd();
}

/** A new working tree on branch `main` whose first commit holds `files`. */
export async function gitRepository(files: FileMap | FileTree): Promise<string> {
  const dir = await tempDir();
  await git(dir, 'init', '--quiet', '--initial-branch=main');
  await commitFiles(dir, files);
  return dir;
}

/** Writes `files`, stages all that differs and commits it; returns the commit's id. */
export async function commitFiles(
  dir: string,
  files: FileMap | FileTree,
  { message = 'Change files', date }: CommitOptions = {},
): Promise<string> {
  await writeFiles(dir, files);
  await git(dir, 'add', '--all');
  const dates = date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const args = ['commit', '--quiet', '--allow-empty', '--message', message];
  await run('git', args, { cwd: dir, env: cleanEnvironment(dates) });
  return git(dir, 'rev-parse', 'HEAD');
}

/** A new bare repository to push to: empty, or with the branches and commits of `source`. */
export async function bareRemote(source?: string): Promise<string> {
  const dir = join(await tempDir(), 'remote.git');
  await git('.', 'init', '--quiet', '--bare', '--initial-branch=main', dir);
  if (source !== undefined) await git(source, 'push', '--quiet', '--all', dir);
  return dir;
}

/** Makes a bare repository refuse pushes to a branch, in the words that GitHub uses. */
export async function protectBranch(bareDir: string, branch: string): Promise<void> {
  const content = `#!/bin/sh
[ "$1" = 'refs/heads/${branch}' ] || exit 0
echo 'error: GH006: Protected branch update failed for refs/heads/${branch}.' >&2
exit 1
`;
  await writeFiles(bareDir, { 'hooks/update': { content, mode: '0755' } });
}

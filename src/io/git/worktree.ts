import { realpath } from 'node:fs/promises';
import { UsageError } from '../../errors.js';
import { GitFailure, openGit, type Git } from './open-git.js';

/** A checkout: its root and git in it. */
export interface Worktree {
  readonly root: string;
  readonly git: Git;
}

/**
 * The checkout that `dir` lies in, or `undefined` if it lies in none.
 *
 * @throws UsageError where git is missing or refuses the folder, as it does of another user's.
 */
export async function findWorktree(dir: string): Promise<Worktree | undefined> {
  try {
    const root = (await openGit(dir)(['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
    return { root: await realpath(root), git: openGit(root) };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (/not a git repository|must be run in a work tree/.test(error.message)) return undefined;
    const missing = /ENOENT/.test(error.message);
    throw new UsageError(missing ? 'git is not installed' : error.message, {
      code: 'GIT',
      hint: missing ? 'Install git 2.30 or later.' : 'Settle that with git first.',
      cause: error,
    });
  }
}

/** The branch that is checked out, or `undefined` where HEAD is detached. */
export async function currentBranch(git: Git): Promise<string | undefined> {
  const name = await git(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '');
  return name.trim() === '' ? undefined : name.trim();
}

/** The commit of a revision, or `undefined` if there is none. */
export async function findCommit(git: Git, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`];
  const oid = await git(args).catch(() => '');
  return oid.trim() === '' ? undefined : oid.trim();
}

/** The URL of a remote, or `undefined` if there is no such remote. */
export async function remoteUrl(git: Git, remote: string): Promise<string | undefined> {
  const url = await git(['config', '--get', `remote.${remote}.url`]).catch(() => '');
  return url.trim() === '' ? undefined : url.trim();
}

/** Those of `paths` whose content or staged content differs from HEAD's. */
export async function changedPaths(git: Git, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const status = [
    '--literal-pathspecs',
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--ignored',
  ];
  const output = await git([...status, '--untracked-files=all', '--', ...paths]);
  return output.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]));
}

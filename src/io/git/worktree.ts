import { realpath } from 'node:fs/promises';
import { UsageError } from '../../errors.js';
import { exists } from '../files.js';
import { GitFailure, openGit, type Git } from './open-git.js';

/** A checkout: its root and git in it. */
export interface Worktree {
  readonly root: string;
  readonly git: Git;
}

/**
 * The checkout that `dir` lies in, or `undefined` if it lies in none. `variables` are added to the
 * environment of its git.
 *
 * @throws UsageError where git is missing or refuses the folder, as it does of another user's.
 */
export async function findWorktree(
  dir: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Worktree | undefined> {
  try {
    const root = (await openGit(dir)(['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
    return { root: await realpath(root), git: openGit(root, variables) };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (/not a git repository|must be run in a work tree/.test(error.message)) return undefined;
    if (/directory that does not exist/.test(error.message)) {
      throw new UsageError(`there is no folder ${dir}`, { code: 'PRECONDITION', cause: error });
    }
    const hint = 'Settle that with git first.';
    throw new UsageError(error.message, { code: 'GIT', hint, cause: error });
  }
}

/** The branch that is checked out, or `undefined` where HEAD is detached. */
export async function currentBranch(git: Git): Promise<string | undefined> {
  const name = await git(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '');
  return name.trim() === '' ? undefined : name.trim();
}

/** The commit of a revision, or `undefined` if there is none; a range, or all but a commit, is none. */
export async function findCommit(git: Git, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`];
  const oid = (await git(args).catch(() => '')).trim();
  return /^[0-9a-f]+$/.test(oid) ? oid : undefined;
}

/** Whether a clone has not all that led to its commits. */
export async function isShallow(git: Git): Promise<boolean> {
  return (await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
}

/** Whether a commit is part of the history of another; not if it is not here at all. */
export async function isAncestor(git: Git, commit: string, of: string): Promise<boolean> {
  return git(['merge-base', '--is-ancestor', commit, of]).then(
    () => true,
    () => false,
  );
}

/** The URL of a remote, or `undefined` if there is no such remote. */
export async function remoteUrl(git: Git, remote: string): Promise<string | undefined> {
  const url = await git(['config', '--get', `remote.${remote}.url`]).catch(() => '');
  return url.trim() === '' ? undefined : url.trim();
}

/** How a clone reaches its remote, as its own configuration says: git-config(1) has the rest of the user's. */
export async function connectionSettings(git: Git): Promise<Record<string, string>> {
  const names = '^(http|credential|url|protocol)\\.|^core\\.(sshcommand|gitproxy)$';
  const args = ['config', '--local', '--includes', '--null', '--get-regexp', names];
  const entries = (await git(args).catch(() => '')).split('\0').filter((entry) => entry !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      return [key, value.join('\n')];
    }),
  );
}

/** More paths than this go through no command line. */
const MAX_PATHSPECS = 1000;

/** Those of `paths` whose content or staged content differs from HEAD's, also where git ignores them. */
export async function changedPaths(git: Git, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const status = [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--ignored',
    '--untracked-files=all',
  ];
  const pathspecs = paths.length > MAX_PATHSPECS ? [] : paths;
  const output = await git(['--literal-pathspecs', ...status, '--', ...pathspecs]);
  const changed = new Set(output.split('\0').map((entry) => entry.slice(3)));
  return paths.filter((path) => changed.has(path));
}

/** Every path that git knows or would add, from the root. */
export async function listPaths(git: Git): Promise<string[]> {
  const output = await git([
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ]);
  return output.split('\0').filter((path) => path !== '');
}

/**
 * The paths below the folder of `git`, from there, that differ between the working tree and the
 * commit where the histories of HEAD and of `commit` parted; those that git does not track, too.
 */
export async function pathsChangedSince(git: Git, commit: string): Promise<string[]> {
  return pathsChanged(git, (await mergeBase(git, ['HEAD', commit])) ?? commit);
}

/** Where the histories of two commits parted. */
export async function mergeBase(
  git: Git,
  commits: readonly [string, string],
): Promise<string | undefined> {
  const oid = await git(['merge-base', ...commits]).catch(() => '');
  return oid.trim() === '' ? undefined : oid.trim();
}

/**
 * The paths below the folder of `git`, from there, that differ between two commits, or between one
 * and the working tree, with what git does not track.
 */
export async function pathsChanged(git: Git, from: string, to?: string): Promise<string[]> {
  const diff = ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', from];
  const output =
    to === undefined
      ? (await git([...diff, '--'])) +
        (await git(['ls-files', '-z', '--others', '--exclude-standard']))
      : await git([...diff, to, '--']);
  return output.split('\0').filter((path) => path !== '');
}

/** Whether the file system takes `A` and `a` for one name, as git found out when it cloned. */
export async function ignoresCase(git: Git): Promise<boolean> {
  return (
    (await git(['config', '--type=bool', '--get', 'core.ignorecase']).catch(() => '')).trim() ===
    'true'
  );
}

const IN_PROGRESS: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase',
};

/** What git is in the middle of, in words, or `undefined`. */
export async function operationInProgress(git: Git): Promise<string | undefined> {
  const names = Object.keys(IN_PROGRESS);
  const args = names.flatMap((name) => ['--git-path', name]);
  const paths = (await git(['rev-parse', '--path-format=absolute', ...args])).split('\n');
  for (const [index, name] of names.entries()) {
    if (await exists(paths[index] ?? '')) return IN_PROGRESS[name];
  }
  return undefined;
}

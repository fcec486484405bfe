import { UsageError } from '../../errors.js';
import { GitFailure, pathsInput, PATHS_FROM_INPUT, type Git } from './open-git.js';

/** Who commits where neither the environment nor git's configuration says it. */
const BOT = ['-c', 'user.name=gitops-gen', '-c', 'user.email=gitops-gen@users.noreply.localhost'];

/**
 * Commits the given paths of the working tree, as they stand there, and nothing else, whatever is
 * staged. Hooks run, as for every commit that a person makes.
 *
 * @throws UsageError where git or a hook refuses.
 */
export async function commitPaths(
  git: Git,
  paths: readonly string[],
  message: string,
): Promise<string> {
  const input = pathsInput(paths);
  const commit = ['commit', '--quiet', '--only', `--message=${message}`, ...PATHS_FROM_INPUT];
  try {
    await git(['--literal-pathspecs', 'add', '--all', '--force', ...PATHS_FROM_INPUT], input);
    await git([...(await identity(git)), '--literal-pathspecs', ...commit], input);
  } catch (error) {
    throw refused(error);
  }
  return (await git(['rev-parse', 'HEAD'])).trim();
}

/** Makes a commit object on top of `parent`; no branch, index or file changes. */
export async function writeCommit(
  git: Git,
  { tree, parent, message, sign }: { tree: string; parent: string; message: string; sign: boolean },
): Promise<string> {
  const signing = sign || (await configured(git, 'commit.gpgsign')) ? ['-S'] : [];
  const args = ['commit-tree', tree, '-p', parent, ...signing, '-F', '-'];
  try {
    return (await git([...(await identity(git)), ...args], message)).trim();
  } catch (error) {
    throw refused(error);
  }
}

/** Who commits, as `Name <address>`. */
export async function committer(git: Git): Promise<string> {
  const ident = await git([...(await identity(git)), 'var', 'GIT_COMMITTER_IDENT']);
  return ident.replace(/ \d+ [+-]\d+\s*$/, '');
}

/** `git commit-tree` does not look at this itself. */
async function configured(git: Git, key: string): Promise<boolean> {
  return (await git(['config', '--type=bool', '--get', key]).catch(() => '')).trim() === 'true';
}

async function identity(git: Git): Promise<string[]> {
  try {
    await git(['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT']);
    await git(['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT']);
    return [];
  } catch {
    return BOT;
  }
}

function refused(error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  return new UsageError(`git refuses to commit: ${error.message}`, {
    code: 'PRECONDITION',
    hint: 'Nothing was committed. Settle what git says and run the command again.',
    cause: error,
  });
}

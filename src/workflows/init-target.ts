import { dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import { exists, isEmptyFolder, realPath } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { withoutCredentials } from '../model/without-credentials.js';
import { currentBranch, findWorktree, remoteUrl, type Worktree } from '../io/git/worktree.js';
import { recover } from '../io/recovery.js';
import { MODEL_PATH } from '../model-file/parse-model.js';

/** The folder that `init` writes to. */
export interface InitTarget {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  readonly isNew: boolean;
  /** Git of the checkout that the folder is the root of. */
  readonly git?: Git;
}

/**
 * Looks at the folder that `init` is to write to, and puts right what a killed run left in it.
 *
 * @throws UsageError where it cannot be the root of a new GitOps repository.
 */
export async function inspectTarget(target: string, force: boolean): Promise<InitTarget> {
  const folder = await realPath(target);
  const worktree = await worktreeAround(folder);
  if (worktree && worktree.root !== folder) {
    throw new UsageError(`${target} lies inside of the repository ${worktree.root}`, {
      code: 'PRECONDITION',
      hint: 'Argo CD reads paths from the root of a repository: run init there, or elsewhere.',
    });
  }
  if (!(await exists(folder))) return { folder, isNew: true };
  await recover(folder, worktree?.git);
  if (await exists(join(folder, MODEL_PATH))) {
    throw new UsageError(`${target} has a ${MODEL_PATH} already`, {
      code: 'PRECONDITION',
      hint: 'Edit it and run `gitops-gen update`.',
    });
  }
  if (!worktree && !force && !(await isEmptyFolder(folder))) {
    throw new UsageError(`${target} is not empty and not a git repository`, {
      code: 'PRECONDITION',
      hint: 'Choose a new folder, run `git init` there first, or add --force.',
    });
  }
  return { folder, isNew: false, ...(worktree ? { git: worktree.git } : {}) };
}

/** What a checkout says of the URL that Argo CD pulls and the branch that it follows. */
export async function suggestRepository(
  target: string,
): Promise<{ readonly url?: string; readonly branch?: string }> {
  const worktree = await worktreeAround(await realPath(target));
  if (!worktree) return {};
  const url = await remoteUrl(worktree.git, 'origin');
  const branch = await currentBranch(worktree.git);
  return {
    ...(url === undefined ? {} : { url: url.startsWith('ssh:') ? url : withoutCredentials(url) }),
    ...(branch === undefined ? {} : { branch }),
  };
}

/** The checkout around a folder, also around one that does not exist yet. */
async function worktreeAround(folder: string): Promise<Worktree | undefined> {
  return (await exists(folder)) ? findWorktree(folder) : worktreeAround(dirname(folder));
}

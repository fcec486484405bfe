import { UsageError } from '../errors.js';
import { readTextFile } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { unmergedPaths } from '../io/git/index-entries.js';
import { findWorktree, operationInProgress } from '../io/git/worktree.js';
import { isInterrupted } from '../io/recovery.js';
import { hasMarkers } from '../merge/text-merge.js';
import { MODEL_PATH, parseModel, type ModelFile } from '../model-file/parse-model.js';
import { openConflicts } from '../state/read-state.js';
import type { OpenConflict } from '../state/lock.js';
import { findRepository } from './find-repository.js';
import { loadLocks } from './load-state.js';

/** A repository that this program made or adopted, ready to be worked on. */
export interface ManagedRepository {
  readonly root: string;
  readonly git: Git;
  readonly model: ModelFile;
}

/**
 * The repository around `start`.
 *
 * @throws UsageError where there is none, it is under no git, or its model is wrong.
 */
export async function openRepository(start: string): Promise<ManagedRepository> {
  const root = await findRepository(start);
  const worktree = await findWorktree(root);
  if (!worktree) {
    throw new UsageError(`${root} is not a git repository`, {
      code: 'PRECONDITION',
      hint: 'Run `git init` and commit there: without git nothing could be taken back.',
    });
  }
  const text = (await readTextFile(root, MODEL_PATH))?.content ?? '';
  return { root, git: worktree.git, model: parseModel(text) };
}

/**
 * Whether files may be written now.
 *
 * @throws UsageError where git is in the middle of something, a path is unmerged, or an earlier
 * run was interrupted.
 */
export async function refuseUnsettled({ root, git }: ManagedRepository): Promise<void> {
  if (await isInterrupted(root)) {
    throw new UsageError('an earlier run was interrupted', {
      code: 'INTERRUPTED',
      hint: 'Run `gitops-gen update --abort` to put back what it left.',
    });
  }
  const operation = await operationInProgress(git);
  if (operation !== undefined) {
    throw new UsageError(`${operation} is in progress`, {
      code: 'PRECONDITION',
      hint: 'Finish or abort it first.',
    });
  }
  const [path] = await unmergedPaths(git);
  if (path === undefined) return;
  throw new UsageError(`${path} is in conflict`, {
    code: 'OPEN_CONFLICT',
    hint: 'Settle it and `git add` it, or take the last update back with `gitops-gen update --abort`.',
    place: { path },
  });
}

/** Conflicts of an earlier update whose files still show them. */
export async function unsettledConflicts({
  root,
  git,
}: ManagedRepository): Promise<OpenConflict[]> {
  const conflicts = openConflicts(await loadLocks(root));
  const unmerged = new Set(conflicts.length > 0 ? await unmergedPaths(git) : []);
  const open: OpenConflict[] = [];
  for (const conflict of conflicts) {
    const text = (await readTextFile(root, conflict.path))?.content ?? '';
    if (unmerged.has(conflict.path) || hasMarkers(text)) open.push(conflict);
  }
  return open;
}

import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { exists, readTextFile, realPath } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { unmergedPaths } from '../io/git/index-entries.js';
import { findWorktree, operationInProgress } from '../io/git/worktree.js';
import { isInterrupted } from '../io/recovery.js';
import { surveyFiles } from '../io/survey-files.js';
import { localReferences } from '../manifests/local-references.js';
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
  if (worktree.root !== (await realPath(root))) {
    throw new UsageError(`${MODEL_PATH} is not at the root of the checkout, ${worktree.root}`, {
      code: 'PRECONDITION',
      hint: 'Give the repository a checkout of its own: its paths count from the root.',
    });
  }
  const text = (await readTextFile(root, MODEL_PATH))?.content ?? '';
  return { root, git: worktree.git, model: parseModel(text) };
}

/**
 * Whether files may be written now.
 *
 * @throws UsageError where git is in the middle of something, an earlier run was interrupted, or
 * a conflict is open.
 */
export async function refuseUnsettled(repository: ManagedRepository): Promise<void> {
  await refuseBusy(repository);
  const [conflict] = await unsettledConflicts(repository);
  if (!conflict) return;
  throw new UsageError('a conflict is open in this file', {
    code: 'OPEN_CONFLICT',
    hint: 'Settle it and `git add` it, or take the last update back with `gitops-gen update --abort`.',
    place: { path: conflict.path },
  });
}

/** @throws UsageError where git is in the middle of something or an earlier run was interrupted. */
export async function refuseBusy({ root, git }: ManagedRepository): Promise<void> {
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
}

/** Conflicts that an earlier update left and that are still there, and paths that git has unmerged. */
export async function unsettledConflicts({
  root,
  git,
}: ManagedRepository): Promise<OpenConflict[]> {
  const recorded = openConflicts(await loadLocks(root));
  const unmerged = await unmergedPaths(git);
  const open: OpenConflict[] = [];
  for (const conflict of recorded) {
    if (unmerged.includes(conflict.path) || (await isVisible(root, conflict))) open.push(conflict);
  }
  const known = new Set(open.map(({ path }) => path));
  const others = unmerged.filter((path) => !known.has(path));
  return [...open, ...others.map((path) => ({ path, kind: 'UNMERGED' }))];
}

/** Whether a conflict shows in its file, also after somebody committed it. */
async function isVisible(root: string, { path, kind, yamlPath }: OpenConflict): Promise<boolean> {
  const text = await readText(root, path);
  if (kind !== 'DANGLING_REF') return hasMarkers(text);
  const reference = localReferences(path, text).find((named) => named.yamlPath === yamlPath);
  return reference !== undefined && !(await exists(join(root, reference.target)));
}

/** Of what is no text, nothing: there are no markers in it. */
async function readText(root: string, path: string): Promise<string> {
  const { files } = await surveyFiles(root, [path]);
  return files.get(path)?.content ?? '';
}

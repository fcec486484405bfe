import type { ChangedImage } from '../images/changed-images.js';
import { hasConflicts, type PathPlan } from '../merge/merge-plan.js';
import type { ChangeSet } from '../model/change-set.js';
import type { ModelInput } from '../model-file/print-model.js';
import { editModel } from '../model-file/edit-model.js';
import { MODEL_PATH } from '../model-file/parse-model.js';
import { UsageError } from '../errors.js';
import type { Git } from '../io/git/open-git.js';
import { changedPaths, listPaths } from '../io/git/worktree.js';
import { isLockPath } from '../state/state-paths.js';
import { allChanges, applyReconciliation } from './apply-reconciliation.js';
import { loadCatalogs } from './load-catalogs.js';
import { openRepository, refuseUnsettled } from './managed-repository.js';
import { reconcile, type Reconciliation } from './reconcile.js';

/** What all commands that change the model are told. */
export interface ChangeOptions {
  /** A folder in the repository. */
  readonly repository: string;
  readonly dryRun: boolean;
  readonly commit: boolean;
}

export interface ModelChange {
  readonly edit: (model: ModelInput) => ModelInput;
  readonly operation: 'update' | 'remove';
  readonly message: string;
  /** A last touch on what is to be written; the reconciliation as it is unless given. */
  readonly finish?: (reconciliation: Reconciliation, root: string) => Promise<Reconciliation>;
}

export interface ChangeResult {
  readonly paths: readonly PathPlan[];
  readonly changes: ChangeSet;
  readonly images: readonly ChangedImage[];
  readonly conflicts: boolean;
  readonly commit?: string;
}

/**
 * Changes the model, brings the repository to what it says then, and commits both. Where that
 * leaves conflicts, they are written for a person to settle, and nothing is committed.
 *
 * @throws UsageError where the model or a lock has uncommitted changes, the change is not valid, or the
 * working tree is not in a state to be written.
 */
export async function changeModel(
  options: ChangeOptions,
  change: ModelChange,
): Promise<ChangeResult> {
  const repository = await openRepository(options.repository);
  const { root, git, model } = repository;
  await refuseUnsettled(repository);
  if (options.commit) await refuseUncommitted(git);
  const edited = editModel(model, change.edit);
  const planned = await reconcile({
    root,
    git,
    model: edited.value,
    catalogs: await loadCatalogs(root, edited.value),
    operation: change.operation,
    onConflict: 'inline',
    restore: new Set(),
    full: false,
  });
  const reconciliation = (await change.finish?.(planned, root)) ?? planned;
  const before = { content: model.text, mode: '0644' } as const;
  const others =
    edited.text === model.text
      ? []
      : [{ path: MODEL_PATH, before, after: { ...before, content: edited.text } }];
  const changes = allChanges({ reconciliation, others });
  const { plan, images } = reconciliation;
  const conflicts = hasConflicts(plan);
  const result = { paths: plan.paths, changes, images, conflicts };
  if (options.dryRun) return result;
  const message = options.commit ? { message: change.message } : {};
  const commit = await applyReconciliation({ root, git, reconciliation, others, ...message });
  return { ...result, ...(commit === undefined ? {} : { commit }) };
}

/** A commit with locks of an update that is not committed would tell of files that it does not have. */
async function refuseUncommitted(git: Git): Promise<void> {
  const locks = (await listPaths(git)).filter(isLockPath);
  const [path] = await changedPaths(git, [MODEL_PATH, ...locks]);
  if (path === undefined) return;
  throw new UsageError(`${path} has changes that are not committed`, {
    code: 'PRECONDITION',
    hint: 'Run `gitops-gen update` and commit them first, or add --no-commit.',
    place: { path },
  });
}

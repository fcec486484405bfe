import { ConflictError, UsageError } from '../errors.js';
import type { ChangedImage } from '../images/changed-images.js';
import { undo } from '../io/recovery.js';
import { differsInPinsOnly } from '../merge/differs-in-pins.js';
import type { ApplicationMoves } from '../manifests/compare-applications.js';
import { hasConflicts, OPAQUE, type MergePlan, type PathPlan } from '../merge/merge-plan.js';
import type { PlanInput } from '../merge/plan-input.js';
import type { ChangeSet } from '../model/change-set.js';
import { didYouMean } from '../model/nearest.js';
import { MODEL_PATH } from '../model-file/parse-model.js';
import type { OpenConflict } from '../state/lock.js';
import { applicationMoves } from './application-moves.js';
import { applyReconciliation } from './apply-reconciliation.js';
import { catalogNews } from './catalog-news.js';
import { loadCatalogs } from './load-catalogs.js';
import {
  openRepository,
  refuseBusy,
  refuseUnsettled,
  unsettledConflicts,
  type ManagedRepository,
} from './managed-repository.js';
import { refuseMissingFolders } from './refuse-missing-folders.js';
import { reconcile, RefusedError } from './reconcile.js';

export interface UpdateRequest {
  /** A folder in the repository. */
  readonly repository: string;
  readonly onConflict: PlanInput['onConflict'];
  readonly restore: readonly string[];
  /** Work everything out and write nothing. */
  readonly dryRun: boolean;
  /** Look at every file, and say which were edited by hand. */
  readonly strict: boolean;
}

export interface UpdateResult {
  /** What became, or would become, of each file that the templates make. */
  readonly paths: readonly PathPlan[];
  readonly changes: ChangeSet;
  readonly images: readonly ChangedImage[];
  readonly conflicts: boolean;
  /** Conflicts that are not settled, of an earlier update or a merge; then nothing was done. */
  readonly open: readonly OpenConflict[];
  /** Managed files that differ from what the templates made, pins aside; only with `strict`. */
  readonly edited: readonly string[];
  /** What the catalog's change log says since the last update. */
  readonly news: string;
  /** What becomes of the Applications that are in the cluster; absent where nothing was done. */
  readonly moves?: ApplicationMoves;
  /** The namespace that they are in. */
  readonly namespace?: string;
}

/**
 * Brings a repository to what its model and the catalogs say, keeping what people edited. Never
 * commits.
 *
 * @throws UsageError where the working tree is not in a state to be written, a folder that the model
 * names is missing, or Argo CD would delete what runs as soon as it sees the result.
 * @throws ConflictError with `onConflict: 'fail'`, where there is a conflict; nothing is written.
 */
export async function update(request: UpdateRequest): Promise<UpdateResult> {
  try {
    return await reconcileAndApply(request);
  } catch (error) {
    const open = request.dryRun ? markersIn(error) : [];
    if (open.length === 0) throw error;
    return { ...NOTHING, open };
  }
}

async function reconcileAndApply(request: UpdateRequest): Promise<UpdateResult> {
  const repository = await openRepository(request.repository);
  const { root, git, model } = repository;
  const open = await openNow(repository, request);
  if (open.length > 0) return { ...NOTHING, open };
  await refuseMissingFolders(repository);
  const reconciliation = await reconcile({
    root,
    git,
    model: model.value,
    catalogs: await loadCatalogs(root, model.value),
    operation: 'update',
    onConflict: request.onConflict,
    restore: new Set(request.restore),
    full: request.strict || request.restore.length > 0,
  });
  const { plan, changes, images, versions } = reconciliation;
  refuseUnknown(request.restore, plan);
  const moves = applicationMoves(plan.paths);
  refuseDeletion(moves);
  const conflicts = hasConflicts(plan);
  if (!request.dryRun) {
    if (conflicts && request.onConflict === 'fail') throw conflictError(plan.paths);
    await applyReconciliation({ root, git, reconciliation, others: [] });
  }
  return {
    paths: plan.paths,
    changes,
    images,
    conflicts,
    open: [],
    edited: request.strict ? plan.paths.filter(isEdited).map(({ path }) => path) : [],
    news: await catalogNews(root, model.value, versions),
    moves,
    namespace: model.value.argocd.namespace,
  };
}

/** Takes back the last update that was interrupted or left conflicts. Answers whether there was one. */
export async function abortUpdate(start: string): Promise<boolean> {
  const { root, git } = await openRepository(start);
  return undo(root, git);
}

/** Open conflicts, which are a result where nothing is to be written and an obstacle otherwise. */
async function openNow(
  repository: ManagedRepository,
  { dryRun }: UpdateRequest,
): Promise<readonly OpenConflict[]> {
  await (dryRun ? refuseBusy(repository) : refuseUnsettled(repository));
  return dryRun ? unsettledConflicts(repository) : [];
}

/** Files with markers that no update left, a merge by hand say. */
function markersIn(error: unknown): OpenConflict[] {
  const refusals = error instanceof RefusedError ? error.refusals : [];
  return refusals.flatMap(({ path, code }) =>
    code === 'OPEN_CONFLICT' ? [{ path, kind: 'MARKERS' }] : [],
  );
}

/** @throws UsageError where a file is to be restored that no template makes. */
function refuseUnknown(restore: readonly string[], { pristine, paths }: MergePlan): void {
  const written = paths.filter(({ outcome }) => outcome === 'seed' || outcome === 'created');
  const known = [...pristine.keys(), ...written.map(({ path }) => path)];
  const unknown = restore.find((path) => !known.includes(path));
  if (unknown === undefined) return;
  throw new UsageError(`no template makes ${unknown}${didYouMean(unknown, known)}`, {
    code: 'TARGET_NOT_FOUND',
    hint: 'Give the path as it is from the root of the repository.',
  });
}

/** @throws UsageError where an ApplicationSet would delete Applications together with what they run. */
function refuseDeletion({ deleted }: ApplicationMoves): void {
  if (deleted.length === 0) return;
  throw new UsageError(
    `an ApplicationSet would delete ${deleted.join(', ')}, and what runs there, as soon as this is pushed`,
    {
      code: 'PRECONDITION',
      hint: 'Set cascadeDelete: false for the environment in the same change: then its ApplicationSet deletes nothing. What shall go, take away with `gitops-gen remove` or `gitops-gen env remove`.',
      place: { path: MODEL_PATH },
    },
  );
}

const NOTHING = { paths: [], changes: [], images: [], conflicts: true, edited: [], news: '' };

function conflictError(paths: readonly PathPlan[]): ConflictError {
  const places = paths.flatMap(({ path, conflicts }) =>
    conflicts.map(
      ({ code, yamlPath }) => `${path}${yamlPath === undefined ? '' : ` ${yamlPath}`} (${code})`,
    ),
  );
  return new ConflictError(
    `nothing was written, for there would be conflicts:\n${places.join('\n')}`,
    {
      hint: 'Run `gitops-gen update` where a person can settle them.',
    },
  );
}

/** Edited or deleted by hand; what CI pinned does not count. */
function isEdited({ path, outcome, sides: { ancestor, ours } }: PathPlan): boolean {
  if (!['kept', 'merged', 'stays-deleted', 'conflict'].includes(outcome)) return false;
  if (!ancestor || !ours || ours === OPAQUE) return true;
  return !differsInPinsOnly(path, ancestor.content, ours.content);
}

import { UsageError } from '../errors.js';
import { changedImages, type ChangedImage } from '../images/changed-images.js';
import type { Stages } from '../io/git/index-entries.js';
import { packageVersion } from '../io/package.js';
import {
  asideOf,
  changesOf,
  indexStagesOf,
  type MergePlan,
  type Refusal,
  type RefusalCode,
} from '../merge/merge-plan.js';
import { planMerge } from '../merge/plan-merge.js';
import { byPath, changesBetween, type ChangeSet } from '../model/change-set.js';
import type { FileTree, ManagedFile } from '../model/file-tree.js';
import { modelJsonSchema } from '../model-file/print-model.js';
import type { LockedFile, OpenConflict } from '../state/lock.js';
import { inputsOf, lockedFiles, readState, type Locks } from '../state/read-state.js';
import { stateFiles } from '../state/state-files.js';
import { refuseNewerGenerator, versionSteps, type VersionStep } from './catalog-versions.js';
import { desiredTree, type DesiredTree } from './desired-tree.js';
import { loadLocks, loadPristine, loadState } from './load-state.js';
import { planInput } from './plan-input.js';
import type { ReconcileRequest } from './reconcile-request.js';

/** What would bring a working tree to what its model says. */
export interface Reconciliation {
  readonly plan: MergePlan;
  /** Of the working tree and the state, sorted. */
  readonly changes: ChangeSet;
  /** The images among those changes. */
  readonly images: readonly ChangedImage[];
  readonly stages: readonly Stages[];
  readonly aside: FileTree;
  /** The step that each catalog takes, by its name. */
  readonly versions: ReadonlyMap<string, VersionStep>;
}

/**
 * Works out how a working tree gets to what its model says, keeping what people wrote. Reads only.
 *
 * @throws UsageError where the model or a template is wrong.
 * @throws RefusedError where something in the working tree forbids to write: uncommitted work that
 * would be lost, a symbolic link, markers of a conflict.
 */
export async function reconcile(request: ReconcileRequest): Promise<Reconciliation> {
  const { root, model, catalogs, full } = request;
  const locks = await loadLocks(root);
  const versions = versionSteps(model, catalogs, locks);
  refuseNewerGenerator(locks, await packageVersion());
  const known = (app: string) => (full ? undefined : inputsOf(locks, app));
  const desired = await desiredTree(model, catalogs, known);
  const looked: Locks = new Map(
    [...locks].filter(([app]) => app === undefined || !desired.skipped.has(app)),
  );
  const pristine = await loadPristine(root, looked);
  const state = readState(looked, pristine.texts);
  const input = await planInput(request, { desired, state, versions });
  const plan = planMerge(input);
  refuse(plan);
  const stateNow = new Map([...(await loadState(root, looked)), ...pristine.files]);
  const stateThen = newState({ plan, desired, locks: looked });
  const changes = changesOf(plan);
  return {
    plan,
    changes: [...changes, ...replaceTree(stateNow, stateThen)].sort(byPath),
    images: changedImages(changes),
    stages: stagesOf(plan),
    aside: asideOf(plan),
    versions,
  };
}

const REASONS: Readonly<Record<RefusalCode, string>> = {
  UNSAFE_PATH: 'is no path that can be written',
  SYMLINK: 'is a symbolic link or lies below one',
  CASE_COLLISION: 'differs from another path by case only',
  OPEN_CONFLICT: 'still has the markers of a conflict',
  UNCOMMITTED: 'has changes that are not committed and would be lost',
};

/** Why nothing may be written, path by path. */
export class RefusedError extends UsageError {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly [Refusal, ...Refusal[]]) {
    const lines = refusals.map(({ path, code }) => `${path} ${REASONS[code]}`);
    const hint = 'Nothing was written. Commit, move or settle these first.';
    const [{ code, path }] = refusals;
    super(lines.join('\n'), { code, hint, place: { path } });
    this.refusals = refusals;
  }
}

function refuse({ refusals: [first, ...others] }: MergePlan): void {
  if (first) throw new RefusedError([first, ...others]);
}

function newState({
  plan,
  desired,
  locks,
}: {
  plan: MergePlan;
  desired: DesiredTree;
  locks: Locks;
}): FileTree {
  const files = new Map<string, ManagedFile>();
  for (const [path, file] of desired.files) {
    const pristine = plan.pristine.get(path);
    if (pristine) files.set(path, { ...file, ...pristine, policy: 'merge' });
    else if (plan.seeds.has(path)) files.set(path, { ...file, policy: 'seed' });
  }
  const knownSeeds = [...lockedFiles(locks)].flatMap(([path, candidates]) => {
    const seed = candidates.find(({ policy }) => policy === 'seed');
    return seed ? [[path, seed] as [string, LockedFile]] : [];
  });
  return stateFiles({
    files,
    knownSeeds: new Map(knownSeeds),
    originOf: desired.originOf,
    conflicts: conflictsOf(plan),
    schema: modelJsonSchema(),
  });
}

function conflictsOf({ paths }: MergePlan): OpenConflict[] {
  return paths.flatMap(({ path, conflicts }) =>
    conflicts.map(({ code, yamlPath }) => ({
      path,
      kind: code,
      ...(yamlPath === undefined ? {} : { yamlPath }),
    })),
  );
}

/** The changes that leave of `current` what `desired` has. */
function replaceTree(current: FileTree, desired: FileTree): ChangeSet {
  const gone = [...current].filter(([path]) => !desired.has(path));
  return [...changesBetween(current, desired), ...gone.map(([path, before]) => ({ path, before }))];
}

function stagesOf(plan: MergePlan): Stages[] {
  return indexStagesOf(plan).map(({ path, ...versions }) => ({ path, versions }));
}

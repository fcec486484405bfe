import type { TextFile } from '../model/file-tree.js';
import {
  isKustomizationPath,
  referencesOfFile,
  type LocalReference,
} from '../manifests/local-references.js';
import type { Conflict } from './findings.js';
import { OPAQUE, type PathPlan } from './merge-plan.js';
import { decision } from './decide-path.js';
import type { WorkingTree } from './plan-input.js';

/**
 * Adds a `DANGLING_REF` to each kustomization that the plan touches and that names what will not
 * be there, and to each that names what the plan takes away or a user deleted.
 */
export function checkReferences(plans: readonly PathPlan[], ours: WorkingTree): PathPlan[] {
  const exists = existence(plans, ours);
  const gone = new Set(plans.filter(isGone).map(({ path, from }) => from ?? path));
  const planned = new Set(plans.map(({ path }) => path));
  const checked = plans.map((plan) => {
    const { after, sides } = plan;
    if (!isKustomizationPath(plan.path) || !after || after === OPAQUE) return plan;
    const touched = sides.ours === OPAQUE || sides.ours?.content !== after.content;
    return withDangling(plan, after, (target) => !exists(target) && (touched || gone.has(target)));
  });
  const others = [...ours.files]
    .filter(([path]) => isKustomizationPath(path) && !planned.has(path) && !gone.has(path))
    .map(([path, file]) => {
      const untouched: PathPlan = { path, sides: { ours: file }, ...decision('kept', file) };
      return withDangling(untouched, file, (target) => !exists(target) && gone.has(target));
    })
    .filter(({ conflicts }) => conflicts.length > 0);
  return [...checked, ...others];
}

/** Not there afterwards, as something new: deleted, moved away, or missed by a changed template. */
function isGone({ outcome, notices, from }: PathPlan): boolean {
  if (outcome === 'deleted' || from !== undefined) return true;
  return outcome === 'stays-deleted' && notices.length > 0;
}

function withDangling(
  plan: PathPlan,
  file: TextFile,
  dangling: (target: string) => boolean,
): PathPlan {
  const found = referencesOfFile(plan.path, file).filter(({ target }) => dangling(target));
  if (found.length === 0) return plan;
  return { ...plan, outcome: 'conflict', conflicts: [...plan.conflicts, ...found.map(conflictOf)] };
}

function conflictOf({ yamlPath, target }: LocalReference): Conflict {
  return { code: 'DANGLING_REF', yamlPath, values: { ours: target } };
}

/** Says of a path whether a file or folder will stand there. */
function existence(plans: readonly PathPlan[], ours: WorkingTree): (path: string) => boolean {
  const paths = new Set([...ours.files.keys(), ...(ours.opaque ?? []), ...(ours.others ?? [])]);
  for (const { path, from, after } of plans) {
    if (from !== undefined) paths.delete(from);
    if (after) paths.add(path);
    else paths.delete(path);
  }
  const folders = new Set([...paths].flatMap(parents));
  return (path) => paths.has(path) || folders.has(path);
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => (index === 0 ? '.' : parts.slice(0, index).join('/')));
}

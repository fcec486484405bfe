import { pathProblem } from '../model/repository-path.js';
import { OPAQUE, type PathPlan, type Refusal } from './merge-plan.js';
import type { PlanInput, WorkingTree } from './plan-input.js';
import { hasMarkers } from './text-merge.js';
import { sameText } from './text-style.js';

/** Why nothing may be written, for each path that is a reason. */
export function refusalsOf(input: PlanInput, plans: readonly PathPlan[]): Refusal[] {
  const { ours } = input;
  const paths = new Set([...input.ancestor.keys(), ...input.desired.keys()]);
  const collisions = ours.caseInsensitive === true ? caseCollisions(input) : [];
  return [
    ...[...paths].filter(isUnsafe).map((path) => ({ path, code: 'UNSAFE_PATH' as const })),
    ...[...paths]
      .filter((path) => ours.symlinks?.has(path))
      .map((path) => ({ path, code: 'SYMLINK' as const })),
    ...collisions.map((path) => ({ path, code: 'CASE_COLLISION' as const })),
    ...[...paths]
      .filter((path) => holdsMarkers(ours, path))
      .map((path) => ({ path, code: 'OPEN_CONFLICT' as const })),
    ...plans
      .filter((plan) => losesWork(plan, ours))
      .map(({ path, from }) => ({ path: from ?? path, code: 'UNCOMMITTED' as const })),
  ];
}

/** Planned paths that some other path differs from by case only. */
export function caseCollisions({ desired, ours }: PlanInput): string[] {
  const spellings = new Map<string, Set<string>>();
  for (const path of [
    ...desired.keys(),
    ...ours.files.keys(),
    ...(ours.others ?? []),
    ...(ours.opaque ?? []),
  ]) {
    const folded = path.toLowerCase();
    spellings.set(folded, (spellings.get(folded) ?? new Set()).add(path));
  }
  return [...desired.keys()].filter((path) => (spellings.get(path.toLowerCase())?.size ?? 0) > 1);
}

/** `.gitops-gen` is the tool's own: no template writes there. */
function isUnsafe(path: string): boolean {
  return pathProblem(path) !== undefined || path.toLowerCase().split('/')[0] === '.gitops-gen';
}

function holdsMarkers({ files }: WorkingTree, path: string): boolean {
  return hasMarkers(files.get(path)?.content ?? '');
}

/** Whether the plan changes content that neither git nor a pristine copy has. */
function losesWork({ path, from, sides, after, conflicts }: PathPlan, ours: WorkingTree): boolean {
  if (!sides.ours || !ours.uncommitted?.has(from ?? path)) return false;
  const touched = after !== sides.ours && !sameFileAs(after, sides.ours);
  if (!touched && conflicts.every(({ code }) => code === 'DANGLING_REF')) return false;
  if (sides.ours === OPAQUE || !sides.ancestor) return true;
  return !sameText(sides.ours.content, sides.ancestor.content);
}

function sameFileAs(after: PathPlan['after'], ours: PathPlan['after']): boolean {
  if (!after || !ours || after === OPAQUE || ours === OPAQUE) return after === ours;
  return after.content === ours.content && after.mode === ours.mode;
}

import { decidePath, wholeConflict, type PathRules } from './decide-path.js';
import { OPAQUE, type PathPlan, type WorkingFile } from './merge-plan.js';
import type { PlanInput } from './plan-input.js';

/**
 * The declared renames that apply, new path → old path: the old path is an ancestor that the
 * template dropped, the new one is new to it. Where the user has moved or re-created the file,
 * both paths are decided on their own.
 */
export function renamesToApply(input: PlanInput): ReadonlyMap<string, string> {
  const { ancestor, desired, renames = new Map<string, string>() } = input;
  const seed = (path: string) => input.seedPaths?.has(path) === true;
  const apply = [...renames].filter(([from, to]) => {
    const moved = ancestor.has(from) && !desired.has(from) && desired.has(to) && !ancestor.has(to);
    return moved && !seed(to) && !isTakenOver(input, from, to);
  });
  return new Map(apply.map(([from, to]) => [to, from]));
}

/** The version of a path in the working tree. */
export function workingFile({ ours }: PlanInput, path: string): WorkingFile | undefined {
  return ours.files.get(path) ?? (ours.opaque?.has(path) ? OPAQUE : undefined);
}

/** Decides a file that the template renamed `from` → `rules.path`. */
export function decideRename(input: PlanInput, from: string, rules: PathRules): PathPlan {
  const { path, settle } = rules;
  const sides = {
    ancestor: input.ancestor.get(from),
    ours: workingFile(input, from),
    theirs: input.desired.get(path),
  };
  if (!sides.ours) return { path, sides, ...decidePath({ ...sides, ours: undefined }, rules) };
  const occupant = workingFile(input, path);
  if (occupant) {
    const blocked = { ours: occupant, theirs: sides.theirs };
    return { path, sides: blocked, ...wholeConflict('RENAME_BLOCKED', blocked, settle) };
  }
  if (sides.ours === OPAQUE)
    return { path: from, sides, ...wholeConflict('OPAQUE', sides, settle) };
  const decided = decidePath(sides, rules);
  const outcome = decided.outcome === 'conflict' ? 'conflict' : 'renamed';
  return { path, from, sides, ...decided, outcome };
}

function isTakenOver(input: PlanInput, from: string, to: string): boolean {
  const occupant = workingFile(input, to);
  if (!occupant || occupant === OPAQUE) return false;
  return !workingFile(input, from) || occupant.content === input.desired.get(to)?.content;
}

import { byPath } from '../model/change-set.js';
import type { FileTree } from '../model/file-tree.js';
import { checkReferences } from './check-references.js';
import { decidePath, decision, wholeConflict, type PathRules } from './decide-path.js';
import { decideRename, renamesToApply, workingFile } from './decide-rename.js';
import { withHints } from './hints.js';
import { imageMoves, type ImageMove } from './moved-images.js';
import type { MergePlan, PathPlan } from './merge-plan.js';
import { settleOf, type PlanInput } from './plan-input.js';
import { refusalsOf } from './refusals.js';

/**
 * Decides for each path of the last and the new render what becomes of it in the working tree.
 * Nothing is lost in silence: what a person wrote stays, or is part of a conflict or a notice.
 */
export function planMerge(input: PlanInput): MergePlan {
  const renames = renamesToApply(input);
  const moved = new Set(renames.values());
  const moves = imageMoves(input);
  const paths = new Set([
    ...input.ancestor.keys(),
    ...input.desired.keys(),
    ...(input.seeds ?? []),
  ]);
  const plans = [...paths]
    .filter((path) => !moved.has(path))
    .map((path) => {
      const from = renames.get(path);
      if (from !== undefined) return decideRename(input, from, rulesFor(input, path));
      return planPath(input, path, moves);
    });
  return {
    paths: checkReferences(withHints(plans, input), input.ours).sort(byPath),
    refusals: refusalsOf(input, plans),
    pristine: pristineOf(input),
    seeds: new Set([...input.desired.keys()].filter((path) => input.seedPaths?.has(path))),
  };
}

function planPath(input: PlanInput, path: string, moves: readonly ImageMove[]): PathPlan {
  const pinsMove = moves.some(({ from }) => from === path);
  const rules = { ...rulesFor(input, path), pinsMove };
  if (isSeed(input, path)) return decideSeed(input, path);
  const move = moves.find(({ to }) => to === path);
  const sides = {
    ancestor: input.ancestor.get(path),
    ours: workingFile(input, path),
    theirs: move?.file ?? input.desired.get(path),
  };
  if (sides.theirs && input.ours.obstructed?.has(path)) {
    return { path, sides, ...wholeConflict('OBSTRUCTED', sides, rules.settle) };
  }
  const decided = decidePath(sides, rules);
  return { path, sides, ...decided, notices: [...decided.notices, ...(move?.notices ?? [])] };
}

/** A seed stays one, also when the template drops it; its lock entry goes then. */
function isSeed({ seedPaths, seeds, ancestor, desired }: PlanInput, path: string): boolean {
  if (seedPaths?.has(path)) return true;
  return seeds?.has(path) === true && !desired.has(path) && !ancestor.has(path);
}

/**
 * A seed is written once; a managed file that becomes one is the user's as it is, and so is
 * a seed that the template drops.
 */
function decideSeed(input: PlanInput, path: string): PathPlan {
  const { ancestor, desired, seeds } = input;
  const ours = workingFile(input, path);
  const plan = { path, sides: { ours }, ...decision('seed', ours) };
  const isReleased = ancestor.has(path) || (ours && !desired.has(path));
  if (isReleased) return { ...plan, notices: [{ code: 'RELEASED', values: {} }] };
  const wasWritten = seeds?.has(path) === true && input.restore?.has(path) !== true;
  if (ours || wasWritten) return plan;
  return { ...plan, ...decision('created', desired.get(path)) };
}

/** What the template says now is the next ancestor, also of what conflicts or was deleted. */
function pristineOf({ desired, seedPaths }: PlanInput): FileTree {
  return new Map([...desired].filter(([path]) => !seedPaths?.has(path)));
}

function rulesFor(input: PlanInput, path: string): PathRules {
  const { textOnly, restore, operation } = input;
  const versions = input.versionsByPath?.get(path) ?? input.versions;
  return {
    path,
    settle: settleOf(input),
    textOnly: textOnly?.has(path) === true,
    dropPins: operation === 'remove',
    restore: restore?.has(path) === true,
    labels: {
      ours: 'yours',
      ancestor: `template ${versions.ancestor}`,
      theirs: `template ${versions.theirs}`,
    },
  };
}

import type { Notice } from './findings.js';
import type { PathPlan } from './merge-plan.js';
import type { PlanInput } from './plan-input.js';
import { caseCollisions } from './refusals.js';
import { sameText } from './text-style.js';

/** Adds to plans what a person may want to know although nothing follows from it. */
export function withHints(plans: readonly PathPlan[], input: PlanInput): PathPlan[] {
  const collisions = new Set(caseCollisions(input));
  return plans.map((plan) => {
    const collision: Notice = { code: 'CASE_COLLISION', values: {} };
    const hints = [
      movedTo(plan, input),
      maybeRenamed(plan, input),
      collisions.has(plan.path) ? collision : undefined,
    ];
    return { ...plan, notices: [...plan.notices, ...hints.filter((hint) => hint !== undefined)] };
  });
}

/** The user moved the file: its content stands at a path that is not managed. */
function movedTo({ path, sides, from }: PathPlan, input: PlanInput): Notice | undefined {
  const { ancestor, ours } = sides;
  if (!ancestor || ours || from !== undefined) return undefined;
  const managed = (other: string) => input.ancestor.has(other) || input.desired.has(other);
  const place = [...input.ours.files].find(
    ([other, file]) => other !== path && !managed(other) && file.content === ancestor.content,
  );
  return place && { code: 'MOVED', values: { ours: place[0] } };
}

/** The template says under another name what it said here, without declaring a rename. */
function maybeRenamed({ sides, from }: PathPlan, input: PlanInput): Notice | undefined {
  const { ancestor, theirs } = sides;
  if (!ancestor || theirs || from !== undefined) return undefined;
  const place = [...input.desired].find(
    ([other, file]) => !input.ancestor.has(other) && sameText(file.content, ancestor.content),
  );
  return place && { code: 'MAYBE_RENAMED', values: { theirs: place[0] } };
}

import { diff3Merge } from 'node-diff3';
import { linesOf } from './text-style.js';

/** What stands behind the conflict markers, as `git merge-file -L` has it. */
export interface MarkerLabels {
  readonly ours: string;
  readonly ancestor: string;
  readonly theirs: string;
}

/** Which side wins where both changed the same; absent: nobody does. */
export type Settle = 'ours' | 'theirs';

export interface ThreeTexts {
  readonly ancestor: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface TextMerge {
  readonly clean: boolean;
  /** With diff3 markers where the merge is not clean. */
  readonly text: string;
}

/** Merges normalised texts line by line, as `git merge-file --diff3` does. */
export function mergeText(texts: ThreeTexts, labels: MarkerLabels, settle?: Settle): TextMerge {
  let clean = true;
  const regions = diff3Merge(linesOf(texts.ours), linesOf(texts.ancestor), linesOf(texts.theirs));
  const lines = regions.flatMap(({ ok, conflict }) => {
    if (!conflict) return ok ?? [];
    if (settle) return settle === 'ours' ? conflict.a : conflict.b;
    clean = false;
    return markConflict({ ours: conflict.a, ancestor: conflict.o, theirs: conflict.b }, labels);
  });
  return { clean, text: joinLines(lines) };
}

/**
 * One conflict from the first to the last line in which the sides differ: for texts whose lines
 * merge although their meanings do not.
 */
export function conflictAround(texts: ThreeTexts, labels: MarkerLabels): string {
  const sides = {
    ours: linesOf(texts.ours),
    ancestor: linesOf(texts.ancestor),
    theirs: linesOf(texts.theirs),
  };
  const all = Object.values(sides);
  const shortest = Math.min(...all.map(({ length }) => length));
  const same = (at: number) => all.every((lines) => lines.at(at) === sides.ours.at(at));
  let head = 0;
  while (head < shortest && same(head)) head++;
  let tail = 0;
  while (tail < shortest - head && same(-1 - tail)) tail++;
  const middle = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  return joinLines([
    ...sides.ours.slice(0, head),
    ...markConflict(
      { ours: middle(sides.ours), ancestor: middle(sides.ancestor), theirs: middle(sides.theirs) },
      labels,
    ),
    ...sides.ours.slice(sides.ours.length - tail),
  ]);
}

/** Whether a file still holds the markers of an earlier conflict. */
export function hasMarkers(content: string): boolean {
  return /^<{7} /m.test(content) && /^>{7} /m.test(content);
}

function markConflict(
  sides: Readonly<Record<keyof ThreeTexts, readonly string[]>>,
  labels: MarkerLabels,
): string[] {
  return [
    `<<<<<<< ${labels.ours}`,
    ...sides.ours,
    `||||||| ${labels.ancestor}`,
    ...sides.ancestor,
    '=======',
    ...sides.theirs,
    `>>>>>>> ${labels.theirs}`,
  ];
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

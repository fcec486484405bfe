import type { Splice } from '../yaml/splice.js';
import type { Position, Trio } from './element-trio.js';
import {
  threeValues,
  type Conflict,
  type ConflictCode,
  type Notice,
  type NoticeCode,
  type ThreeValues,
} from './findings.js';
import type { ObjectType } from './object-type.js';
import { elementText } from './outline.js';
import type { Settle } from './text-merge.js';

/** What one structural merge works with, and what it finds. */
export interface MergeRun {
  readonly path: string;
  readonly type: ObjectType;
  /** The texts of the whole files. */
  readonly ancestor: string;
  readonly theirs: string;
  /** No file is the ancestor: what both sides have is united, not compared with anything. */
  readonly union: boolean;
  /** Elements that the template drops go although CI wrote their pins. */
  readonly dropPins: boolean;
  readonly settle: Settle | undefined;
  readonly splices: Splice[];
  readonly conflicts: Conflict[];
  readonly notices: Notice[];
}

/** How theirs would be taken; `undefined` where the text offers no way. */
export type Edit = () => Splice | undefined;

/** Takes theirs, where the text allows it; always true. */
export function take(
  run: MergeRun,
  trio: Trio,
  { at, edit }: { readonly at: Position; readonly edit: Edit },
): true {
  const splice = edit();
  if (splice) run.splices.push(splice);
  else conflict(run, trio, { at, code: 'BOTH_CHANGED' });
  return true;
}

interface Report<Code> {
  readonly at: Position;
  readonly code: Code;
  /** What the template wins with, where it is asked to win. */
  readonly edit?: Edit;
}

/** Notes a conflict, which the template wins only where it is asked to; always true. */
export function conflict(
  run: MergeRun,
  trio: Trio,
  { at, code, edit }: Report<ConflictCode>,
): true {
  run.conflicts.push({ code, yamlPath: at.label, values: valuesOf(trio) });
  const splice = run.settle === 'theirs' ? edit?.() : undefined;
  if (splice) run.splices.push(splice);
  return true;
}

export function notice(run: MergeRun, trio: Trio, { at, code }: Report<NoticeCode>): void {
  run.notices.push({ code, yamlPath: at.label, values: valuesOf(trio) });
}

function valuesOf({ ancestor, ours, theirs }: Trio): ThreeValues {
  const [a, w, d] = [ancestor, ours, theirs].map((side) => side && elementText(side));
  return threeValues(a, w, d);
}

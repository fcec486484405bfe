import { nodeMeaning } from '../yaml/meaning.js';
import {
  deleteElement,
  insertElement,
  mergeLiteral,
  newComments,
  replaceElement,
} from './element-edits.js';
import {
  childPosition,
  outlinesOf,
  outlinesOfDroppedList,
  type OutlineTrio,
  type Position,
  type Trio,
} from './element-trio.js';
import { threeValues } from './findings.js';
import { conflict, notice, take, type Edit, type MergeRun } from './merge-run.js';
import { inlineRange, isFlow, type Element } from './outline.js';
import { isPinComment, pinFields, pinsOf } from './pin-table.js';
import { formatPins, pinUnit, pinUnitWithNotes } from './pin-unit.js';

/** Merges one element and says whether ours still has it afterwards. */
export function mergeElement(
  run: MergeRun,
  trio: Trio,
  { at, insert }: { readonly at: Position; readonly insert: Edit },
): boolean {
  const { ancestor, ours, theirs } = trio;
  if (ours && theirs) return mergeBoth(run, { ancestor, ours, theirs }, at);
  if (ours) return ancestor ? mergeDropped(run, { ...trio, ancestor, ours }, at) : true;
  if (!theirs) return false;
  return ancestor ? mergeRemoved(run, trio, { at, insert }) : take(run, trio, { at, edit: insert });
}

type Held = Trio & { readonly ours: Element; readonly theirs: Element };
type Dropped = Trio & { readonly ancestor: Element; readonly ours: Element };

function mergeBoth(run: MergeRun, trio: Held, at: Position): boolean {
  const pins = pinFields(run.path, at.shape);
  const held = pins !== undefined && keepPins(run, trio, { at, pins });
  const outlines = outlinesOf(trio, run.type, at.shape);
  if (!outlines) return held || mergeLeaf(run, trio, { at, held });
  if (isFlow(trio.ours.value)) return mergeLeaf(run, trio, { at, held });
  if (!trio.ancestor && trio.ours.kind === 'item' && !run.union) return mergeAdded(run, trio, at);
  return mergeOutlines(run, trio, { at, outlines, skip: held ? pins : new Set() });
}

/** Whether ours wrote the pins that the element holds, so that they stay as they are. */
function keepPins(
  run: MergeRun,
  { ancestor, ours, theirs }: Trio,
  { at, pins }: { readonly at: Position; readonly pins: ReadonlySet<string> },
): boolean {
  if (pinUnitWithNotes(ours, pins) === pinUnitWithNotes(ancestor, pins)) return false;
  const [a, w, d] = [ancestor, ours, theirs].map((side) => pinUnit(side, pins));
  if (d !== a && d !== w) {
    const shown = [ancestor, ours, theirs].map((side) => formatPins(side, pins));
    run.notices.push({
      code: 'IMAGE_KEPT',
      yamlPath: at.label,
      values: threeValues(shown[0], shown[1], shown[2]),
    });
  }
  return true;
}

/** Both sides added an item of one identity. */
function mergeAdded(run: MergeRun, trio: Held, at: Position): boolean {
  const [w, d] = [trio.ours, trio.theirs].map((side) => meaningWithoutPins(run, side, at));
  return (
    w === d ||
    conflict(run, trio, {
      at,
      code: 'BOTH_ADDED',
      edit: () => replaceElement(trio.ours, trio.theirs),
    })
  );
}

interface Children {
  readonly at: Position;
  readonly outlines: OutlineTrio;
  readonly skip: ReadonlySet<string>;
}

function mergeOutlines(
  run: MergeRun,
  trio: Trio & { readonly ours: Element },
  children: Children,
): boolean {
  const inner = { ...run, splices: [] };
  const left = mergeChildren(inner, children);
  if (left > 0 || children.outlines.ours.size === 0) {
    run.splices.push(...inner.splices);
    return true;
  }
  return takeEmpty(run, trio, children.at);
}

/** How many elements ours has once its children are merged. */
function mergeChildren(run: MergeRun, { at, outlines, skip }: Children): number {
  const { ancestor, ours, theirs } = outlines;
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  const stay = keys.filter((key) => {
    const trio = { ancestor: ancestor.get(key), ours: ours.get(key), theirs: theirs.get(key) };
    const any = trio.ours ?? trio.theirs;
    if (!any || (skip.has(key) && any.kind === 'entry')) return trio.ours !== undefined;
    const insert = () => insertElement({ key, ours, theirs, ancestor: run.ancestor });
    return mergeElement(run, trio, { at: childPosition(at, any, key), insert });
  });
  return stay.length;
}

/** Nothing is left of a collection: it looks as theirs does, if that is empty too. */
function takeEmpty(run: MergeRun, trio: Trio & { readonly ours: Element }, at: Position): boolean {
  const { ancestor, ours, theirs } = trio;
  if (!theirs && ancestor) {
    take(run, trio, { at, edit: () => deleteElement(ours, ancestor, run.theirs) });
    return false;
  }
  const empty = theirs && ['[]', '{}'].includes(nodeMeaning(theirs.value));
  if (!empty || newComments(ours, ancestor).length > 0)
    return conflict(run, trio, { at, code: 'BOTH_CHANGED' });
  return take(run, trio, { at, edit: () => replaceElement(ours, theirs) });
}

/** The leaf rule: the side that changed a value wins, and nobody where both did. */
function mergeLeaf(
  run: MergeRun,
  trio: Held,
  { at, held }: { readonly at: Position; readonly held: boolean },
): boolean {
  const { ancestor, ours, theirs } = trio;
  const leaveOut = held ? { leaveOut: pinsOf(run.path) } : {};
  const meaning = (side: Element | undefined) =>
    side && nodeMeaning(side.value, { shape: at.shape, ...leaveOut });
  const [a, w, d] = [meaning(ancestor), meaning(ours), meaning(theirs)];
  if (w === d || d === a) return true;
  const edit = () => replaceElement(ours, theirs);
  if (w !== a || held) {
    const nested = ancestor && mergeLiteral(ancestor, ours, theirs);
    if (nested) return take(run, trio, { at, edit: () => nested });
    return conflict(run, trio, { at, code: a === undefined ? 'BOTH_ADDED' : 'BOTH_CHANGED', edit });
  }
  if (newComments(ours, ancestor).length > 0 && !(inlineRange(ours) && inlineRange(theirs))) {
    return conflict(run, trio, { at, code: 'COMMENT_IN_REMOVED', edit });
  }
  return take(run, trio, { at, edit });
}

/** Theirs dropped an element that ours has. */
function mergeDropped(run: MergeRun, trio: Dropped, at: Position): boolean {
  const { ancestor, ours } = trio;
  const edit = () => deleteElement(ours, ancestor, run.theirs);
  const fresh = newComments(ours, ancestor);
  const same = nodeMeaning(ours.value) === nodeMeaning(ancestor.value);
  const foreign = fresh.some((comment) => !isPinComment(comment));
  if (same && fresh.length === 0) return !take(run, trio, { at, edit });
  if (same && foreign) return conflict(run, trio, { at, code: 'COMMENT_IN_REMOVED', edit });
  const alike = meaningWithoutPins(run, ours, at) === meaningWithoutPins(run, ancestor, at);
  if (alike && !foreign && run.dropPins) {
    notice(run, trio, { at, code: 'PINS_DROPPED' });
    return !take(run, trio, { at, edit });
  }
  const outlines = outlinesOfDroppedList(trio, run.type, at.shape);
  if (outlines) return mergeOutlines(run, trio, { at, outlines, skip: new Set() });
  return conflict(run, trio, { at, code: 'REMOVED_BY_TEMPLATE', edit });
}

/** Ours removed an element that theirs has: it stays removed unless theirs changed it. */
function mergeRemoved(
  run: MergeRun,
  trio: Trio,
  { at, insert }: { readonly at: Position; readonly insert: Edit },
): boolean {
  const [a, d] = [trio.ancestor, trio.theirs].map((side) => side && nodeMeaning(side.value));
  if (a === d) return false;
  const [old, fresh] = [trio.ancestor, trio.theirs].map((side) =>
    meaningWithoutPins(run, side, at),
  );
  if (old !== fresh) return conflict(run, trio, { at, code: 'REMOVED_BY_USER', edit: insert });
  notice(run, trio, { at, code: 'IMAGE_KEPT' });
  return false;
}

function meaningWithoutPins(run: MergeRun, side: Element | undefined, at: Position): string {
  if (side && pinsOf(run.path)(at.shape, side.value)) return 'pin';
  return nodeMeaning(side?.value, { shape: at.shape, leaveOut: pinsOf(run.path) });
}

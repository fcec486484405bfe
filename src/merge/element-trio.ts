import { isMap, isSeq, type Node } from '../yaml/ast.js';
import { EMPTY_OUTLINE, outlineOf, type Element, type Outline } from './outline.js';
import type { ObjectType } from './object-type.js';

/** One element as the three sides have it. */
export interface Trio {
  readonly ancestor: Element | undefined;
  readonly ours: Element | undefined;
  readonly theirs: Element | undefined;
}

/** The outlines of three collections that are merged element by element. */
export interface OutlineTrio {
  readonly ancestor: Outline;
  readonly ours: Outline;
  readonly theirs: Outline;
}

/** Where an element stands: for the tables (`spec/containers/*`) and for people. */
export interface Position {
  readonly shape: string;
  readonly label: string;
}

/**
 * The outlines of the trio where ours and theirs are maps, or all lists in it have identities.
 * `undefined`: the values are merged as wholes. An ancestor of another type counts as empty.
 */
export function outlinesOf(trio: Trio, type: ObjectType, shape: string): OutlineTrio | undefined {
  const { ancestor, ours, theirs } = trio;
  if (!ours || !theirs) return undefined;
  const alike = (a: unknown, b: unknown) => (isMap(a) && isMap(b)) || (isSeq(a) && isSeq(b));
  if (!alike(ours.value, theirs.value)) return undefined;
  const comparable = ancestor && alike(ancestor.value, ours.value);
  const old = comparable ? outlineOf(ancestor, type, shape) : EMPTY_OUTLINE;
  const [w, d] = [outlineOf(ours, type, shape), outlineOf(theirs, type, shape)];
  return old && w && d && { ancestor: old, ours: w, theirs: d };
}

/** The outlines of lists with identities that theirs no longer has: to it they are empty. */
export function outlinesOfDroppedList(
  { ancestor, ours }: Trio,
  type: ObjectType,
  shape: string,
): OutlineTrio | undefined {
  if (!isBlockList(ancestor?.value) || !isBlockList(ours?.value) || !ancestor || !ours)
    return undefined;
  const [a, w] = [outlineOf(ancestor, type, shape), outlineOf(ours, type, shape)];
  return a && w && { ancestor: a, ours: w, theirs: EMPTY_OUTLINE };
}

export function childPosition(parent: Position, element: Element, key: string): Position {
  const part = element.kind === 'item' ? '*' : key;
  const word = element.kind === 'item' ? `[${key}]` : `${parent.label === '' ? '' : '.'}${key}`;
  return {
    shape: parent.shape === '' ? part : `${parent.shape}/${part}`,
    label: parent.label + word,
  };
}

function isBlockList(value: Node | undefined): boolean {
  return isSeq(value) && value.flow !== true;
}

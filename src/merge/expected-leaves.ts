import { diff3Merge } from 'node-diff3';
import { stringMeaning } from '../yaml/meaning.js';
import { ITEM, itemsOnPath, type FlatFile, type Leaf } from './flatten.js';
import type { Settle } from './text-merge.js';

/** Three files as the verifier sees them, and the rules that were in force. */
export interface FlatTrio {
  readonly ancestor: FlatFile;
  readonly ours: FlatFile;
  readonly theirs: FlatFile;
  readonly union: boolean;
  readonly dropPins: boolean;
  readonly settle: Settle | undefined;
}

type Meaning = string | undefined;

/** What a merge has to say at each path; `undefined` where both sides claim one. */
export function expectedLeaves(trio: FlatTrio): ReadonlyMap<string, string> | undefined {
  const expected = new Map<string, string>();
  for (const path of pathsOf(trio)) {
    const leaf = expectedLeaf(trio, path);
    if (leaf === 'conflict') return undefined;
    if (leaf.meaning !== undefined) expected.set(path, leaf.meaning);
  }
  return dropFilledLists(expected);
}

function pathsOf({ ancestor, ours, theirs }: FlatTrio): Set<string> {
  return new Set([ancestor, ours, theirs].flatMap(({ leaves }) => [...leaves.keys()]));
}

function expectedLeaf(trio: FlatTrio, path: string): { readonly meaning: Meaning } | 'conflict' {
  const [a, w, d] = leavesAt(trio, path);
  const unit = w?.unit ?? a?.unit ?? d?.unit;
  if (unit !== undefined && unitOf(trio.ours, unit) !== unitOf(trio.ancestor, unit)) {
    return expectedPin(trio, unit, { w: w?.meaning, d: d?.meaning });
  }
  const clash = w?.meaning !== d?.meaning && addedTwice(trio, path);
  if (!clash) {
    if (w?.meaning === d?.meaning || d?.meaning === a?.meaning) return { meaning: w?.meaning };
    if (w?.meaning === a?.meaning) return { meaning: d?.meaning };
  }
  const nested = mergedLiteral(a, w, d);
  if (nested !== undefined) return { meaning: nested };
  if (trio.settle === undefined) return 'conflict';
  return { meaning: trio.settle === 'ours' ? w?.meaning : d?.meaning };
}

/** Ours keeps a pin that it wrote; it goes only with the element that held it. */
function expectedPin(
  trio: FlatTrio,
  unit: string,
  { w, d }: { readonly w: Meaning; readonly d: Meaning },
): { readonly meaning: Meaning } | 'conflict' {
  const dropped = trio.ancestor.leaves.has(unit) && !trio.theirs.leaves.has(unit);
  if (!dropped || !trio.ours.leaves.has(unit)) return { meaning: w };
  if (trio.dropPins || trio.settle === 'theirs') return { meaning: d };
  return trio.settle === 'ours' ? { meaning: w } : 'conflict';
}

function leavesAt({ ancestor, ours, theirs }: FlatTrio, path: string) {
  return [ancestor.leaves.get(path), ours.leaves.get(path), theirs.leaves.get(path)] as const;
}

/** All that an element says in its pins, with the notes beside them. */
function unitOf({ leaves, pinNotes }: FlatFile, unit: string): string {
  const pins = [...leaves].filter(([, leaf]) => leaf.unit === unit);
  return [
    ...pins.map(([path, { meaning }]) => `${path}=${meaning}`).sort(),
    pinNotes.get(unit) ?? '',
  ].join('\n');
}

/** Whether both sides added a list item that `path` is in, so that its parts must not mix. */
function addedTwice({ ancestor, ours, theirs, union }: FlatTrio, path: string): boolean {
  const added = (item: string) =>
    !ancestor.leaves.has(item) && ours.leaves.has(item) && theirs.leaves.has(item);
  return !union && itemsOnPath(path).some(added);
}

function mergedLiteral(a: Leaf | undefined, w: Leaf | undefined, d: Leaf | undefined): Meaning {
  if (a?.literal === undefined || w?.literal === undefined || d?.literal === undefined)
    return undefined;
  const [base, ours, theirs] = [a, w, d].map(({ literal = '' }) => literal.split('\n'));
  const regions = diff3Merge(ours ?? [], base ?? [], theirs ?? []);
  if (regions.some(({ conflict }) => conflict)) return undefined;
  return stringMeaning(regions.flatMap(({ ok }) => ok ?? []).join('\n'));
}

/** An emptied list that the other side filled is no longer empty. */
function dropFilledLists(expected: Map<string, string>): ReadonlyMap<string, string> {
  const filled = new Set([...expected.keys()].flatMap(itemsOnPath).map(listOf));
  for (const [path, meaning] of expected)
    if (meaning === '[]' && filled.has(path)) expected.delete(path);
  return expected;
}

function listOf(item: string): string {
  return item.slice(0, item.lastIndexOf(ITEM));
}

import { isMap, isNode, isSeq, type Node, type Pair } from '../yaml/ast.js';
import { contentEnd } from '../yaml/extent.js';
import { nodeMeaning, sourceText } from '../yaml/meaning.js';
import type { YamlDocument } from '../yaml/parse.js';
import { itemIdentities } from './identity-table.js';
import { objectType, type ObjectType } from './object-type.js';
import { pinCommentsIn, pinFields } from './pin-table.js';

/** One fact that a file states: a value, or that there is a map, item or empty list. */
export interface Leaf {
  readonly meaning: string;
  /** The lines that state it, from 0, the last one included. */
  readonly lines: readonly [first: number, last: number];
  /** The path of the element whose pin unit the leaf belongs to. */
  readonly unit?: string;
  /** The text of a literal block scalar. */
  readonly literal?: string;
}

export interface FlatFile {
  readonly leaves: ReadonlyMap<string, Leaf>;
  /** What bumps noted beside pins, by the path of the element that holds them. */
  readonly pinNotes: ReadonlyMap<string, string>;
  /** Lists that have an identity row but no usable identities. */
  readonly atomic: ReadonlySet<string>;
}

export interface FlattenInput {
  readonly path: string;
  readonly text: string;
  readonly documents: readonly YamlDocument[];
  /** The key of each document; see `documentKeys`. */
  readonly keys: readonly string[];
  /** Lists that count as one value because they do on some side. */
  readonly asValue: ReadonlySet<string>;
}

/** Before a key and before the identity of an item in a path; characters that files do not hold. */
const KEY = '\uE000';
export const ITEM = '\uE001';

/** A YAML file as path → value, lists by the identities of their items. */
export function flatten(input: FlattenInput): FlatFile {
  const flat = {
    leaves: new Map<string, Leaf>(),
    pinNotes: new Map<string, string>(),
    atomic: new Set<string>(),
  };
  const lines = input.text.split('\n');
  for (const [index, document] of input.documents.entries()) {
    const type = objectType(document, input.path);
    const path = `document ${input.keys[index] ?? ''}`;
    const start = document.contents?.range[0] ?? 0;
    collect(
      { ...input, ...flat, type, lines },
      { path, shape: '', start, unit: undefined },
      document.contents,
    );
  }
  return flat;
}

interface Walk extends FlattenInput {
  readonly type: ObjectType;
  readonly lines: readonly string[];
  readonly leaves: Map<string, Leaf>;
  readonly pinNotes: Map<string, string>;
  readonly atomic: Set<string>;
}

interface Spot {
  readonly path: string;
  readonly shape: string;
  /** Offset of the key or item. */
  readonly start: number;
  readonly unit: string | undefined;
}

function collect(walk: Walk, spot: Spot, node: Node | null): void {
  const pins = pinFields(walk.path, spot.shape);
  if (pins) walk.pinNotes.set(spot.path, notesBeside(walk, spot, node));
  const items = isSeq(node) ? identitiesOf(walk, spot, node) : undefined;
  if (isMap(node)) collectEntries(walk, spot, node.items);
  else if (isSeq(node) && items && items.length > 0)
    collectItems(walk, spot, { list: node.items, items });
  else state(walk, pins ? { ...spot, unit: spot.path } : spot, node);
}

function collectEntries(walk: Walk, spot: Spot, entries: readonly Pair[]): void {
  const pins = pinFields(walk.path, spot.shape);
  const line = lineOf(walk, spot.start);
  walk.leaves.set(spot.path, { meaning: 'map', lines: [line, line] });
  for (const { key, value } of entries) {
    const name = sourceText(key);
    const shape = spot.shape === '' ? name : `${spot.shape}/${name}`;
    const start = isNode(key) ? (key.range?.[0] ?? 0) : spot.start;
    const unit = pins?.has(name) ? spot.path : undefined;
    collect(walk, { path: `${spot.path}${KEY}${name}`, shape, start, unit }, nodeOf(value));
  }
}

function collectItems(
  walk: Walk,
  spot: Spot,
  { list, items }: { readonly list: readonly unknown[]; readonly items: readonly string[] },
): void {
  for (const [index, identity] of items.entries()) {
    const item = nodeOf(list[index]);
    const start = item?.range?.[0] ?? spot.start;
    collect(
      walk,
      { path: `${spot.path}${ITEM}${identity}`, shape: `${spot.shape}/*`, start, unit: undefined },
      item,
    );
  }
}

function identitiesOf(walk: Walk, spot: Spot, list: Node): string[] | undefined {
  const known = itemIdentities(list, walk.type, spot.shape);
  const identities = walk.asValue.has(spot.path) ? undefined : known;
  if (!identities) walk.atomic.add(spot.path);
  return identities;
}

function state(walk: Walk, { path, start, unit }: Spot, node: Node | null): void {
  const end = node ? Math.max(start, contentEnd(node, walk.text)) : start;
  const literal =
    node && 'type' in node && node.type === 'BLOCK_LITERAL' ? sourceText(node) : undefined;
  walk.leaves.set(path, {
    meaning: nodeMeaning(node),
    lines: [lineOf(walk, start), lineOf(walk, end)],
    ...(unit !== undefined && { unit }),
    ...(literal !== undefined && { literal }),
  });
}

/** Notes on the holder's own lines and on the comment lines above them. */
function notesBeside({ lines, text }: Walk, { start }: Spot, node: Node | null): string {
  let first = text.slice(0, start).split('\n').length - 1;
  const last = text.slice(0, node ? contentEnd(node, text) : start).split('\n').length - 1;
  while (lines[first - 1]?.trimStart().startsWith('#')) first--;
  return pinCommentsIn(lines.slice(first, last + 1).join('\n')).join('\n');
}

function lineOf({ text }: Walk, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

function nodeOf(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

/** The paths of the list items that a path leads through, itself included. */
export function itemsOnPath(path: string): string[] {
  const ends = path.matchAll(/\uE001[^\uE000\uE001]*/g);
  return [...ends].map((match) => path.slice(0, match.index + match[0].length));
}

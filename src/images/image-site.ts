import { UsageError, type Place } from '../errors.js';
import { splitReference } from '../model/image-reference.js';
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from '../yaml/ast.js';
import type { YamlPath } from '../yaml/locate.js';
import type { YamlDocument } from '../yaml/parse.js';
import type { Splice } from '../yaml/splice.js';
import { unitOf, type ImageUnit } from './image-change.js';

/** A document to edit: one of a file's, or one inside of a file's block scalar. */
export interface YamlSource {
  /** The text that the document's positions count in. */
  readonly text: string;
  readonly document: YamlDocument;
  /** Where the document stands: its index in the file, and the way to the block scalar. */
  readonly base: YamlPath;
  /** Turns a splice of `text` into one of the file. */
  readonly lift: (splice: Splice) => Splice;
  /** File, line and column of an offset of `text`. */
  readonly placeAt: (offset: number) => Place;
}

/** One place for a text: a key of a map, there or not, or an item of a list. */
export interface Slot {
  readonly parent: YAMLMap | YAMLSeq;
  readonly key: string | number;
  readonly path: YamlPath;
}

/** An image whose name, tag and digest each have a slot of their own. */
export interface PartsLayout {
  readonly kind: 'parts';
  readonly registry?: Slot;
  readonly newName?: Slot;
  readonly tag?: Slot;
  readonly digest?: Slot;
  /** Keys in the order in which they are written; an inserted one goes behind those before it. */
  readonly keyOrder: readonly string[];
  /** How a slot that is no longer wanted goes: with its key, or by an empty text. */
  readonly removal: 'key' | 'text';
}

/** An image written as one reference, `prefix` (such as `app=`) before it. */
export interface ReferenceLayout {
  readonly kind: 'reference';
  readonly slot: Slot;
  readonly prefix: string;
}

export type ImageForm = 'kustomization' | 'imageTags' | 'helm' | 'argocd' | 'manifest';

/** One image in a file, with all that is needed to set it. */
export interface ImageSite {
  readonly source: YamlSource;
  readonly form: ImageForm;
  readonly name: string;
  /** Where the entry begins (its dash or key) and ends in the source's text. */
  readonly start: number;
  readonly end: number;
  /** Where the entry stands: its list item, or the key that holds the image. */
  readonly path: YamlPath;
  /** Why the entry cannot be edited where it stands, if so: it is an alias (X5), or folded text. */
  readonly frozen?: string;
  readonly layout: PartsLayout | ReferenceLayout;
}

/** What stands in a slot. */
export interface SlotReading {
  /** The pair in the slot's own map. */
  readonly pair?: Pair;
  readonly node?: unknown;
  /** The source text of a plain scalar, else its value; absent where empty, null or no scalar. */
  readonly text?: string;
  /** The text comes by a merge key from another map (K17). */
  readonly inherited: boolean;
}

export function readSlot(source: YamlSource, slot: Slot | undefined): SlotReading {
  if (!slot) return { inherited: false };
  const { parent, key } = slot;
  if (isSeq(parent)) return withText(source, { node: parent.items[Number(key)], inherited: false });
  const pair = findPair(parent, String(key));
  if (pair) return withText(source, { pair, node: pair.value, inherited: false });
  const merged = findMerged(source, parent, String(key));
  return merged ? withText(source, { node: merged.value, inherited: true }) : { inherited: false };
}

export function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isPair(pair) && keyText(pair) === key);
}

/** A pair's key as text; `undefined` for keys that are no scalars. */
export function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? scalarSource(pair.key) : undefined;
}

/** What a scalar says literally: `1.20` stays `1.20`, though a parser makes it 1.2 (T10). */
export function scalarSource(node: Scalar): string {
  if (node.type === 'PLAIN') return node.source ?? '';
  const text = String(node.value);
  return node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL' ? text.trim() : text;
}

/** The node itself, or what it is an alias of. */
export function resolved(source: YamlSource, node: unknown): unknown {
  return isAlias(node) ? node.resolve(source.document) : node;
}

/** What the entry says: T4's `tag@digest` in the tag and T5's reference in the name taken apart. */
export function readUnit({ source, layout }: Pick<ImageSite, 'source' | 'layout'>): ImageUnit {
  if (layout.kind === 'reference') {
    const text = readSlot(source, layout.slot).text ?? '';
    const { name, tag, digest } = splitReference(text.slice(layout.prefix.length));
    return unitOf({ newName: name, tag, digest });
  }
  const [registry, name, tagText, digestText] = [
    layout.registry,
    layout.newName,
    layout.tag,
    layout.digest,
  ].map((slot) => readSlot(source, slot).text);
  const joined = registry === undefined || name === undefined ? name : `${registry}/${name}`;
  const named: Partial<ReturnType<typeof splitReference>> =
    joined === undefined ? {} : splitReference(joined);
  const [tag, packed] = tagText?.split('@') ?? [];
  return unitOf({
    newName: named.name,
    tag: tag ?? named.tag,
    digest: digestText ?? packed ?? named.digest,
  });
}

/** The refusal of a file that cannot be edited without guessing, at an offset of the source's text. */
export function notEditable(source: YamlSource, offset: number, refusal: Refusal): UsageError {
  const { message, hint, code = 'NOT_EDITABLE' } = refusal;
  return new UsageError(message, {
    code,
    place: source.placeAt(offset),
    ...(hint !== undefined && { hint }),
  });
}

export interface Refusal {
  readonly message: string;
  readonly hint?: string;
  readonly code?: string;
}

function findMerged(source: YamlSource, map: YAMLMap, key: string): Pair | undefined {
  const merge = findPair(map, '<<');
  const value = resolved(source, merge?.value);
  const maps = isSeq(value) ? value.items.map((item) => resolved(source, item)) : [value];
  return maps
    .filter(isMap)
    .map((each) => findPair(each, key))
    .find((pair) => pair !== undefined);
}

function withText(source: YamlSource, reading: Omit<SlotReading, 'text'>): SlotReading {
  const node = resolved(source, reading.node);
  if (!isScalar(node) || node.value === null || node.value === '') return reading;
  return { ...reading, text: scalarSource(node) };
}

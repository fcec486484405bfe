import { BugError } from '../errors.js';
import { isAlias, isMap, isScalar } from '../yaml/ast.js';
import { insertPair, isJsonMap, pairStart, rangeOf, removePair } from '../yaml/splice-pair.js';
import { spliceScalar, type NewText } from '../yaml/splice-scalar.js';
import type { Splice } from '../yaml/splice.js';
import type { ImageWarning } from './image-change.js';
import { findPair, type ImageSite } from './image-site.js';
import type { PlacedWish } from './slot-plan.js';

/** Replaces the text that stands in a slot. */
export function setSlot({ source }: ImageSite, { slot, reading, text = '' }: PlacedWish): Splice {
  const json = isMap(slot.parent) && isJsonMap(slot.parent);
  return spliceNode(source.text, reading.node, { value: text, json });
}

/** Inserts the slot's key behind those that come before it, in block style with a comment. */
export function insertSlot(
  { source, layout }: ImageSite,
  { slot, text = '' }: PlacedWish,
  comment: string,
): Splice {
  const map = slot.parent;
  const key = String(slot.key);
  if (!isMap(map) || layout.kind !== 'parts') throw new BugError('a list takes no keys');
  const before = layout.keyOrder.slice(0, layout.keyOrder.indexOf(key));
  const anchors = before.map((name) => findPair(map, name)).filter((pair) => pair !== undefined);
  const anchor = anchors.at(-1) ?? map.items.at(-1);
  if (!anchor) throw new BugError('an image entry is an empty map');
  return insertPair(source.text, { map, pair: anchor }, { key, value: text, comment });
}

/** Puts the wished key and its text where another key and its value stand (T8). */
export function swapSlots({ source }: ImageSite, wish: PlacedWish, instead: PlacedWish): Splice[] {
  const { pair } = instead.reading;
  const json = isMap(wish.slot.parent) && isJsonMap(wish.slot.parent);
  return [
    spliceNode(source.text, pair?.key, { value: String(wish.slot.key), json }),
    spliceNode(source.text, pair?.value, { value: wish.text ?? '', json }),
  ];
}

/** Removes the slot's key; a comment that goes with it is reported (T1). */
export function removeSlot(
  { source, name }: ImageSite,
  { slot: { parent }, reading: { pair } }: PlacedWish,
): { splice: Splice; warnings: ImageWarning[] } {
  if (!isMap(parent) || !pair) throw new BugError('only a key of a map can be removed');
  const splice = removePair(source.text, parent, pair);
  const behind = source.text.slice(rangeOf(pair.value)[1], splice.end);
  const comment = /(?:^|\s)(#.*)/.exec(behind)?.[1]?.trim();
  if (comment === undefined) return { splice, warnings: [] };
  const { path, line = 1 } = source.placeAt(pairStart(pair));
  const message = `"${name}": the comment "${comment}" went with the line it stood on`;
  return { splice, warnings: [{ code: 'COMMENT_REMOVED', message, path, line }] };
}

function spliceNode(text: string, node: unknown, value: NewText): Splice {
  if (!isScalar(node) && !isAlias(node)) throw new BugError('only a scalar can be replaced');
  return spliceScalar(text, node, value);
}

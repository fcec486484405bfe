import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from '../yaml/ast.js';
import { columnOf, nextLineStartAt } from '../yaml/lines.js';
import type { LiteralView } from '../yaml/literal-view.js';
import { scalarText } from '../yaml/scalar.js';
import { insertItem, itemLines, itemStart } from '../yaml/splice-item.js';
import { gapBefore, insertLines, isJsonMap, pairStart, rangeOf } from '../yaml/splice-pair.js';
import type { Splice } from '../yaml/splice.js';
import type { ImageUnit } from './image-change.js';
import { keyText, notEditable, readSlot, type YamlSource } from './image-site.js';
import { imageLists } from './kustomization-images.js';
import type { SlotPlan } from './slot-plan.js';

export interface NewEntry {
  readonly name: string;
  readonly unit: ImageUnit;
  /** Goes to the line of the tag, or of the digest. */
  readonly comment: string;
}

/**
 * Plans a new entry in the `images` of a kustomization: into the list there is, at its place if
 * that is sorted by name (K13); else as a new list at the document's end (K10).
 *
 * @throws UsageError `NOT_EDITABLE` where the list stands elsewhere, behind an alias, or where a
 *   comment is wanted and has no place.
 */
export function planEntry(source: YamlSource, entry: NewEntry): SlotPlan {
  const list = imageLists(source).find(({ form }) => form === 'kustomization')?.pair;
  refuseComment(source, list?.value, entry);
  if (!list) return planNewList(source, entry);
  const { value } = list;
  if (isSeq(value) && value.items.length > 0) {
    return planItem(source, value, { entry, key: keyText(list) ?? '' });
  }
  const empty = isSeq(value) || (isScalar(value) && value.value === null);
  if (empty) return planFirstItem(source, list, entry);
  throw notEditable(source, pairStart(list), { message: 'the list of images is an alias' });
}

/** A comment needs a line of its own, which neither JSON nor a list in brackets has. */
function refuseComment(source: YamlSource, list: unknown, { name, comment }: NewEntry): void {
  const root = source.document.contents;
  const inLine =
    (isMap(root) && root.flow === true) ||
    (isSeq(list) && list.flow === true && list.items.length > 0);
  if (comment === '' || !inLine) return;
  throw notEditable(source, rangeOf(root)[0], {
    message: `there is no place for the order key of "${name}": it needs a line of its own`,
    hint: 'write the entries below each other, or leave out --order-key',
  });
}

/** A file without content; an empty document counts, a stream of comments has none. */
export interface EmptyFile {
  readonly text: string;
  readonly documents: number;
}

/** Plans a file's first content: `images` behind whatever comments there are (K25). */
export function planFirstContent({ text, documents }: EmptyFile, entry: NewEntry): SlotPlan {
  const splice = insertLines(text, text.length, `images:\n${itemLines(blockLines(entry), 0)}`);
  return plan([splice], {
    path: [Math.max(0, documents - 1)],
    value: new Map([['images', [entryView(entry)]]]),
  });
}

function planNewList(source: YamlSource, entry: NewEntry): SlotPlan {
  const { text, document, base } = source;
  const root = document.contents;
  const change = { path: [...base, 'images'], value: [entryView(entry)] };
  if (isMap(root) && root.flow === true) return plan([insertFlowList(text, root, entry)], change);
  const lines = `images:\n${itemLines(blockLines(entry), listIndent(text, root))}`;
  return plan([insertLines(text, documentEnd(source), lines)], change);
}

function insertFlowList(text: string, root: YAMLMap, entry: NewEntry): Splice {
  const json = isJsonMap(root) || root.items.length === 0;
  const pair = json
    ? `"images": [${flowEntry(entry, true)}]`
    : `images: [${flowEntry(entry, false)}]`;
  const last = root.items.at(-1);
  if (!last) return { start: rangeOf(root)[0], end: rangeOf(root)[1], text: `{${pair}}` };
  const at = rangeOf(last.value ?? last.key)[1];
  return { start: at, end: at, text: `,${gapBefore(text, pairStart(last))}${pair}` };
}

/** `images:` with nothing, `null` or `[]` behind it (K11, K12). */
function planFirstItem(source: YamlSource, pair: Pair, entry: NewEntry): SlotPlan {
  const { text, document, base } = source;
  const root = document.contents;
  const change = { path: [...base, keyText(pair) ?? ''], value: [entryView(entry)] };
  const [start, end, nodeEnd] = rangeOf(pair.value);
  if (isMap(root) && root.flow === true) {
    return plan([{ start, end, text: `[${flowEntry(entry, isJsonMap(root))}]` }], change);
  }
  const head =
    start === end ? [] : [{ start: text.slice(0, start).trimEnd().length, end, text: '' }];
  const lines = itemLines(
    blockLines(entry),
    columnOf(text, pairStart(pair)) + listIndent(text, root),
  );
  return plan([...head, insertLines(text, nextLineStartAt(text, nodeEnd), lines)], change);
}

function planItem(
  source: YamlSource,
  list: YAMLSeq,
  { entry, key }: { entry: NewEntry; key: string },
): SlotPlan {
  const index = placeByName(source, list, entry.name);
  const first = list.items[0];
  const lines =
    list.flow === true ? [flowEntry(entry, isMap(first) && isJsonMap(first))] : blockLines(entry);
  const change = { path: [...source.base, key, index], value: entryView(entry), insert: true };
  return plan([insertItem(source.text, list, { index, lines })], change);
}

/** Where the name belongs in a list that is sorted by name; else the end. */
function placeByName(source: YamlSource, list: YAMLSeq, name: string): number {
  const names = list.items.map((item) =>
    isMap(item) ? readSlot(source, { parent: item, key: 'name', path: [] }).text : undefined,
  );
  const sorted = names.every(
    (each, index) => each !== undefined && (index === 0 || (names[index - 1] ?? '') <= each),
  );
  const place = names.findIndex((each) => each !== undefined && each > name);
  return sorted && place >= 0 ? place : list.items.length;
}

/** How far the dashes of the file's lists stand from their key; kustomize itself writes 0. */
function listIndent(text: string, root: Node | null): number {
  if (!isMap(root)) return 0;
  const lists = root.items.filter(
    ({ value }) => isSeq(value) && value.flow !== true && value.items.length > 0,
  );
  const [pair] = lists;
  return pair
    ? columnOf(text, itemStart(pair.value as YAMLSeq, 0)) - columnOf(text, pairStart(pair))
    : 0;
}

/** Behind the comments at the end of the document, before `...` or the next `---`. */
function documentEnd({ text, document }: YamlSource): number {
  const [, end, streamEnd] = document.range;
  const comments =
    /^(?:[ \t]*(?:#[^\n]*)?(?:\r?\n|$))*/.exec(text.slice(end, streamEnd))?.[0].length ?? 0;
  return nextLineStartAt(text, end + comments);
}

function fieldsOf({ name, unit }: NewEntry): [string, string][] {
  const fields: [string, string | undefined][] = [
    ['name', name],
    ['newName', unit.newName],
    ['newTag', unit.tag],
    ['digest', unit.digest],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== undefined);
}

function blockLines(entry: NewEntry): string[] {
  const carrier = entry.unit.tag === undefined ? 'digest' : 'newTag';
  return fieldsOf(entry).map(([key, value]) => {
    const line = `${key}: ${scalarText(value)}`;
    return key === carrier && entry.comment !== '' ? `${line} ${entry.comment}` : line;
  });
}

function flowEntry(entry: NewEntry, json: boolean): string {
  const spell = json ? (text: string) => JSON.stringify(text) : scalarText;
  return `{${fieldsOf(entry)
    .map(([key, value]) => `${spell(key)}: ${spell(value)}`)
    .join(', ')}}`;
}

function entryView(entry: NewEntry): LiteralView {
  return new Map(fieldsOf(entry));
}

function plan(splices: Splice[], change: SlotPlan['changes'][number]): SlotPlan {
  return { splices, changes: [change], warnings: [] };
}

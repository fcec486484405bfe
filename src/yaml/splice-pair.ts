import { isNode, type Node, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { BugError } from '../errors.js';
import { columnOf, lineBreakAt, lineEndAt, lineStartAt, nextLineStartAt } from './lines.js';
import { scalarText } from './scalar.js';
import type { Splice } from './splice.js';

export type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

export interface NewPair {
  readonly key: string;
  readonly value: string;
  /** Goes to the end of the inserted line, `#` included; block style only. */
  readonly comment?: string;
}

/** Inserts `key: value` behind a pair of the same map, in that map's style. */
export function insertPair(text: string, after: PairPlace, pair: NewPair): Splice {
  const insert = after.map.flow === true ? insertFlow : insertBlock;
  return insert(text, after.pair, pair);
}

export interface PairPlace {
  readonly map: YAMLMap;
  readonly pair: Pair;
}

/** Removes a pair: its lines in block style (a dash before it moves on), itself and a comma in flow style. */
export function removePair(text: string, map: YAMLMap, pair: Pair): Splice {
  const index = map.items.indexOf(pair);
  return map.flow === true
    ? removeFlow(map, index)
    : removeBlock(text, pair, index === map.items.length - 1);
}

/** Where a pair begins: its key, or the `?` before it. */
export function pairStart(pair: Pair): number {
  const token = (pair as ParsedPair).srcToken;
  const mark = token?.start.find(({ type }) => type === 'explicit-key-ind');
  return mark?.offset ?? rangeOf(pair.key)[0];
}

/** Whether a flow map is written as JSON is, its keys in double quotes. */
export function isJsonMap(map: YAMLMap): boolean {
  const key = map.items[0]?.key;
  return map.flow === true && isNode(key) && 'type' in key && key.type === 'QUOTE_DOUBLE';
}

export function rangeOf(node: unknown): readonly [number, number, number] {
  const range = isNode(node) ? (node as Node).range : undefined;
  if (!range) throw new BugError('a node of a parsed document has no position');
  return range;
}

/** Where a node's text ends: a block scalar's range goes on to the next line. */
export function textEnd(text: string, node: unknown): number {
  const [start, end] = rangeOf(node);
  return start + text.slice(start, end).trimEnd().length;
}

function pairEnd(pair: Pair): readonly [number, number] {
  const [, valueEnd, nodeEnd] = rangeOf(pair.value ?? pair.key);
  return [valueEnd, nodeEnd];
}

function insertBlock(text: string, after: Pair, { key, value, comment }: NewPair): Splice {
  const line = `${' '.repeat(columnOf(text, pairStart(after)))}${scalarText(key)}: ${scalarText(value)}`;
  return insertLines(
    text,
    nextLineStartAt(text, pairEnd(after)[1]),
    comment === undefined || comment === '' ? line : `${line} ${comment}`,
  );
}

/** Puts whole lines, without their last line break, before the line that starts at `at`. */
export function insertLines(text: string, at: number, lines: string): Splice {
  const lineBreak = lineBreakAt(text, Math.max(0, at - 1));
  const unfinished = at === text.length && at > lineStartAt(text, at);
  const block = lines.replaceAll('\n', lineBreak);
  return { start: at, end: at, text: unfinished ? lineBreak + block : block + lineBreak };
}

function insertFlow(text: string, after: Pair, { key, value }: NewPair): Splice {
  const json = text[rangeOf(after.key)[0]] === '"';
  const spelled = json
    ? `${JSON.stringify(key)}: ${JSON.stringify(value)}`
    : `${scalarText(key)}: ${scalarText(value)}`;
  const at = pairEnd(after)[0];
  return { start: at, end: at, text: `,${gapBefore(text, rangeOf(after.key)[0])}${spelled}` };
}

/** The space between two items of a flow collection: a line break where the neighbour has one. */
export function gapBefore(text: string, neighbour: number): string {
  const start = lineStartAt(text, neighbour);
  const indent = text.slice(start, neighbour);
  return start > 0 && indent.trim() === '' ? lineBreakAt(text, start - 1) + indent : ' ';
}

function removeFlow(map: YAMLMap, index: number): Splice {
  const [before, pair, behind] = [map.items[index - 1], map.items[index], map.items[index + 1]];
  if (!pair) throw new BugError('the pair to remove is not in its map');
  if (before) return { start: pairEnd(before)[0], end: pairEnd(pair)[0], text: '' };
  return { start: pairStart(pair), end: behind ? pairStart(behind) : pairEnd(pair)[0], text: '' };
}

function removeBlock(text: string, pair: Pair, last: boolean): Splice {
  const key = pairStart(pair);
  const start = lineStartAt(text, key);
  const end = nextLineStartAt(text, pairEnd(pair)[1]);
  const ownLine = text.slice(start, key).trim() === '';
  if (ownLine && end === text.length && !text.endsWith('\n')) {
    return { start: lineEndAt(text, Math.max(0, start - 2)), end, text: '' };
  }
  if (ownLine) return { start, end, text: '' };
  if (last) return { start: key, end: pairEnd(pair)[0], text: '' };
  return { start: key, end: end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0), text: '' };
}

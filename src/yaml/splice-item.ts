import type { Node, YAMLSeq } from 'yaml';
import { columnOf, lineStartAt, nextLineStartAt } from './lines.js';
import { gapBefore, insertLines, rangeOf } from './splice-pair.js';
import type { Splice } from './splice.js';

/** Where an item begins: its dash in block style. */
export function itemStart(list: YAMLSeq, index: number): number {
  const token = list.srcToken?.type === 'block-seq' ? list.srcToken.items[index] : undefined;
  const dash = token?.start.find(({ type }) => type === 'seq-item-ind');
  return dash?.offset ?? rangeOf(list.items[index])[0];
}

export interface NewItem {
  /** Where it is to stand; `items.length` is the end. */
  readonly index: number;
  /** Its lines without indentation in block style; one line in flow style. */
  readonly lines: readonly string[];
}

/** Inserts an item into a list that has some, in that list's style. */
export function insertItem(text: string, list: YAMLSeq, item: NewItem): Splice {
  return list.flow === true ? insertFlowItem(text, list, item) : insertBlockItem(text, list, item);
}

/** An item's lines behind a dash at `column`; `gap` is what stands between dash and first key. */
export function itemLines(lines: readonly string[], column: number, gap = ' '): string {
  const [indent, hanging] = [' '.repeat(column), ' '.repeat(column + 1 + gap.length)];
  return lines.map((line, index) => (index === 0 ? `${indent}-${gap}` : hanging) + line).join('\n');
}

function insertBlockItem(text: string, list: YAMLSeq, { index, lines }: NewItem): Splice {
  const dash = itemStart(list, 0);
  const gap = /^-( +)\S/.exec(text.slice(dash, rangeOf(list.items[0])[0] + 1))?.[1];
  const at =
    index === 0
      ? startWithComments(text, lineStartAt(text, dash))
      : nextLineStartAt(text, rangeOf(list.items[index - 1])[2]);
  return insertLines(text, at, itemLines(lines, columnOf(text, dash), gap));
}

/** The comment lines directly above a line belong to it. */
function startWithComments(text: string, lineStart: number): number {
  const comments = /(?:(?<=^|\n)[ \t]*#[^\n]*\n)+$/.exec(text.slice(0, lineStart));
  return comments ? comments.index : lineStart;
}

function insertFlowItem(text: string, list: YAMLSeq, { index, lines }: NewItem): Splice {
  const neighbour = list.items[Math.max(0, index - 1)] as Node;
  const [start, end] = rangeOf(neighbour);
  const gap = gapBefore(text, start);
  const item = lines.join(' ');
  if (index === 0) return { start, end: start, text: `${item},${gap}` };
  return { start: end, end, text: `,${gap}${item}` };
}

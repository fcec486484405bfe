import { isCollection, isMap, isNode, isScalar, isSeq, type Node, type Pair } from '../yaml/ast.js';
import { contentEnd } from '../yaml/extent.js';
import { columnOf, lineEndAt, lineStartAt } from '../yaml/lines.js';
import { sourceText } from '../yaml/meaning.js';
import type { YamlDocument } from '../yaml/parse.js';
import { itemStart } from '../yaml/splice-item.js';
import { itemIdentities } from './identity-table.js';
import type { ObjectType } from './object-type.js';

/** An entry of a map or an item of a list, and the text that it takes up. */
export interface Element {
  readonly value: Node | undefined;
  /** The text of the whole file. */
  readonly file: string;
  /** Of its key or dash. */
  readonly start: number;
  /** Behind its last line, the line end not included; in flow style behind its value. */
  readonly end: number;
  readonly kind: 'root' | 'entry' | 'item';
  readonly flow: boolean;
}

/** The elements of a collection by key or item identity, in the order of the text. */
export type Outline = ReadonlyMap<string, Element>;

export const EMPTY_OUTLINE: Outline = new Map();

/** The content of a document as one element. */
export function rootElement(document: YamlDocument, file: string): Element {
  const { contents } = document;
  const start = contents?.range[0] ?? 0;
  const value = contents ?? undefined;
  return { value, file, start, end: endOfElement(value, start, file), kind: 'root', flow: false };
}

/** The outline of a map, or of a list whose items have identities; `undefined` of anything else. */
export function outlineOf(element: Element, type: ObjectType, shape: string): Outline | undefined {
  const { value, file } = element;
  if (isMap(value)) {
    const entries = value.items.map((pair) => entryElement(pair, file, value.flow === true));
    return new Map(entries);
  }
  const keys = itemIdentities(value, type, shape);
  if (!isSeq(value) || !keys) return undefined;
  return new Map(
    keys.map((key, index) => {
      const item = value.items[index];
      const node = isNode(item) ? item : undefined;
      return [
        key,
        elementAt(node, {
          file,
          start: itemStart(value, index),
          kind: 'item',
          flow: value.flow === true,
        }),
      ];
    }),
  );
}

/** Whether an element has its lines for itself, so that they can be removed. */
export function ownsLines({ file, start, flow }: Element): boolean {
  return !flow && file.slice(lineStartAt(file, start), start).trim() === '';
}

export function elementText({ file, start, end }: Element): string {
  return file.slice(start, end);
}

/** The comment lines directly above an element, and where they start. */
export function leadingComment({ file, start }: Element): { start: number; lines: string[] } {
  let lineStart = lineStartAt(file, start);
  const lines: string[] = [];
  while (lineStart > 0) {
    const above = lineStartAt(file, lineStart - 1);
    const line = file.slice(above, lineStart - 1).trim();
    if (!line.startsWith('#')) break;
    lines.unshift(line);
    lineStart = above;
  }
  return { start: lineStart, lines };
}

/** An element's text as it has to be written where elements start in `column`. */
export function textAtColumn(element: Element, column: number): string {
  const own = columnOf(element.file, element.start);
  return elementText(element)
    .split('\n')
    .map((line, index) => (index === 0 ? line : shift(line, column - own)))
    .join('\n');
}

export function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true;
}

/** Where a scalar stands that is written on one line; `undefined` of other values. */
export function inlineRange({ value, file }: Element): readonly [number, number] | undefined {
  if (!isScalar(value) || !value.range || value.type?.startsWith('BLOCK')) return undefined;
  const [start, end] = value.range;
  return end > start && !file.slice(start, end).includes('\n') ? [start, end] : undefined;
}

function entryElement({ key, value }: Pair, file: string, flow: boolean): [string, Element] {
  const start = isNode(key) ? (key.range?.[0] ?? 0) : 0;
  const node = isNode(value) ? value : undefined;
  return [sourceText(key), elementAt(node, { file, start, kind: 'entry', flow })];
}

function elementAt(value: Node | undefined, at: Omit<Element, 'value' | 'end'>): Element {
  const end =
    at.flow && value ? contentEnd(value, at.file) : endOfElement(value, at.start, at.file);
  return { ...at, value, end };
}

function endOfElement(value: Node | undefined, start: number, file: string): number {
  return lineEndAt(file, value ? Math.max(start, contentEnd(value, file)) : start);
}

function shift(line: string, by: number): string {
  if (by >= 0) return line === '' ? line : ' '.repeat(by) + line;
  const blank = line.length - line.trimStart().length;
  return line.slice(Math.min(-by, blank));
}

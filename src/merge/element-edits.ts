import { isScalar } from '../yaml/ast.js';
import { commentsOf } from '../yaml/comments.js';
import { columnOf, lineStartAt } from '../yaml/lines.js';
import { sourceText } from '../yaml/meaning.js';
import type { Splice } from '../yaml/splice.js';
import {
  elementText,
  inlineRange,
  leadingComment,
  ownsLines,
  textAtColumn,
  type Element,
  type Outline,
} from './outline.js';
import { mergeText } from './text-merge.js';

/** Comments within an element's lines that its ancestor does not have. */
export function newComments(ours: Element, ancestor: Element | undefined): string[] {
  const known = ancestor ? commentsOf(elementText(ancestor)) : [];
  return commentsOf(elementText(ours)).filter((comment) => {
    const index = known.indexOf(comment);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

/** Gives `ours` the value of `theirs`: in place where both are one-line scalars, else its lines. */
export function replaceElement(ours: Element, theirs: Element): Splice {
  const [old, fresh] = [inlineRange(ours), inlineRange(theirs)];
  if (old && fresh) return { start: old[0], end: old[1], text: theirs.file.slice(...fresh) };
  const column = columnOf(ours.file, ours.start);
  return { start: ours.start, end: ours.end, text: textAtColumn(theirs, column) };
}

/**
 * Removes the lines of `ours`, with the comment above it if the ancestor has the same there and
 * the template dropped it too. `undefined` where it shares its first line.
 */
export function deleteElement(
  ours: Element,
  ancestor: Element,
  theirs: string,
): Splice | undefined {
  if (!ownsLines(ours)) return undefined;
  const [comment, known] = [leadingComment(ours), leadingComment(ancestor)];
  const same = comment.lines.join('\n') === known.lines.join('\n');
  const dropped = same && !comment.lines.some((line) => theirs.includes(line));
  const start = dropped ? comment.start : lineStartAt(ours.file, ours.start);
  return { start, end: ours.end + 1, text: '' };
}

export interface Insertion {
  readonly key: string;
  readonly ours: Outline;
  readonly theirs: Outline;
  /** Comments that stand in it already do not come with the element. */
  readonly ancestor: string;
}

/**
 * Inserts an element of `theirs` behind its nearest sibling before it that `ours` has too, else
 * before the first one. `undefined` where `ours` has no lines to go by.
 */
export function insertElement({ key, ours, theirs, ancestor }: Insertion): Splice | undefined {
  const element = theirs.get(key);
  const first = ours.values().next().value;
  if (!element || !first || first.flow) return undefined;
  if (element.flow && elementText(element).includes('\n')) return undefined;
  const column = columnOf(first.file, first.start);
  const indent = ' '.repeat(column);
  const comments = leadingComment(element).lines.filter((line) => !ancestor.includes(line));
  const text =
    (element.flow && element.kind === 'item' ? '- ' : '') + textAtColumn(element, column);
  const at = placeBehind(anchorOf(key, ours, theirs)) ?? placeBefore(first);
  return {
    start: at,
    end: at,
    text: [...comments, text].map((line) => `${indent}${line}\n`).join(''),
  };
}

/** Merges a literal block scalar that both sides changed; `undefined` where that is no clean text merge. */
export function mergeLiteral(
  ancestor: Element,
  ours: Element,
  theirs: Element,
): Splice | undefined {
  const sides = [ancestor, ours, theirs].map(({ value }) => value);
  if (!sides.every((value) => isScalar(value) && value.type === 'BLOCK_LITERAL')) return undefined;
  const [a = '', w = '', d = ''] = sides.map(sourceText);
  const labels = { ours: '', ancestor: '', theirs: '' };
  const merged = mergeText({ ancestor: a, ours: w, theirs: d }, labels);
  return merged.clean ? rewriteLiteral(ours, merged.text) : undefined;
}

function rewriteLiteral(ours: Element, text: string): Splice | undefined {
  const start = ours.value?.range?.[0] ?? 0;
  const [header = '', ...body] = ours.file.slice(start, ours.end).split('\n');
  const indent = /^ +/.exec(body.find((line) => line.trim() !== '') ?? '')?.[0];
  if (indent === undefined || !/^\|[-+]?\s*(#.*)?$/.test(header)) return undefined;
  const lines = text.replace(/\n$/, '').split('\n');
  const indented = lines.map((line) => (line === '' ? '' : indent + line));
  return { start, end: ours.end, text: [header, ...indented].join('\n') };
}

function anchorOf(key: string, ours: Outline, theirs: Outline): Element | undefined {
  const keys = [...theirs.keys()];
  const before = keys.slice(0, keys.indexOf(key)).reverse();
  const anchor = before.find((sibling) => ours.has(sibling));
  return anchor === undefined ? undefined : ours.get(anchor);
}

function placeBehind(anchor: Element | undefined): number | undefined {
  return anchor && anchor.end + 1;
}

/** Before the comment of the first element, unless that opens the file, or behind its dash. */
function placeBefore(first: Element): number {
  if (!ownsLines(first)) return first.end + 1;
  const { start } = leadingComment(first);
  return start === 0 ? lineStartAt(first.file, first.start) : start;
}

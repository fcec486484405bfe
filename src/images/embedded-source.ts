import { isScalar, type Scalar } from '../yaml/ast.js';
import { lineBreakAt, nextLineStartAt } from '../yaml/lines.js';
import type { YamlPath } from '../yaml/locate.js';
import { parseDocuments } from '../yaml/parse.js';
import { positionAt } from '../yaml/position.js';
import { rangeOf } from '../yaml/splice-pair.js';
import type { Splice } from '../yaml/splice.js';
import type { YamlSource } from './image-site.js';

/** YAML inside of a scalar, as a source of its own. */
export interface EmbeddedSource {
  readonly source: YamlSource;
  /** Whether it can be edited: in a literal block each line stands as it is, behind an indentation. */
  readonly literal: boolean;
}

/**
 * The YAML in a scalar. Splices of a literal block are lifted into the outer text with the block's
 * indentation (H20). `undefined` where the scalar is not one readable document.
 */
export function embeddedSource(
  outer: YamlSource,
  node: unknown,
  base: YamlPath,
): EmbeddedSource | undefined {
  if (!isScalar(node)) return undefined;
  const text = String(node.value);
  const [document, second] = parseDocuments(text, '1.1');
  if (!document || second || document.errors.length > 0) return undefined;
  const literal = node.type === 'BLOCK_LITERAL';
  const block = literal ? layoutOf(outer.text, node, text) : undefined;
  const start = rangeOf(node)[0];
  const source: YamlSource = {
    text,
    document,
    base,
    lift: (splice) =>
      outer.lift(block ? liftSplice(block, splice) : { ...splice, start, end: start }),
    placeAt: (offset) => outer.placeAt(block ? outerOffset(block, offset) : start),
  };
  return { source, literal };
}

interface Block {
  readonly inner: string;
  readonly indent: string;
  /** Offsets in the outer text at which the block's lines start, and where it ends. */
  readonly lineStarts: readonly number[];
  readonly lineBreak: string;
}

function layoutOf(outer: string, node: Scalar, inner: string): Block {
  const [start, end] = rangeOf(node);
  const lineStarts: number[] = [];
  for (let at = nextLineStartAt(outer, start + 1); at < end; at = nextLineStartAt(outer, at + 1)) {
    lineStarts.push(at);
  }
  lineStarts.push(end);
  const filled = inner.split('\n').findIndex((line) => line !== '');
  const first = outer.slice(lineStarts[filled]);
  const indent = first.slice(0, first.indexOf(inner.split('\n')[filled] ?? ''));
  return { inner, indent, lineStarts, lineBreak: lineBreakAt(outer, start) };
}

function outerOffset({ inner, indent, lineStarts }: Block, offset: number): number {
  const { line, column } = positionAt(inner, offset);
  return (lineStarts[line - 1] ?? 0) + indent.length + column - 1;
}

/** Whole lines are lifted with their indentation, anything else without: a blank line has none. */
function liftSplice(block: Block, { start, end, text }: Splice): Splice {
  const { inner, indent, lineStarts, lineBreak } = block;
  const [first, last] = [positionAt(inner, start), positionAt(inner, end)];
  const wholeLines = first.column === 1 && last.column === 1;
  if (!wholeLines) {
    const lifted = text.replace(/\r?\n/g, lineBreak + indent);
    return { start: outerOffset(block, start), end: outerOffset(block, end), text: lifted };
  }
  const lifted = text.replace(/^(?=.)/gm, indent).replace(/\r?\n/g, lineBreak);
  return {
    start: lineStarts[first.line - 1] ?? 0,
    end: lineStarts[last.line - 1] ?? 0,
    text: lifted,
  };
}

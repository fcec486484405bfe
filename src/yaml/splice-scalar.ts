import { isScalar, type Alias, type Scalar } from 'yaml';
import { scalarText } from './scalar.js';
import { rangeOf, textEnd } from './splice-pair.js';
import type { Splice } from './splice.js';

export interface NewText {
  readonly value: string;
  /** Quotes a plain scalar in any case, as JSON wants it. */
  readonly json?: boolean;
}

/**
 * Writes a one-line string where `node` stands. Quotes stay as they are, a plain scalar is quoted
 * if it has to be, a block scalar becomes a plain one; anchor and tag are kept.
 */
export function spliceScalar(text: string, node: Scalar | Alias, { value, json }: NewText): Splice {
  const [start, end] = rangeOf(node);
  const spelled = json === true ? JSON.stringify(value) : scalarText(value);
  const type = isScalar(node) ? node.type : undefined;
  if (type === 'QUOTE_DOUBLE') return { start, end, text: JSON.stringify(value) };
  if (type === 'QUOTE_SINGLE') return { start, end, text: `'${value.replaceAll("'", "''")}'` };
  if (start === end) return fillEmpty(text, start, spelled);
  return { start, end: textEnd(text, node), text: spelled };
}

/** `key:` has its empty value right behind the colon, or before a comment. */
function fillEmpty(text: string, offset: number, spelled: string): Splice {
  const start = text.slice(0, offset).replace(/[ \t]+$/, '').length;
  return { start, end: start, text: ` ${spelled}` };
}

import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { isPlainString } from './scalar.js';

/** Begins as no number, date or sign does, and is none of YAML's words: a string in every version. */
const SURELY_STRING =
  /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z_/][^:#,[\]{}&*!|>'"%@`\n]*$/i;
const SURELY_NUMBER = /^[-+]?[0-9]+(\.[0-9]+)?$/;

/** Says of a position, its keys joined by `/` and `*` for a list item, that it does not count. */
export type LeaveOut = (shape: string, node: unknown) => boolean;

export interface MeaningOptions {
  /** The position of the node itself. */
  readonly shape?: string;
  readonly leaveOut?: LeaveOut;
}

/**
 * A text that two nodes share exactly when they say the same: style, comments and the order of
 * keys do not count. Scalars compare by source text, not by the value of one YAML version:
 * `0644` differs from `"0644"` and from `420`; quoted and plain `abc` are the same.
 */
export function nodeMeaning(node: unknown, options: MeaningOptions = {}): string {
  const shape = options.shape ?? '';
  const within = (key: string) => ({ ...options, shape: shape === '' ? key : `${shape}/${key}` });
  if (isScalar(node)) return mark(node) + scalarMeaning(node);
  if (isAlias(node)) return `*${node.source}`;
  if (isSeq(node)) {
    return `${mark(node)}[${node.items.map((item) => nodeMeaning(item, within('*'))).join(',')}]`;
  }
  if (!isMap(node)) return 'nothing';
  const entries = node.items.flatMap(({ key, value }) => {
    const inner = within(sourceText(key));
    return options.leaveOut?.(inner.shape, value)
      ? []
      : [`${nodeMeaning(key)}:${nodeMeaning(value, inner)}`];
  });
  return `${mark(node)}{${entries.sort().join(',')}}`;
}

/** A scalar's text without quotes, as its author sees it; other nodes have none. */
export function sourceText(node: unknown): string {
  return isScalar(node) ? (node.source ?? String(node.value)) : '';
}

function scalarMeaning(scalar: Scalar): string {
  const text = sourceText(scalar);
  const string = scalar.type !== 'PLAIN' || isString(text);
  return string ? stringMeaning(text) : `plain ${JSON.stringify(text)}`;
}

function isString(text: string): boolean {
  return !SURELY_NUMBER.test(text) && (SURELY_STRING.test(text) || isPlainString(text));
}

/** The meaning of a scalar that is a string in every YAML version. */
export function stringMeaning(text: string): string {
  return `string ${JSON.stringify(text)}`;
}

function mark(node: Node): string {
  const anchor = 'anchor' in node && typeof node.anchor === 'string' ? `&${node.anchor} ` : '';
  return anchor + ('tag' in node && typeof node.tag === 'string' ? `!${node.tag} ` : '');
}

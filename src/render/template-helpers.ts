import { createHash } from 'node:crypto';
import { UsageError } from '../errors.js';
import { printYaml } from '../yaml/print.js';
import { scalarText } from '../yaml/scalar.js';
import { MAX_RANGE, rangeOf } from './range.js';

type Helper = (...args: unknown[]) => unknown;

/** All that a template can call; docs/guides/write-an-example.md describes each. */
export const TEMPLATE_HELPERS: Readonly<Record<string, Helper>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  not: (a) => !isTruthy(a),
  and: (...all) => all.every(isTruthy),
  or: (...any) => any.some(isTruthy),
  in: (value, ...rest) => rest.flat().includes(value),
  range: (count) => rangeOf(count) ?? noRange(count),
  add: (...numbers) => numbers.reduce<number>((sum, number) => sum + Number(number), 0),
  concat: (...parts) => parts.map(asText).join(''),
  join: (list, separator) => (list as unknown[]).map(asText).join(asText(separator)),
  quote: (text) => scalarText(asText(text)),
  toYaml: (value) => printYaml(value).trimEnd(),
  indent: (count, text) => asText(text).replace(/^(?=.)/gm, ' '.repeat(Number(count))),
  sha256: (text, length) =>
    createHash('sha256').update(asText(text)).digest('hex').slice(0, Number(length)),
};

/** As Handlebars' own `if` decides. */
function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function noRange(count: unknown): never {
  throw new UsageError(`range takes a whole number up to ${MAX_RANGE}, not ${asText(count)}`);
}

function asText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import { createHash } from 'node:crypto';
import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
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
  constantCase: (text) =>
    asText(text)
      .replace(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase(),
  named: (list, name) => elementNamed(list, name),
  callees: (list, name) => callsOf(elementNamed(list, name)).map((one) => elementNamed(list, one)),
  callers: (list, name) => elementsOf(list).filter((one) => callsOf(one).includes(name)),
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

interface Element {
  readonly name?: unknown;
  readonly calls?: unknown;
}

function elementsOf(list: unknown): readonly Element[] {
  return Array.isArray(list) ? (list as Element[]) : [];
}

function elementNamed(list: unknown, name: unknown): Element {
  const element = elementsOf(list).find((one) => one.name === name);
  if (element) return element;
  const known = elementsOf(list).map((one) => asText(one.name));
  const near = didYouMean(asText(name), known);
  throw new UsageError(`there is no "${asText(name)}" among ${known.join(', ')}${near}`);
}

function callsOf({ calls }: Element): readonly unknown[] {
  return Array.isArray(calls) ? calls : [];
}

function asText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

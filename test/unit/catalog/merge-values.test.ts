import { expect, test } from 'vitest';
import { mergeValues } from '../../../src/catalog/merge-values.js';

test('maps are merged, lists and all else replaced by the stronger layer', () => {
  const weak = { a: { x: 1, y: [1, 2] }, b: { z: 1 }, c: 'text' };
  const strong = { a: { y: [3] }, b: null, c: { d: 1 } };
  expect(mergeValues(weak, strong, { e: 5 })).toEqual({
    a: { x: 1, y: [3] },
    b: null,
    c: { d: 1 },
    e: 5,
  });
  expect(weak).toEqual({ a: { x: 1, y: [1, 2] }, b: { z: 1 }, c: 'text' });
});

test('no key reaches a prototype', () => {
  const hostile = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  ) as object;
  const merged = mergeValues({}, hostile as Record<string, unknown>);
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

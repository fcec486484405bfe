import { describe, expect, test } from 'vitest';
import { pairwise } from '../../support/pairwise.js';

const factors = { a: ['1', '2', '3'], b: ['x', 'y', 'z'], c: ['p', 'q', 'r'] } as const;

describe('pairwise', () => {
  test('has every pair, in far fewer rows than there are combinations', () => {
    const rows = pairwise(factors);
    for (const a of factors.a) {
      for (const b of factors.b) expect(rows).toContainEqual(expect.objectContaining({ a, b }));
      for (const c of factors.c) expect(rows).toContainEqual(expect.objectContaining({ a, c }));
    }
    expect(rows.length).toBeLessThan(15);
  });

  test('has no row whose values do not go together, and all other pairs', () => {
    const rows = pairwise(factors, ({ a, b }) => a !== '1' || b === 'x');
    expect(rows.filter(({ a, b }) => a === '1' && b !== 'x')).toEqual([]);
    for (const c of factors.c) expect(rows).toContainEqual(expect.objectContaining({ a: '1', c }));
  });
});

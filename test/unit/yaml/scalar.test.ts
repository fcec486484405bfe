import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isPlainString } from '../../../src/yaml/scalar.js';

describe('a path from the root', () => {
  test.each(['./a', './.inf', './1e3', './0x1F', './-', './...', './a-b_c/d.yaml'])(
    '%s stands plainly, and reads back in every version',
    (path) => {
      expect(isPlainString(path)).toBe(true);
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(`a: [${path}]`, { version })).toEqual({ a: [path] });
        expect(parse(`${path}: b`, { version })).toEqual({ [path]: 'b' });
      }
    },
  );

  test.each(['./a, b', './a #b', './a: b', './]'])('%s does not', (path) => {
    expect(isPlainString(path)).toBe(false);
  });
});

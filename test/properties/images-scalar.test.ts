import fc from 'fast-check';
import { stringify } from 'yaml';
import { expect, test } from 'vitest';
import { isMap, isScalar, isSeq, type Scalar } from '../../src/yaml/ast.js';
import { changeView, literalView, sameView } from '../../src/yaml/literal-view.js';
import { parseDocuments } from '../../src/yaml/parse.js';
import { applySplices } from '../../src/yaml/splice.js';
import { spliceScalar } from '../../src/yaml/splice-scalar.js';
import { RUNS } from './runs.js';

interface Place {
  readonly node: Scalar;
  readonly path: readonly (string | number)[];
}

const document = fc
  .record({
    value: fc.array(fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }), { minLength: 1 }),
    indent: fc.constantFrom(2, 4),
    lineWidth: fc.constantFrom(0, 20, 80),
    defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL'),
    flow: fc.boolean(),
  })
  .map(({ value, flow, ...options }) =>
    stringify(value, {
      ...options,
      ...(flow && { collectionStyle: 'flow' as const }),
      version: '1.1',
    }),
  )
  .filter((text) => parseDocuments(text, '1.1').every(({ errors }) => errors.length === 0));

test('Y16: one scalar of any document replaced, every other byte is equal', () => {
  fc.assert(
    fc.property(
      document,
      fc.nat(),
      fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
      (text, pick, value) => {
        const [before] = parseDocuments(text, '1.1');
        const places = scalarsOf(before?.contents);
        fc.pre(places.length > 0);
        const place = places[pick % places.length]!;
        const splice = spliceScalar(text, place.node, { value });
        const edited = applySplices(text, [splice]);
        expect(edited.startsWith(text.slice(0, splice.start))).toBe(true);
        expect(edited.endsWith(text.slice(splice.end))).toBe(true);
        const [after] = parseDocuments(edited, '1.1');
        expect(after?.errors).toEqual([]);
        const expected = changeView(literalView(before?.contents), { path: place.path, value });
        expect(sameView(literalView(after?.contents), expected)).toBe(true);
      },
    ),
    { numRuns: RUNS },
  );
});

function scalarsOf(node: unknown, path: readonly (string | number)[] = []): Place[] {
  if (isScalar(node)) return [{ node, path }];
  if (isSeq(node)) return node.items.flatMap((item, index) => scalarsOf(item, [...path, index]));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) =>
    scalarsOf(value, [...path, String((key as Scalar).value)]),
  );
}

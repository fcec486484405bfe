import { expect, test } from 'vitest';
import { withoutPrintedValues } from '../../../src/io/without-printed-values.js';

test.each([
  [
    'literals',
    'err="loading KV pairs: literal sources [a=hunter2 b]: invalid literal source hunter2, expected key=value"',
    'err="loading KV pairs: literal sources […]: invalid literal source, expected key=value"',
  ],
  [
    'an inline patch',
    'with config: `\n\tpatch: |\n\t  stringData: {a: hunter2}\n\t`: unable to parse SM or JSON patch from [patch: "stringData: {a: hunter2}"]',
    'with config: `…`: unable to parse SM or JSON patch from [patch: "…"]',
  ],
  [
    'a value of another type',
    'line 3: cannot unmarshal !!str `hunter2` into map[string]string',
    'line 3: cannot unmarshal !!str into map[string]string',
  ],
  ['a node', 'got value: {password: hunter2}', 'got value: {…}'],
])('hides %s that kustomize prints', (_, message, hidden) => {
  expect(withoutPrintedValues(message)).toBe(hidden);
});

test('says the same of the same failure in each build of kubectl', () => {
  const message = 'E1129 17:37:56.943109   30604 run.go:72] "command failed" err="no matches"';
  expect(withoutPrintedValues(message)).toBe('"no matches"');
});

test('keeps the path of a patch', () => {
  const message = 'unable to parse SM or JSON patch from [path: "patches/ingress.yaml"]';
  expect(withoutPrintedValues(message)).toBe(message);
});

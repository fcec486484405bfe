import { expect, test } from 'vitest';
import { formatPath, offsetOf } from '../../../src/yaml/locate.js';
import { parseDocuments } from '../../../src/yaml/parse.js';
import { positionAt } from '../../../src/yaml/position.js';
import { applySplices } from '../../../src/yaml/splice.js';

const TEXT = `a:
  - name: x
  - { "b c": 1, d: *anchor }
"e": &anchor
  f: g
`;

test.each([
  [[], '1:1', ''],
  [['a'], '1:1', 'a'],
  [['a', 0], '2:5', 'a[0]'],
  [['a', 0, 'name'], '2:5', 'a[0].name'],
  [['a', 1, 'b c'], '3:7', 'a[1]["b c"]'],
  [['a', 1, 'd', 'f'], '3:20', 'a[1].d.f'],
  [['e', 'f'], '5:3', 'e.f'],
  [['a', 7, 'x'], '1:1', 'a[7].x'],
  [['nowhere'], '1:1', 'nowhere'],
])('the place of %j is %s', (path, place, written) => {
  const { line, column } = positionAt(TEXT, offsetOf(parseDocuments(TEXT)[0]!, path));
  expect(`${line}:${column}`).toBe(place);
  expect(formatPath(path)).toBe(written);
});

test.each([
  ['a\r\nb', 3, '2:1'],
  ['a\rb', 2, '2:1'],
  ['ä😀b', 3, '1:4'],
  ['a\n', 2, '2:1'],
  ['', 0, '1:1'],
])('offset %2$d of %1$j is %3$s', (text, offset, place) => {
  const { line, column } = positionAt(text, offset);
  expect(`${line}:${column}`).toBe(place);
});

test('splices replace what they name and keep the rest, in any order', () => {
  const text = 'one two three';
  const splices = [
    { start: 8, end: 13, text: '3' },
    { start: 0, end: 3, text: '1' },
    { start: 4, end: 4, text: 'and ' },
  ];
  expect(applySplices(text, splices)).toBe('1 and two 3');
  expect(() =>
    applySplices(text, [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 4, text: '' },
    ]),
  ).toThrow('edits of one file overlap');
});

import { describe, expect, test } from 'vitest';
import { commentsOf } from '../../../src/yaml/comments.js';
import { contentEnd } from '../../../src/yaml/extent.js';
import { nodeMeaning } from '../../../src/yaml/meaning.js';
import { parseDocuments } from '../../../src/yaml/parse.js';

const meaning = (text: string) => nodeMeaning(parseDocuments(text)[0]?.contents);

describe('nodeMeaning', () => {
  test.each([
    ['a: web', 'a: "web"'],
    ['a: web', "'a':   web # note"],
    ['a: 1.25-alpine', 'a: "1.25-alpine"'],
    ['a: [x, y]', 'a:\n- x\n- y'],
    ['a: 1\nb: 2', '{b: 2, a: 1}'],
    ['a: |\n  x\n', 'a: "x\\n"'],
  ])('%j says what %j says', (a, b) => {
    expect(meaning(a)).toBe(meaning(b));
  });

  test.each([
    ['a: 0644', 'a: "0644"'],
    ['a: 0644', 'a: 420'],
    ['a: 1e3', 'a: 1000'],
    ['a: yes', 'a: "yes"'],
    ['a: y', 'a: "y"'],
    ['a: true', 'a: "true"'],
    ['a: 12345678901234567890', 'a: 12345678901234567000'],
    ['a: 2024-01-01', 'a: "2024-01-01"'],
    ['a: 0X1F', 'a: "0X1F"'],
    ['a: !t x', 'a: x'],
    ['a: &t x', 'a: x'],
    ['a:', 'a: ""'],
    ['a:', 'a: {}'],
    ['a: {}', 'a: []'],
    ['a: [x, y]', 'a: [y, x]'],
    ['a: ["x,y"]', 'a: [x, y]'],
  ])('%j does not say what %j says', (a, b) => {
    expect(meaning(a)).not.toBe(meaning(b));
  });

  test('leaves out what it is told to', () => {
    const leaveOut = (shape: string) => shape === 'images/*/newTag';
    const [a, b] = ['1', '2'].map(
      (tag) => parseDocuments(`images: [{name: a, newTag: ${tag}}]`)[0]?.contents,
    );
    expect(nodeMeaning(a, { leaveOut })).toBe(nodeMeaning(b, { leaveOut }));
    expect(nodeMeaning(a)).not.toBe(nodeMeaning(b));
  });
});

test('commentsOf finds comments and no text that looks like one', () => {
  const text = '# a\nb: x#y # c\nd: "# no"\ne: |\n  # no\n# f\nplain: a\n  b # g\n';
  expect(commentsOf(text)).toEqual(['# a', '# c', '# f', '# g']);
});

test.each([
  ['a: 1 # x\n# y\n', 'a: 1'],
  ['a:\n  - b\n  # x\n\n', 'a:\n  - b'],
  ['a: |\n  x\n\n# y\n', 'a: |\n  x\n'],
  ['a:\n  b: [1,\n    2] # x\n', 'a:\n  b: [1,\n    2]'],
  ['a:\n  b:\n# x\n', 'a:\n  b:'],
])('contentEnd of %j', (text, content) => {
  const node = parseDocuments(text)[0]?.contents;
  expect(text.slice(0, contentEnd(node!, text))).toBe(content.trimEnd());
});

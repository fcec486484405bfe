import { expect, test } from 'vitest';
import { bumped, D } from './bump.js';

const swap = (text: string) => text.replace('v1', 'v2');

test.each([
  ['Y1: comment and spacing', 'images:\n- name: a\n  newTag:   v1  # keep\n'],
  [
    'Y2: comments and blank lines',
    '# top\n\nimages:\n\n# of a\n- name: a\n\n  newTag: v1\n\n\n# of b\n- name: b\n\n# end\n\n',
  ],
  ['Y3: double quotes', 'images:\n- name: a\n  newTag: "v1"\n'],
  ['Y3: single quotes', "images:\n- name: a\n  newTag: 'v1'\n"],
  ['Y4: list indented by 2', 'images:\n  - name: a\n    newTag: v1\n'],
  ['Y4: list indented by 4', 'images:\n    - name: a\n      newTag: v1\n'],
  ['Y5: CRLF', 'images:\r\n- name: a\r\n  newTag: v1\r\n'],
  ['Y6: mixed line ends', 'images:\r\n- name: a\n  newTag: v1\r\n- name: b\n'],
  ['Y7: byte order mark', '\uFEFFimages:\n- name: a\n  newTag: v1\n'],
  ['Y8: no final newline', 'images:\n- name: a\n  newTag: v1'],
  ['Y9: document marks', '%YAML 1.2\n---\nimages:\n- name: a\n  newTag: v1\n...\n# text\n'],
  [
    'Y10, Y11: no kind, old and unknown fields',
    'bases: [../x]\nvars: []\nfoo: {bar: 1}\npatchesStrategicMerge:\n- x.yaml\nimages:\n- name: a\n  newTag: v1\n  foo: 1\n',
  ],
  [
    'Y12: literal blocks and folded strings',
    'patches:\n- patch: |-\n    a: 1\n\n\n    b: 2\n  target: {kind: X}\n- patch: >\n    long\n    folded\n\n    text\nimages:\n- name: a\n  newTag: v1\n',
  ],
  ['Y13: astral characters', 'x: "😀漢字𝒜"\nimages: [{name: a, note: "😀", newTag: v1}]\n'],
])('%s', (_, text) => {
  expect(bumped(text, 'a=v2')).toBe(swap(text));
});

test('Y5, Y6: an inserted line ends as its neighbour does', () => {
  expect(bumped('images:\r\n- name: a\r\n- name: b\r\n', 'a=v2')).toBe(
    'images:\r\n- name: a\r\n  newTag: v2\r\n- name: b\r\n',
  );
  expect(bumped('images:\n- name: a\r\n- name: b\n', 'a=v2')).toBe(
    'images:\n- name: a\r\n  newTag: v2\r\n- name: b\n',
  );
  expect(bumped('images:\r\n- name: a', 'a=v2')).toBe('images:\r\n- name: a\r\n  newTag: v2');
});

test('Y7: an inserted line after a byte order mark', () => {
  expect(bumped('\uFEFFresources: []', 'a=v2', { add: true })).toBe(
    '\uFEFFresources: []\nimages:\n- name: a\n  newTag: v2',
  );
});

test('Y8: a removed last line leaves no newline behind', () => {
  expect(bumped(`images:\n- name: a\n  newTag: v1\n  digest: ${D}`, 'a=v2')).toBe(
    'images:\n- name: a\n  newTag: v2',
  );
});

test('Y15: a line over 1 MB, and many lines', () => {
  const long = `x: "${'y'.repeat(1_100_000)}"\nimages:\n- name: a\n  newTag: v1\n`;
  expect(bumped(long, 'a=v2') === swap(long)).toBe(true);
  const many = `images:\n- name: a\n  newTag: v1\nx: |\n${'  line\n'.repeat(100_000)}`;
  expect(bumped(many, 'a=v2') === swap(many)).toBe(true);
});

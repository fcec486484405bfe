import { expect, test } from 'vitest';
import { readStyle, restoreStyle } from '../../../src/merge/text-style.js';

test.each([
  ['', ''],
  ['a\nb\n', 'a\nb\n'],
  ['a\nb', 'a\nb\n'],
  ['a\r\nb\r\n', 'a\nb\n'],
  ['\uFEFFa\r\nb', 'a\nb\n'],
  ['a\r\nb\n', 'a\r\nb\n'],
  ['a\rb\r\n', 'a\rb\r\n'],
  ['\n\n', '\n\n'],
])('%j is read as %j and written back as it was', (content, text) => {
  const read = readStyle(content);
  expect(read.text).toBe(text);
  expect(restoreStyle(read.text, read.style)).toBe(content);
});

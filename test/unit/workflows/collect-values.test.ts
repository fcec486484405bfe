import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectValues } from '../../../src/workflows/collect-values.js';
import { tempDir } from '../../support/temp-dir.js';
import { writeFiles } from '../../support/write-files.js';

test.each([
  ['todo.a=1', { todo: { a: 1 } }],
  ['todo.a.b.c=x', { todo: { a: { b: { c: 'x' } } } }],
  ['todo.a=', { todo: { a: '' } }],
  ['todo.a=b=c', { todo: { a: 'b=c' } }],
  ['todo.a=[x, 2]', { todo: { a: ['x', 2] } }],
  ['todo.a={b: true}', { todo: { a: { b: true } } }],
  ['todo.a="1"', { todo: { a: '1' } }],
])('--set %s', async (setting, values) => {
  expect(await collectValues([setting])).toEqual(values);
});

test('later settings go over earlier ones, and all over the file', async () => {
  const file = join(await tempDir(), 'values.yaml');
  await writeFiles(join(file, '..'), { 'values.yaml': 'todo: { a: 1, b: { c: 2 } }\n' });
  expect(await collectValues(['todo.b.d=3', 'todo.a=4', 'todo.a=5'], file)).toEqual({
    todo: { a: 5, b: { c: 2, d: 3 } },
  });
});

test.each(['[1]\n', 'todo: 1\n'])('a file that holds %j is refused', async (text) => {
  const file = join(await tempDir(), 'values.yaml');
  await writeFiles(join(file, '..'), { 'values.yaml': text });
  await expect(collectValues([], file)).rejects.toThrow('does not hold values by app');
});

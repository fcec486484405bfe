import { expect, test } from 'vitest';
import { forEachConcurrently } from '../../../src/io/concurrently.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('each item is taken once, and several at the same time', async () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const taken: number[] = [];
  let [running, most] = [0, 0];
  await forEachConcurrently(items, async (item) => {
    taken.push(item);
    most = Math.max(most, ++running);
    await turn();
    running--;
  });
  expect(taken).toEqual(items);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(items.length);
});

test('after a failure none is begun, and those that run are waited for', async () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const [begun, ended] = [new Set<number>(), new Set<number>()];
  const all = forEachConcurrently(items, async (item) => {
    begun.add(item);
    await turn();
    if (item === 3) throw new Error('no');
    await turn();
    ended.add(item);
  });
  await expect(all).rejects.toThrow('no');
  expect(begun.size).toBeLessThan(items.length);
  expect(new Set([...ended, 3])).toEqual(begun);
});

test('of nothing there is nothing to do', async () => {
  await expect(forEachConcurrently([], () => Promise.reject(new Error('no')))).resolves.toBe(
    undefined,
  );
});

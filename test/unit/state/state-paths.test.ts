import { expect, test } from 'vitest';
import {
  isLockPath,
  lockPathOf,
  pristineOriginal,
  pristinePathOf,
} from '../../../src/state/state-paths.js';

test('every app has a lock of its own, the rest of the repository one', () => {
  expect([undefined, 'todo'].map(lockPathOf)).toEqual([
    '.gitops-gen/lock.yaml',
    '.gitops-gen/apps/todo.lock.yaml',
  ]);
  expect([lockPathOf(undefined), lockPathOf('todo')].every(isLockPath)).toBe(true);
  expect(isLockPath('.gitops-gen/apps/todo/lock.yaml')).toBe(false);
});

test('no tool takes a pristine copy for a manifest, and it leads back to its file', () => {
  const copy = pristinePathOf('base/todo/web.yaml');
  expect(copy).toBe('.gitops-gen/pristine/base/todo/web.yaml.pristine');
  expect(pristineOriginal(copy)).toBe('base/todo/web.yaml');
  expect(pristineOriginal('base/todo/web.yaml')).toBeUndefined();
});

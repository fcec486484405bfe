import { describe, expect, test } from 'vitest';
import { didYouMean, nearest } from '../../../src/model/nearest.js';

describe('nearest', () => {
  test.each([
    ['environmets', ['environments', 'apps'], 'environments'],
    ['tdoo', ['todo', 'tdx'], 'todo'],
    ['URL', ['url'], 'url'],
    ['a', ['b'], 'b'],
    ['frontned', ['backend', 'frontend'], 'frontend'],
    ['prod', ['dev', 'staging'], undefined],
    ['repository', ['repo'], undefined],
    ['x', [], undefined],
  ])('%s among %j is %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  test('prefers the one that differs least, whatever the order', () => {
    expect(nearest('backends', ['backhand', 'backend'])).toBe('backend');
  });

  test('says so in a sentence, or nothing', () => {
    expect(didYouMean('ap', ['app'])).toBe(', did you mean "app"?');
    expect(didYouMean('zzz', ['app'])).toBe('');
  });
});

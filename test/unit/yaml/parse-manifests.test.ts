import { describe, expect, test } from 'vitest';
import { parseManifests } from '../../../src/yaml/parse-manifests.js';

describe('manifests are read as Kubernetes reads them', () => {
  test.each([
    ['0440', 288],
    ['yes', true],
    ['8080:80', '8080:80'],
    ['2026-11-29', '2026-11-29'],
    ['.', '.'],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['"0440"', '0440'],
  ])('%s', (text, value) => {
    expect(parseManifests(`a: ${text}\n`, 'x')).toEqual([{ a: value }]);
  });

  test('a field that is null is not there', () => {
    expect(parseManifests('a: null\nb: [{ c: ~ }]\n', 'x')).toEqual([{ b: [{}] }]);
  });

  test('documents without an object are none', () => {
    expect(parseManifests('# nothing\n---\na: 1\n---\n- b\n---\n', 'x')).toEqual([{ a: 1 }]);
  });

  test.each([
    ['no YAML', 'a: [\n'],
    [
      'aliases without bound',
      `a: &a [x, x, x]\nb: &b [${'*a, '.repeat(40)}]\nc: [${'*b, '.repeat(40)}]\n`,
    ],
  ])('%s is an error with a place', (_, text) => {
    expect(() => parseManifests(text, 'overlays/dev')).toThrow('cannot read YAML');
  });
});

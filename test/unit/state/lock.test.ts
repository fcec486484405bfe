import { describe, expect, test } from 'vitest';
import { formatLock, parseLock, type Lock, type LockedFile } from '../../../src/state/lock.js';

const hash = (letter: string) => letter.repeat(64);
const file = (letter: string, more: Partial<LockedFile> = {}): LockedFile => ({
  sha256: hash(letter),
  mode: '0644',
  policy: 'merge',
  ...more,
});

const lock: Lock = {
  generator: '1.4.0',
  catalog: '1.4.0',
  inputs: hash('1'),
  files: new Map([
    ['base/todo/run.sh', file('b', { mode: '0755' })],
    ['README.md', file('a', { policy: 'seed' })],
    ['base/a: b #c/"x".yaml', file('c')],
  ]),
};

/** What git makes of two branches with `merge=union` where they touch: the lines of both. */
function union(a: string, b: string): string {
  const common = a.split('\n').filter((line) => b.split('\n').includes(line));
  const own = (text: string) => text.split('\n').filter((line) => !common.includes(line));
  return [...own(a), ...own(b), ...common].join('\n');
}

describe('a lock', () => {
  test('is flat and sorted, a line for each key, and reads back as it was', () => {
    const text = formatLock(lock);
    expect(text).toBe(
      [
        `"./base/a: b #c/\\"x\\".yaml": {sha256: ${hash('c')}, mode: "0644"}`,
        `./README.md: {sha256: ${hash('a')}, mode: "0644", policy: seed}`,
        `./base/todo/run.sh: {sha256: ${hash('b')}, mode: "0755"}`,
        'catalog: 1.4.0',
        'generator: 1.4.0',
        `inputs: ${hash('1')}`,
        'lock: 1',
        '',
      ].join('\n'),
    );
    const { files, ...rest } = parseLock(text, 'lock.yaml');
    expect(new Map([...files].map(([path, candidates]) => [path, candidates[0]]))).toEqual(
      new Map([...lock.files].sort()),
    );
    expect(rest).toEqual({
      generator: ['1.4.0'],
      catalog: ['1.4.0'],
      inputs: [hash('1')],
      conflicts: [],
    });
  });

  test('keeps open conflicts', () => {
    const conflicts = [{ path: 'a', kind: 'VALUE', yamlPath: 'spec: "x"' }];
    expect(parseLock(formatLock({ ...lock, conflicts }), 'l').conflicts).toEqual(conflicts);
  });

  test.each([
    ['lines of both branches', (a: string, b: string) => union(a, b)],
    [
      'both branches with markers',
      (a: string, b: string) => `<<<<<<< ours\n${a}=======\n${b}>>>>>>> theirs\n`,
    ],
    ['CRLF line ends', (a: string, b: string) => (a + b).replaceAll('\n', '\r\n')],
  ])('of two branches, with %s, gives what both say', (_, merge) => {
    const theirs = { ...lock, catalog: '1.5.0', files: new Map([['README.md', file('d')]]) };
    const merged = parseLock(merge(formatLock(lock), formatLock(theirs)), 'lock.yaml');
    expect(merged.files.get('README.md')).toEqual([file('a', { policy: 'seed' }), file('d')]);
    expect(merged.files.get('base/todo/run.sh')?.[0]).toEqual(file('b', { mode: '0755' }));
    expect(merged.catalog).toEqual(['1.4.0', '1.5.0']);
  });

  test('of another version’s making is read as far as it is known, unless it says it cannot', () => {
    expect(parseLock('future: {a: 1}\nlock: 1\n', 'l').files.size).toBe(0);
    expect(() => parseLock('lock: 1\nlock: 2\n', '.gitops-gen/lock.yaml')).toThrow(
      expect.objectContaining({ code: 'NEWER_STATE', place: { path: '.gitops-gen/lock.yaml' } }),
    );
  });
});

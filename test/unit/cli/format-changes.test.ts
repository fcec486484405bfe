import { expect, test } from 'vitest';
import { formatChangeTree, formatDiff } from '../../../src/cli/format-changes.js';
import type { ChangeSet } from '../../../src/model/change-set.js';

const file = (content: string) => ({ content, mode: '0644' as const });
const changes: ChangeSet = [
  { path: 'a.txt', before: file('1\n2\n'), after: file('1\n3\n') },
  { path: 'base/todo/x', after: file('x\n') },
  { path: 'base/y', before: file('y\n') },
  { path: 'z', after: file('z') },
];

test('changes are a tree with a sign for each file', () => {
  expect(formatChangeTree(changes)).toBe(
    ['~ a.txt', '  base/', '    todo/', '+     x', '-   y', '+ z'].join('\n'),
  );
});

test('changes are a diff as git prints one', () => {
  expect(formatDiff(changes)).toBe(
    [
      '--- a/a.txt',
      '+++ b/a.txt',
      '@@ -1,2 +1,2 @@',
      ' 1',
      '-2',
      '+3',
      '--- /dev/null',
      '+++ b/base/todo/x',
      '@@ -0,0 +1,1 @@',
      '+x',
      '--- a/base/y',
      '+++ /dev/null',
      '@@ -1,1 +0,0 @@',
      '-y',
      '--- /dev/null',
      '+++ b/z',
      '@@ -0,0 +1,1 @@',
      '+z',
      '\\ No newline at end of file',
      '',
    ].join('\n'),
  );
});

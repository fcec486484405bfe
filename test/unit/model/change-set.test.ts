import { expect, test } from 'vitest';
import { changesBetween } from '../../../src/model/change-set.js';
import type { TextFile } from '../../../src/model/file-tree.js';

const file = (content: string, mode: TextFile['mode'] = '0644'): TextFile => ({ content, mode });

test('changes are what differs in content or mode, sorted, and nothing that is only here', () => {
  const current = new Map([
    ['same', file('1')],
    ['mode', file('#!')],
    ['text', file('old')],
    ['theirs', file('2')],
  ]);
  const desired = new Map([
    ['text', file('new')],
    ['same', file('1')],
    ['mode', file('#!', '0755')],
    ['a/new', file('3')],
  ]);
  expect(changesBetween(current, desired)).toEqual([
    { path: 'a/new', after: file('3') },
    { path: 'mode', before: file('#!'), after: file('#!', '0755') },
    { path: 'text', before: file('old'), after: file('new') },
  ]);
  expect(changesBetween(desired, desired)).toEqual([]);
});

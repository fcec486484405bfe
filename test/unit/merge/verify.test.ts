import { describe, expect, test } from 'vitest';
import { isVerified } from '../../../src/merge/verify.js';

const A = `# head
resources:
  - a.yaml
  # about b
  - b.yaml
images:
  - name: web
    newTag: "1"
config: |
  one
  two
`;
const W = A.replace('- a.yaml', '- a.yaml # mine').replace('"1"', '"7"');
const D = A.replace('  - b.yaml\n', '  - b.yaml\n  # about c\n  - c.yaml\n');
const RESULT = W.replace('  - b.yaml\n', '  - b.yaml\n  # about c\n  - c.yaml\n');

const judge = (merged: string, path = 'overlays/dev/kustomization.yaml') =>
  isVerified({
    path,
    texts: { ancestor: A, ours: W, theirs: D },
    merged,
    yaml: path.endsWith('.yaml'),
    union: false,
    dropPins: false,
    settle: undefined,
  });

describe('update.md 5', () => {
  test.each(['overlays/dev/kustomization.yaml', 'README.md'])(
    'the right result of %s is verified',
    (path) => {
      expect(judge(RESULT, path)).toBe(true);
    },
  );

  test.each([
    ['a value', '"7"', '"8"'],
    ['a value that went back', '"7"', '"1"'],
    ['a removed entry', '  - b.yaml\n', ''],
    ['a missing addition', '  - c.yaml\n', ''],
    ['an invented entry', '- c.yaml', '- c.yaml\n  - d.yaml'],
    ['a comment of the user', ' # mine', ''],
    ['a comment of the template', '# about b', '# About b'],
    ['an invented comment', '# head', '# head\n# more'],
    ['a missing comment', '# head\n', ''],
    ['spacing of an untouched line', 'newTag: ', 'newTag:  '],
    ['trailing space of an untouched line', 'images:\n', 'images: \n'],
    ['an invented blank line', 'images:\n', '\nimages:\n'],
    ['a line of a block scalar', '  two', '  Two'],
    ['a duplicate key', 'config:', 'images: []\nconfig:'],
    ['a duplicate identity', '- c.yaml', '- b.yaml'],
    ['a second document', 'config:', '---\nconfig:'],
    ['what does not parse', 'config:', '}config:'],
  ])('%s that is wrong fails', (_, from, to) => {
    expect(RESULT).toContain(from);
    expect(judge(RESULT.replace(from, to))).toBe(false);
  });

  test.each([
    ['a line of the user', ' # mine', ''],
    ['an invented line', '# head', '# head\nmore'],
    ['a missing line', '# head\n', ''],
  ])('%s that is wrong fails in a text file', (_, from, to) => {
    expect(judge(RESULT.replace(from, to), 'README.md')).toBe(false);
  });

  test('a comment in a list that is replaced as a whole is held to the sides too', () => {
    const list = (last: string) => `args:\n  - a # note\n  - ${last}\n`;
    const texts = { ancestor: list('b'), ours: `# mine\n${list('b')}`, theirs: list('c') };
    const rules = {
      path: 'f.yaml',
      texts,
      yaml: true,
      union: false,
      dropPins: false,
      settle: undefined,
    };
    const merged = `# mine\n${list('c')}`;
    expect(isVerified({ ...rules, merged })).toBe(true);
    expect(isVerified({ ...rules, merged: merged.replace('note', 'note~') })).toBe(false);
  });
});

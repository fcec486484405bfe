import { describe, expect, test } from 'vitest';
import { parseIntent } from '../../../src/workflows/bump-intent.js';
import { formatIntent } from '../../../src/workflows/format-intent.js';

const ASKED = {
  id: '0b0f6b3c-6f0e-4f43-9d3e-5a4a5a6c7d8e',
  branch: 'main',
  targets: [
    {
      path: 'overlays/dev/todo/kustomization.yaml',
      env: 'dev',
      app: 'todo',
      changes: [
        {
          key: 'backend',
          newName: { set: 'ghcr.io/acme/todo' },
          tag: { set: 'v2' },
          digest: 'remove' as const,
        },
      ],
    },
  ],
  options: {
    add: true,
    orderKey: 123456789012345678901n,
    onlyNewer: { policy: 'semver' as const },
  },
  message: { message: 'Bump {app}', skipCi: true, sourceCommit: 'abc1234', orderKey: 7n },
  author: 'José <jose@example.com> 1700000000 +0100',
  created: 1700000000000,
  deadline: 1700000120000,
};

const SOURCE = {
  author: { name: 'A', address: 'a@example.com' },
  date: '2026-11-29T00:00:00Z',
  subject: 's',
  body: 'b\n\nc',
};

type Change = Readonly<Record<string, unknown>>;
const target = (change: Change) => ({ targets: [{ ...ASKED.targets[0]!, ...change }] });
const slot = (change: Change) =>
  target({ changes: [{ ...ASKED.targets[0]!.changes[0]!, ...change }] });

function manyFiles(count: number) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return numbers.map((nth) => ({ ...ASKED.targets[0]!, path: `overlays/dev/${nth}/values.yaml` }));
}

describe('an intent', () => {
  test('says after reading what was written', () => {
    expect(parseIntent(formatIntent(ASKED)!)).toEqual({ v: 1, ...ASKED });
  });

  test('of a promotion says what it was promoted from', () => {
    const promoted = { verb: 'promote' as const, promotedFrom: 'dev@abc1234', skipCi: false };
    const asked = { ...ASKED, message: promoted };
    expect(parseIntent(formatIntent(asked)!)).toEqual({ v: 1, ...asked });
  });

  test('keeps the lines of what its source says', () => {
    const asked = { ...ASKED, message: { ...ASKED.message, source: SOURCE } };
    expect(parseIntent(formatIntent(asked)!)).toEqual({ v: 1, ...asked });
  });

  test('holds no credentials', () => {
    const message = { ...ASKED.message, sourceRepo: 'https://ci:s3cret@git.example.com/acme/app' };
    const text = formatIntent({ ...ASKED, message })!;
    expect(text).not.toContain('s3cret');
    expect(parseIntent(text)?.message.sourceRepo).toBe('https://git.example.com/acme/app');
  });

  test.each([
    ['runs an expression', { options: { onlyNewer: { policy: 'semver', extract: /v(.*)/ } } }],
    ['sets a value of any path', { options: { key: 'replicas' } }],
    ['waits for more than a day', { deadline: ASKED.created + 90_000_000 }],
    ['is of very many files', { targets: manyFiles(400) }],
    ['is of another file', target({ path: 'deployment.yaml' })],
    ['names a file twice', { targets: [ASKED.targets[0], ASKED.targets[0]] }],
    [
      'sets very many images in a file',
      target({ changes: Array(101).fill(ASKED.targets[0]!.changes[0]) }),
    ],
    ['has a message of several lines', { message: { skipCi: false, message: 'a\n\nBump-Id: b' } }],
    ['has a very long message', { message: { skipCi: false, message: 'a'.repeat(2001) } }],
    [
      'has a very long source',
      { message: { skipCi: false, source: { ...SOURCE, body: 'a'.repeat(20_001) } } },
    ],
  ])('is not written for a bump that %s', (_, change) => {
    expect(formatIntent({ ...ASKED, ...change } as typeof ASKED)).toBeUndefined();
  });

  test.each<[string, Change]>([
    ['another version', { v: 2 }],
    ['a key that nobody knows', { more: 1 }],
    ['no targets', { targets: [] }],
    ['a file twice', { targets: [ASKED.targets[0], ASKED.targets[0]] }],
    ['a path out of the repository', target({ path: '../secrets.yaml' })],
    ['an absolute path', target({ path: '/etc/passwd' })],
    ["a path into git's folder", target({ path: 'a/.GIT/config' })],
    ['a path of two lines', target({ path: 'a\nb' })],
    ['a path of a pipeline', target({ path: '.gitlab-ci.yml' })],
    ['a path in a hidden folder', target({ path: 'a/.github/values.yaml' })],
    ['a hidden file', target({ path: '.values.yaml' })],
    ['a file of another kind', target({ path: 'ci/azure-pipelines.yml' })],
    ['a message of several lines', { message: { skipCi: false, message: 'a\n\nBump-Id: b' } }],
    ['a tag that is none', slot({ tag: { set: 'v2 # x' } })],
    ['a tag of two lines', slot({ tag: { set: 'v2\nkind: Secret' } })],
    ['a digest that is none', slot({ digest: { set: 'sha256:1' } })],
    ['a name that is none', slot({ newName: { set: 'https://x' } })],
    ['a slot that is none', slot({ tag: 'v2' })],
    ['an id that is none', { id: '../heads/main' }],
    ['an author of two lines', { author: 'A <a@b> 1 +0000\ncommitter X <x@y> 1 +0000' }],
    ['an author without a time', { author: 'A <a@b>' }],
    ['a time that git fsck refuses', { author: 'A <a@b> 01 +0000' }],
    ['a zone that git fast-import refuses', { author: 'A <a@b> 1 +1401' }],
    ['a zone of too many minutes', { author: 'A <a@b> 1 +0060' }],
    ['an order key that is no number', { options: { orderKey: '1e9' } }],
    ['an order key of no text', { options: { orderKey: 12 } }],
  ])('is refused with %s', (_, change) => {
    const text = JSON.stringify({ ...(JSON.parse(formatIntent(ASKED)!) as object), ...change });
    expect(parseIntent(text)).toBeUndefined();
  });

  test.each(['', 'null', '[]', '{', '"text"'])('is not %j', (text) => {
    expect(parseIntent(text)).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { bumpMessage } from '../../../src/workflows/bump-message.js';
import type { BumpedImage } from '../../../src/workflows/evaluate-bump.js';

const image = (more: Partial<BumpedImage>): BumpedImage => ({
  name: 'backend',
  key: 'backend',
  line: 1,
  path: 'overlays/dev/todo/kustomization.yaml',
  env: 'dev',
  app: 'todo',
  status: 'changed',
  old: { newName: 'acme/web', tag: 'v1' },
  new: { newName: 'acme/web', tag: 'v2' },
  ...more,
});
const options = { skipCi: false, id: 'id' };

test.each([
  ['one image', [image({})], 'chore(dev): bump todo v1 → v2'],
  [
    'another name',
    [image({ new: { newName: 'acme/new', tag: 'v2' } })],
    'chore(dev): bump todo acme/web:v1 → acme/new:v2',
  ],
  ['the first tag', [image({ old: { newName: 'acme/web' } })], 'chore(dev): bump todo none → v2'],
  ['several', [image({}), image({ env: 'prod' })], 'chore(dev,prod): bump 2 images'],
  [
    'one that changed among others',
    [image({}), image({ status: 'held' })],
    'chore(dev): bump todo v1 → v2',
  ],
])('the subject of %s', (_, images, subject) => {
  expect(bumpMessage(images, options).split('\n')[0]).toBe(subject);
});

test('several images have a line each, and a trailer each', () => {
  const text = bumpMessage([image({}), image({ name: 'web', env: 'prod' })], options);
  expect(text).toBe(`chore(dev,prod): bump 2 images

- dev/todo/backend: v1 → v2
- prod/todo/web: v1 → v2

Bump-Image: dev/todo/backend acme/web:v1 -> acme/web:v2
Bump-Image: prod/todo/web acme/web:v1 -> acme/web:v2
Bump-Id: id`);
});

test('a bump of a file is named by its path', () => {
  const { name, key, line, status, old, new: now } = image({});
  const bare = { name, key, line, status, old, new: now, path: 'deploy/values.yaml' };
  expect(bumpMessage([bare], options)).toContain('chore(deploy/values.yaml): bump backend v1 → v2');
});

describe('G2: the commit that was built', () => {
  const sourceCommit = '3f2c1ab';
  const source = {
    author: { name: 'Ada, Countess', address: 'ada@example.com' },
    date: '2026-01-02T03:04:05+01:00',
    subject: 'Add the engine',
    body: 'It computes.\n\nBump-Id: another',
  };

  test('is described to Argo CD, line by line', () => {
    const url = { sourceRepo: 'https://token@git.example.com/acme/web' };
    const text = bumpMessage([image({})], { ...options, ...url, sourceCommit, source });
    expect(text.split('\n').filter((line) => line.startsWith('Argocd'))).toEqual([
      'Argocd-reference-commit-author: "Ada, Countess" <ada@example.com>',
      'Argocd-reference-commit-sha: 3f2c1ab',
      'Argocd-reference-commit-subject: Add the engine',
      String.raw`Argocd-reference-commit-body: "It computes.\n\nBump-Id: another"`,
      'Argocd-reference-commit-repourl: https://git.example.com/acme/web',
      'Argocd-reference-commit-date: 2026-01-02T03:04:05+01:00',
    ]);
  });

  test('is left out as far as it is not known, and where its id is none', () => {
    const text = bumpMessage([image({})], { ...options, sourceCommit });
    expect(text.match(/Argocd.*/g)).toEqual(['Argocd-reference-commit-sha: 3f2c1ab']);
    const named = bumpMessage([image({})], { ...options, sourceCommit: 'v1.2', source });
    expect(named).toContain('Source-Commit: v1.2');
    expect(named).not.toContain('Argocd');
  });
});

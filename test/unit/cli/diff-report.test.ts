import { expect, test } from 'vitest';
import { diffExitCode, diffJson, diffText } from '../../../src/cli/diff-report.js';
import { compareObjects } from '../../../src/manifests/compare-objects.js';
import type { Difference } from '../../../src/workflows/compare-pairs.js';

const configMap = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const place = { folder: 'overlays/dev/shop', env: 'dev', app: 'shop' };
const root = { ...place, reads: new Set<string>() };
const NOTHING: Difference = {
  before: { revision: 'main', commit: 'c1' },
  after: { workingTree: true },
  roots: [],
  notCompared: [],
};
const CHANGED: Difference = {
  ...NOTHING,
  roots: [
    {
      before: root,
      after: root,
      changes: compareObjects(
        [configMap('a-8kh96dh9m2', { x: '1', note: 'a\nb\n' }), configMap('b', {})],
        [configMap('a-ftc495k42g', { x: '2', note: 'a\nc\n' }), configMap('c', {})],
      ),
    },
  ],
};
const BROKEN: Difference = {
  ...NOTHING,
  notCompared: [{ side: 'before', folder: 'overlays/dev/shop', message: 'it is\nbroken' }],
};

test('a person reads the diff of each object, then what there is, then how much', () => {
  expect(diffText(CHANGED, { color: false })).toBe(`--- overlays/dev/shop ConfigMap a-8kh96dh9m2
+++ overlays/dev/shop ConfigMap a-ftc495k42g
@@ -2,8 +2,8 @@
 data:
   note: |
     a
-    b
-  x: "1"
+    c
+  x: "2"
 kind: ConfigMap
 metadata:
-  name: a-8kh96dh9m2
+  name: a-ftc495k42g

--- overlays/dev/shop ConfigMap b
+++ /dev/null
@@ -1,5 +0,0 @@
-apiVersion: v1
-data: {}
-kind: ConfigMap
-metadata:
-  name: b

--- /dev/null
+++ overlays/dev/shop ConfigMap c
@@ -0,0 +1,5 @@
+apiVersion: v1
+data: {}
+kind: ConfigMap
+metadata:
+  name: c

overlays/dev/shop
  ~ ConfigMap a-ftc495k42g, under a new hash: it was a-8kh96dh9m2
  - ConfigMap b
  + ConfigMap c

1 object added, 1 changed, 1 removed in 1 folder, from main to the working tree.`);
});

test('where nothing differs it says between what', () => {
  const after = { revision: 'f'.repeat(40), commit: 'f'.repeat(40) };
  const text = diffText({ ...NOTHING, after }, { color: false });
  expect(text).toBe('No object differs between main and ffffffffffff.');
});

test('what could not be compared is said, and counts as different', () => {
  expect(diffText(BROKEN, { color: false })).toBe(`Not compared:
  overlays/dev/shop (main): it is
    broken

No object differs between main and the working tree; 1 problem.`);
  expect([NOTHING, CHANGED, BROKEN].map(diffExitCode)).toEqual([0, 3, 3]);
});

test('JSON has the summary, and each diff with its object', () => {
  const { summary, roots } = diffJson(CHANGED);
  expect(summary).toEqual({ added: 1, changed: 1, removed: 1, notCompared: 0 });
  expect(roots).toMatchObject([
    {
      before: place,
      after: place,
      changes: [
        {
          action: 'changed',
          object: 'ConfigMap a-ftc495k42g',
          former: 'ConfigMap a-8kh96dh9m2',
          diff: expect.stringContaining('+  x: "2"\n') as string,
        },
        { action: 'removed', object: 'ConfigMap b' },
        { action: 'added', object: 'ConfigMap c' },
      ],
    },
  ]);
  expect(roots[0]).not.toHaveProperty('before.reads');
});

test('on a terminal, lines have the colors of git diff', () => {
  const lines = diffText(CHANGED, { color: true }).split('\n');
  expect(lines.slice(0, 9)).toEqual([
    '\u001B[1m--- overlays/dev/shop ConfigMap a-8kh96dh9m2\u001B[0m',
    '\u001B[1m+++ overlays/dev/shop ConfigMap a-ftc495k42g\u001B[0m',
    '\u001B[36m@@ -2,8 +2,8 @@\u001B[0m',
    ' data:',
    '   note: |',
    '     a',
    '\u001B[31m-    b\u001B[0m',
    '\u001B[31m-  x: "1"\u001B[0m',
    '\u001B[32m+    c\u001B[0m',
  ]);
});

test('nothing that was read commands the terminal', () => {
  const before = [configMap('\u001B[2J', { x: '\u001B[2J' })];
  const roots = [{ before: root, changes: compareObjects(before, []) }];
  const text = diffText({ ...NOTHING, roots }, { color: false });
  expect(text).toContain('ConfigMap ?[2J');
  expect(text).not.toContain('\u001B');
});

test('texts with very many lines that differ are shown as one and the other', () => {
  const lines = (letter: string) => Array.from({ length: 1500 }, (_, n) => `${letter}${n}`);
  const data = (letter: string) => configMap('a', { x: lines(letter).join('\n') });
  const roots = [{ before: root, after: root, changes: compareObjects([data('a')], [data('b')]) }];
  const [head, , hunk, first, ...rest] = diffText({ ...NOTHING, roots }, { color: false }).split(
    '\n',
  );
  expect([head, hunk, first]).toEqual([
    '--- overlays/dev/shop ConfigMap a',
    '@@ -1,1506 +1,1506 @@',
    '-apiVersion: v1',
  ]);
  expect(rest.filter((line) => /^[-+] {4}[ab]\d/.test(line))).toHaveLength(3000);
});

test('no folder and no message moves the cursor of a terminal', () => {
  const folder = 'overlays/\u001b[2J';
  const notCompared = [{ side: 'after', folder, message: 'a\u001b[2J\nb\u009b' }] as const;
  const [one] = CHANGED.roots;
  const roots = [{ changes: one?.changes ?? [], after: { folder } }];
  expect(diffText({ ...NOTHING, roots, notCompared }, { color: false })).not.toMatch(
    /[^\n\P{Cc}]/u,
  );
});

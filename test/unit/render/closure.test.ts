import { describe, expect, test } from 'vitest';
import { kustomizationClosure, topFolders } from '../../../src/render/closure.js';

const tree = (files: Record<string, string>) =>
  new Map(
    Object.entries(files).map(([path, content]) => [path, { content, mode: '0644' as const }]),
  );

describe('kustomizationClosure', () => {
  test('follows every field that names a file or folder, and nothing else', () => {
    const files = tree({
      'overlays/dev/todo/kustomization.yaml': `
resources: [../../../base/todo, extra.yaml, https://example.com/remote.yaml, missing.yaml]
components: [../../../base/todo/components/hpa]
patches: [{ path: patches/web.yaml }, { patch: "inline" }]
replacements: [{ path: replace.yaml }]
configMapGenerator: [{ name: a, files: [a.conf, key=b.conf], envs: [c.env], literals: [x=y] }, null]
secretGenerator: [{ name: s, envs: [d.env], env: e.env }]
openapi: { path: openapi.json }
`,
      'overlays/dev/todo/extra.yaml': '',
      'overlays/dev/todo/patches/web.yaml': '',
      'overlays/dev/todo/patches/unused.yaml': '',
      'overlays/dev/todo/replace.yaml': '',
      'overlays/dev/todo/a.conf': '',
      'overlays/dev/todo/b.conf': '',
      'overlays/dev/todo/c.env': '',
      'overlays/dev/todo/d.env': '',
      'overlays/dev/todo/e.env': '',
      'overlays/dev/todo/openapi.json': '',
      'base/todo/kustomization.yml': 'resources: [web.yaml, ../todo]\n',
      'base/todo/web.yaml': '',
      'base/todo/components/hpa/Kustomization': 'patchesStrategicMerge: [hpa.yaml]\n',
      'base/todo/components/hpa/hpa.yaml': '',
    });
    const closure = kustomizationClosure(files, 'overlays/dev/todo');
    expect([...files.keys()].filter((path) => !closure.has(path))).toEqual([
      'overlays/dev/todo/patches/unused.yaml',
    ]);
    expect(topFolders(closure)).toEqual(['base/todo', 'overlays/dev/todo']);
  });

  test.each([
    [
      'a cycle',
      { 'a/kustomization.yaml': 'resources: [../b]', 'b/kustomization.yaml': 'resources: [../a]' },
      2,
    ],
    ['an empty kustomization', { 'a/kustomization.yaml': '' }, 1],
    ['one that is no map', { 'a/kustomization.yaml': '- x\n' }, 1],
    ['a way out of the repository', { 'a/kustomization.yaml': 'resources: [../../etc]' }, 1],
    ['no kustomization', { 'a/deployment.yaml': '' }, 0],
  ])('ends with %s', (_, files, size) => {
    expect(kustomizationClosure(tree(files as Record<string, string>), 'a').size).toBe(size);
  });
});

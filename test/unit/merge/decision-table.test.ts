import { describe, expect, test } from 'vitest';
import {
  asideOf,
  changesOf,
  hasConflicts,
  indexStagesOf,
  OPAQUE,
} from '../../../src/merge/merge-plan.js';
import { codes, contentAfter, plan, planned, tree } from './scenario.js';

const X = 'one\ntwo\nthree\nfour\nfive\n';
const Y = X.replace('one', 'ONE');
const U = X.replace('five', 'mine');
const BOTH = Y.replace('five', 'mine');

describe('update.md 6: files that one side lacks', () => {
  test('row 1: what only the template has is created', () => {
    const result = plan({ d: { f: X } });
    expect(result.paths[0]).toMatchObject({ path: 'f', outcome: 'created' });
    expect(changesOf(result)).toEqual([{ path: 'f', after: { content: X, mode: '0644' } }]);
    expect(result.pristine).toEqual(tree({ f: X }));
  });

  test('row 2: what the template never had is not planned', () => {
    expect(plan({ w: { f: U } }).paths).toEqual([]);
  });

  test.each([
    ['the same bytes', 'f', X, X],
    [
      'the same YAML in another format',
      'f.yaml',
      'a: [1, "x"]\nb: 2\n',
      'b: 2\na:\n- 1\n- x # mine\n',
    ],
  ])('row 3: %s are adopted as they are', (_, path, d, w) => {
    const result = plan({
      w: { [path]: w },
      d: { [path]: d },
      world: { uncommitted: new Set([path]) },
    });
    expect(result.paths[0]?.outcome).toBe('adopted');
    expect(changesOf(result)).toEqual([]);
    expect(result.refusals).toEqual([]);
    expect(result.pristine).toEqual(tree({ [path]: d }));
  });

  test('row 4: a committed file and a new one are united where no common leaf differs', () => {
    const found = planned(
      { w: { 'f.yaml': 'a: 1\nmine: 2\n' }, d: { 'f.yaml': 'a: 1\nb:\n  c: 3\n' } },
      'f.yaml',
    );
    expect(found.outcome).toBe('merged');
    expect(contentAfter(found)).toBe('a: 1\nb:\n  c: 3\nmine: 2\n');
  });

  test('row 4: a common leaf that differs is a conflict with markers', () => {
    const found = planned({ w: { 'f.yaml': 'a: 1\n' }, d: { 'f.yaml': 'a: 2\n' } }, 'f.yaml');
    expect(found.conflicts).toEqual([
      { code: 'BOTH_ADDED', yamlPath: 'a', values: { ours: 'a: 1', theirs: 'a: 2' } },
    ]);
    expect(contentAfter(found)).toMatch(/^<<<<<<< yours\na: 1\n/);
  });

  test('row 5: what git could not restore is refused', () => {
    const result = plan({ w: { f: U }, d: { f: Y }, world: { uncommitted: new Set(['f']) } });
    expect(result.refusals).toEqual([{ path: 'f', code: 'UNCOMMITTED' }]);
  });

  test('row 6: what only the ancestor has is forgotten', () => {
    const result = plan({ a: { f: X } });
    expect(result.paths[0]?.outcome).toBe('forgotten');
    expect(result.pristine.size).toBe(0);
  });

  test('row 7: a deleted file stays deleted in silence', () => {
    const result = plan({ a: { f: X }, d: { f: X } });
    expect(result.paths[0]).toMatchObject({ outcome: 'stays-deleted', notices: [] });
    expect(result.pristine.has('f')).toBe(true);
  });

  test('row 8: a deleted file that the template changed stays deleted and is reported', () => {
    const scenario = { a: { f: X }, d: { f: Y } };
    expect(codes(planned(scenario).notices)).toEqual(['STAYS_DELETED']);
    expect(changesOf(plan(scenario))).toEqual([]);
    expect(plan(scenario).pristine).toEqual(tree({ f: Y }));
    expect(contentAfter(planned({ ...scenario, restore: new Set(['f']) }))).toBe(Y);
  });

  test.each(['base/kustomization.yaml', 'overlays/dev/kustomization.yaml'])(
    'row 9: a deleted file that %s still lists is a dangling reference',
    (kustomization) => {
      const listed = kustomization.startsWith('base') ? 'x.yaml' : '../../base/x.yaml';
      const w = { [kustomization]: `resources:\n  - ${listed}\n` };
      const result = plan({ a: { 'base/x.yaml': 'a: 1\n' }, w, d: { 'base/x.yaml': 'a: 2\n' } });
      const found = result.paths.find(({ path }) => path === kustomization);
      expect(found?.outcome).toBe('conflict');
      expect(found?.conflicts).toEqual([
        { code: 'DANGLING_REF', yamlPath: `resources[${listed}]`, values: { ours: 'base/x.yaml' } },
      ]);
      expect(indexStagesOf(result)).toEqual([]);
      expect(changesOf(result)).toEqual([]);
    },
  );

  test('row 10: a file that the user moved is not followed, with a hint', () => {
    const found = planned({ a: { f: X }, w: { q: X }, d: { f: Y } });
    expect(found.outcome).toBe('stays-deleted');
    expect(found.notices).toContainEqual({ code: 'MOVED', values: { ours: 'q' } });
  });

  test('row 11: an unchanged file that the template drops is deleted', () => {
    const result = plan({ a: { f: X }, w: { f: X } });
    expect(result.paths[0]?.outcome).toBe('deleted');
    expect(changesOf(result)).toEqual([{ path: 'f', before: { content: X, mode: '0644' } }]);
    expect(result.pristine.size).toBe(0);
  });

  test.each([U, `# mine\n${X}`])(
    'row 12: a changed file that the template drops is a conflict',
    (w) => {
      const scenario = { a: { f: X }, w: { f: w } };
      const result = plan(scenario);
      expect(codes(planned(scenario).conflicts)).toEqual(['REMOVED_BY_TEMPLATE']);
      expect(changesOf(result)).toEqual([]);
      expect(indexStagesOf(result)).toEqual([
        { path: 'f', 1: { content: X, mode: '0644' }, 2: { content: w, mode: '0644' } },
      ]);
      expect(planned({ ...scenario, onConflict: 'ours' })).toMatchObject({
        outcome: 'kept',
        conflicts: [],
      });
      expect(planned({ ...scenario, onConflict: 'theirs' })).toMatchObject({
        outcome: 'deleted',
        conflicts: [],
      });
    },
  );

  describe('row 13: a file in which CI changed pins only', () => {
    const path = 'overlays/dev/web/kustomization.yaml';
    const a = 'images:\n  - name: web\n    newTag: "1"\n';
    const w =
      'images:\n  # gitops-gen:hold until=2030-01-01\n  - name: web\n    newTag: "7" # gitops-gen:order=4\n';

    test('goes with the app, and its pins are reported', () => {
      const found = planned({ a: { [path]: a }, w: { [path]: w }, operation: 'remove' }, path);
      expect(found).toMatchObject({ outcome: 'deleted', notices: [{ code: 'PINS_DROPPED' }] });
    });

    test('is a conflict in an update', () => {
      expect(codes(planned({ a: { [path]: a }, w: { [path]: w } }, path).conflicts)).toEqual([
        'REMOVED_BY_TEMPLATE',
      ]);
    });

    test.each(['# mine\n', 'namespace: mine\n'])('with %j beside it is a conflict', (extra) => {
      const found = planned(
        { a: { [path]: a }, w: { [path]: w + extra }, operation: 'remove' },
        path,
      );
      expect(found.outcome).toBe('conflict');
    });
  });
});

describe('update.md 6: files that all sides have', () => {
  test.each([
    [14, X, X, X, 'unchanged', X],
    [15, X, X, Y, 'updated', Y],
    [16, X, U, X, 'kept', U],
    [17, X, Y, Y, 'converged', Y],
    [18, X, U, Y, 'merged', BOTH],
    [31, X, X.replaceAll('\n', '\r\n'), Y, 'updated', Y.replaceAll('\n', '\r\n')],
  ])('row %i', (_, a, w, d, outcome, content) => {
    const result = plan({ a: { f: a }, w: { f: w }, d: { f: d } });
    expect(result.paths[0]?.outcome).toBe(outcome);
    expect(contentAfter(result.paths[0]!)).toBe(content);
    expect(changesOf(result)).toHaveLength(content === w ? 0 : 1);
    expect(result.pristine).toEqual(tree({ f: d }));
  });

  test('row 17: the same YAML in another format is kept', () => {
    const found = planned(
      { a: { 'f.yaml': 'a: 1\n' }, w: { 'f.yaml': '# mine\na:   2\n' }, d: { 'f.yaml': 'a: 2\n' } },
      'f.yaml',
    );
    expect(found.outcome).toBe('converged');
    expect(contentAfter(found)).toBe('# mine\na:   2\n');
  });

  test('row 32: markers of an earlier conflict are refused before anything', () => {
    const w = '<<<<<<< yours\na\n=======\nb\n>>>>>>> template 1\n';
    expect(plan({ a: { f: X }, w: { f: w }, d: { f: X } }).refusals).toEqual([
      { path: 'f', code: 'OPEN_CONFLICT' },
    ]);
  });

  test.each([
    ['sops:', 'data: x\nsops:\n  mac: y\n'],
    ['ENC[', 'data: ENC[AES256_GCM,data:x]\n'],
  ])('row 34: a file with %s is not touched', (_, w) => {
    const scenario = {
      a: { 'f.yaml': 'data: 1\n' },
      w: { 'f.yaml': w },
      d: { 'f.yaml': 'data: 2\n' },
    };
    const result = plan(scenario);
    expect(codes(result.paths[0]!.conflicts)).toEqual(['OPAQUE']);
    expect(changesOf(result)).toEqual([]);
    expect(asideOf(result)).toEqual(tree({ 'f.yaml': 'data: 2\n' }));
  });

  test.each(['inline', 'theirs'] as const)(
    'row 34: a binary file is not touched (%s)',
    (onConflict) => {
      const result = plan({
        a: { f: X },
        d: { f: Y },
        world: { opaque: new Set(['f']) },
        onConflict,
      });
      expect(result.paths[0]).toMatchObject({ outcome: 'conflict', after: OPAQUE });
      expect(changesOf(result)).toEqual([]);
      expect(indexStagesOf(result)[0]?.[2]).toBe(OPAQUE);
    },
  );

  test('row 35: a symbolic link is never followed', () => {
    expect(plan({ d: { f: X }, world: { symlinks: new Set(['f']) } }).refusals).toEqual([
      { path: 'f', code: 'SYMLINK' },
    ]);
  });

  test('row 36: a directory in the place of a file is a conflict', () => {
    const result = plan({ d: { f: X }, world: { obstructed: new Set(['f']) } });
    expect(codes(result.paths[0]!.conflicts)).toEqual(['OBSTRUCTED']);
    expect(changesOf(result)).toEqual([]);
    expect(asideOf(result)).toEqual(tree({ f: X }));
  });

  test('row 37: paths that differ by case are refused where the file system folds it, else noted', () => {
    const scenario = { w: { 'Readme.md': U }, d: { 'README.md': X } };
    expect(plan({ ...scenario, world: { caseInsensitive: true } }).refusals).toEqual([
      { path: 'README.md', code: 'CASE_COLLISION' },
    ]);
    expect(plan(scenario).refusals).toEqual([]);
    expect(codes(planned(scenario, 'README.md').notices)).toEqual(['CASE_COLLISION']);
  });

  test.each([
    ['0644', '0644', '0755', 'updated', '0755'],
    ['0644', '0755', '0644', 'unchanged', '0755'],
    ['0644', '0755', '0755', 'unchanged', '0755'],
  ] as const)('row 38: mode %s, here %s, there %s: %s', (a, w, d, outcome, mode) => {
    const file = (value: '0644' | '0755') => ({ f: { content: X, mode: value } });
    expect(planned({ a: file(a), w: file(w), d: file(d) })).toMatchObject({
      outcome,
      after: { mode },
    });
  });
});

describe('update.md 6: renames', () => {
  const renames = new Map([['p', 'q']]);

  test('row 39: a declared rename of an unchanged file moves it', () => {
    const result = plan({ a: { p: X }, w: { p: X }, d: { q: Y }, renames });
    expect(result.paths).toMatchObject([{ path: 'q', from: 'p', outcome: 'renamed' }]);
    expect(changesOf(result)).toEqual([
      { path: 'p', before: { content: X, mode: '0644' } },
      { path: 'q', after: { content: Y, mode: '0644' } },
    ]);
    expect(result.pristine).toEqual(tree({ q: Y }));
  });

  test('row 40: a changed file is moved and merged', () => {
    const found = planned({ a: { p: X }, w: { p: U }, d: { q: Y }, renames }, 'q');
    expect(found.outcome).toBe('renamed');
    expect(contentAfter(found)).toBe(BOTH);
  });

  test('row 41: a deleted file is not created under its new name', () => {
    const result = plan({ a: { p: X }, d: { q: Y }, renames });
    expect(result.paths).toMatchObject([
      { path: 'q', outcome: 'stays-deleted', notices: [{ code: 'STAYS_DELETED' }] },
    ]);
    expect(result.pristine).toEqual(tree({ q: Y }));
  });

  test('row 42: where both names are taken neither file is touched', () => {
    const result = plan({ a: { p: X }, w: { p: U, q: 'else\n' }, d: { q: Y }, renames });
    expect(codes(result.paths[0]!.conflicts)).toEqual(['RENAME_BLOCKED']);
    expect(changesOf(result)).toEqual([]);
  });

  test('row 43: a rename that is not declared is a removal and an addition, with a hint', () => {
    const result = plan({ a: { p: X }, w: { p: U }, d: { q: X } });
    expect(result.paths).toMatchObject([
      {
        path: 'p',
        outcome: 'conflict',
        notices: [{ code: 'MAYBE_RENAMED', values: { theirs: 'q' } }],
      },
      { path: 'q', outcome: 'created' },
    ]);
  });
});

describe('update.md 6: seeds', () => {
  const seedPaths = new Set(['f']);

  test('row 44: a seed is written once', () => {
    const result = plan({ d: { f: X }, seedPaths });
    expect(result.paths[0]?.outcome).toBe('created');
    expect(result.seeds).toEqual(seedPaths);
    expect(result.pristine.size).toBe(0);
  });

  test.each([
    ['that the user changed is kept', { f: U }, new Set<string>()],
    ['that the user deleted is not written again', {}, seedPaths],
  ])('row 44: a seed %s', (_, w, seeds) => {
    expect(changesOf(plan({ w, d: { f: Y }, seedPaths, seeds }))).toEqual([]);
  });

  test.each([
    ['deleted is written again', {}, 'created'],
    ['changed is kept', { f: U }, 'seed'],
  ])('row 44: with --restore, a seed that the user %s', (_, w, outcome) => {
    const wanted = { seeds: seedPaths, restore: new Set(['f']) };
    const { paths } = plan({ w, d: { f: Y }, seedPaths, ...wanted });
    expect(paths).toMatchObject([{ path: 'f', outcome }]);
  });

  test('row 45: a managed file that becomes a seed is kept and forgotten', () => {
    const result = plan({ a: { f: X }, w: { f: U }, d: { f: Y }, seedPaths });
    expect(result.paths[0]).toMatchObject({ outcome: 'seed', notices: [{ code: 'RELEASED' }] });
    expect(changesOf(result)).toEqual([]);
    expect(result.pristine.size).toBe(0);
    expect(result.seeds).toEqual(seedPaths);
  });

  test('row 46: a seed of an app that goes stays, its lock entry goes', () => {
    const result = plan({ w: { f: U }, seeds: seedPaths, operation: 'remove' });
    expect(changesOf(result)).toEqual([]);
    expect(result.seeds.size).toBe(0);
  });

  test('row 46: an app leaves a list that the user added to', () => {
    const path = 'argocd/kustomization.yaml';
    const a = 'resources:\n  - root.yaml\n  - todo.yaml\n';
    const w = 'resources:\n  - root.yaml\n  - todo.yaml\n  - mine.yaml\n';
    const found = planned(
      {
        a: { [path]: a },
        w: { [path]: w },
        d: { [path]: 'resources:\n  - root.yaml\n' },
        operation: 'remove',
        world: { others: new Set(['argocd/root.yaml', 'argocd/mine.yaml']) },
      },
      path,
    );
    expect(found.outcome).toBe('merged');
    expect(contentAfter(found)).toBe('resources:\n  - root.yaml\n  - mine.yaml\n');
  });

  test('row 47: a seed that becomes managed has no ancestor: nothing is overwritten', () => {
    const result = plan({ w: { f: U }, d: { f: Y }, seeds: seedPaths });
    expect(result.paths[0]?.outcome).toBe('conflict');
    expect(result.pristine).toEqual(tree({ f: Y }));
  });
});

describe('update.md 8: what is refused', () => {
  test.each(['../f', '/f', '.git/hooks/x', '.gitops-gen/lock.yaml', 'a//b'])(
    'S3: the path %s',
    (path) => {
      expect(plan({ d: { [path]: X } }).refusals).toEqual([{ path, code: 'UNSAFE_PATH' }]);
    },
  );

  test('S2: uncommitted work is refused only where it would change', () => {
    const world = { uncommitted: new Set(['f']) };
    const refused = (a: string, w: string, d: string) =>
      plan({ a: { f: a }, w: { f: w }, d: { f: d }, world }).refusals.length;
    expect(refused(X, U, Y)).toBe(1);
    expect(refused(X, U, X)).toBe(0);
    expect(refused(X, X, Y)).toBe(0);
    expect(refused(X, Y, Y)).toBe(0);
  });
});

describe('update.md 5.6: references between files', () => {
  const path = 'base/kustomization.yaml';

  test('a kustomization that the plan touches names only what is there', () => {
    const a = 'resources:\n  - a.yaml\n';
    const d = 'resources:\n  - a.yaml\n  - https://example.com/x.yaml\n  - sub\n  - gone.yaml\n';
    const result = plan({
      a: { [path]: a },
      w: { [path]: a, 'base/a.yaml': X, 'base/sub/kustomization.yaml': '' },
      d: { [path]: d },
    });
    expect(hasConflicts(result)).toBe(true);
    expect(result.paths[0]?.conflicts.map(({ values }) => values.ours)).toEqual(['base/gone.yaml']);
  });

  test("a user's kustomization that names a deleted or moved file is found", () => {
    const w = {
      'base/p.yaml': X,
      'base/r.yaml': X,
      'mine/kustomization.yaml': 'resources: [../base/p.yaml]\npatches:\n- path: ../base/r.yaml\n',
    };
    const result = plan({
      a: { 'base/p.yaml': X, 'base/r.yaml': X },
      w,
      d: { 'base/q.yaml': X },
      renames: new Map([['base/p.yaml', 'base/q.yaml']]),
    });
    const found = result.paths.find((entry) => entry.path === 'mine/kustomization.yaml');
    expect(found?.conflicts.map(({ yamlPath }) => yamlPath)).toEqual([
      'resources[../base/p.yaml]',
      'patches[../base/r.yaml]',
    ]);
  });
});

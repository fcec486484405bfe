import { describe, expect, test } from 'vitest';
import { hasConflicts } from '../../../src/merge/merge-plan.js';
import { codes, contentAfter, plan, planned } from './scenario.js';

const KUSTOMIZATION = 'overlays/dev/todo/kustomization.yaml';
const VALUES = 'overlays/dev/todo/values.yaml';
const kustomization = (unit: string) =>
  `kind: Kustomization\nimages:\n  - name: web\n    newName: r/a\n    ${unit}\n`;
const values = (tag: string) =>
  `web:\n  image:\n    repository: r/a\n    tag: ${tag}\n    digest: ''\n`;

const a = { [KUSTOMIZATION]: kustomization('newTag: v1') };
const d = { [VALUES]: values('v1') };
const bumped = (ours: string) => ({ a, w: { [KUSTOMIZATION]: ours }, d });

describe('update.md 4.3: an app that changes its packaging', () => {
  test('keeps the images that CI has set', () => {
    const result = plan(bumped(kustomization('newTag: v7')));
    expect(hasConflicts(result)).toBe(false);
    const [dropped, created] = result.paths;
    expect(dropped).toMatchObject({ path: KUSTOMIZATION, outcome: 'deleted', notices: [] });
    expect(created).toMatchObject({ path: VALUES, outcome: 'created' });
    expect(contentAfter(created!)).toBe(values('v7'));
    expect(created?.notices).toEqual([
      { code: 'IMAGE_KEPT', yamlPath: 'web', values: { ours: 'r/a:v7', theirs: 'r/a:v1' } },
    ]);
  });

  test('has what the template says as the next ancestor, so that the image stays', () => {
    expect(plan(bumped(kustomization('newTag: v7'))).pristine.get(VALUES)?.content).toBe(
      values('v1'),
    );
    const next = planned({ a: d, w: { [VALUES]: values('v7') }, d }, VALUES);
    expect(contentAfter(next)).toBe(values('v7'));
  });

  test('takes the default of the new template where nothing was set', () => {
    const result = planned({ a, w: a, d: { [VALUES]: values('v2') } }, VALUES);
    expect(contentAfter(result)).toBe(values('v2'));
    expect(result.notices).toEqual([]);
  });

  test('goes the other way as well', () => {
    const w = { [VALUES]: values('v7') };
    const result = planned({ a: d, w, d: a }, KUSTOMIZATION);
    expect(contentAfter(result)).toBe(kustomization('newTag: v7'));
  });

  test.each([
    ['of a person', `${kustomization('newTag: v7')}namePrefix: x-\n`, 'v7'],
    ['that holds an image', kustomization('newTag: v7 # gitops-gen:order=3'), 'v1'],
    ['for an image that is gone', `${kustomization('newTag: v7')}  - name: b\n`, 'v1'],
    ['that cannot be read', 'images: {a: b}\n', 'v1'],
  ])('asks a person about a line %s', (_, ours, tag) => {
    const dropped = planned(bumped(ours), KUSTOMIZATION);
    expect(codes(dropped.conflicts)).toEqual(['REMOVED_BY_TEMPLATE']);
    expect(contentAfter(planned(bumped(ours), VALUES))).toBe(values(tag));
  });

  test('leaves alone what is no overlay', () => {
    const paths = { from: 'base/todo/kustomization.yaml', to: 'base/todo/values.yaml' };
    const result = planned(
      {
        a: { [paths.from]: kustomization('newTag: v1') },
        w: { [paths.from]: kustomization('newTag: v7') },
        d: { [paths.to]: values('v1') },
      },
      paths.to,
    );
    expect(contentAfter(result)).toBe(values('v1'));
  });
});

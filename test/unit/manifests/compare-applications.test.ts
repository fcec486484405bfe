import { describe, expect, test } from 'vitest';
import { compareApplications } from '../../../src/manifests/compare-applications.js';
import { todoRepository, type TodoOptions } from '../validate/todo-repository.js';

const objectsOf = async (options: TodoOptions) => (await todoRepository(options)).argocd.objects;

async function moves(before: TodoOptions, after: TodoOptions) {
  return compareApplications(await objectsOf(before), await objectsOf(after));
}

const sets = { mode: 'applicationset' } as const;
const several = { destinations: [{ name: 'eu' }, { name: 'us' }] };
const NONE = { left: [], deleted: [], sets: [], projects: [], adopted: [], relocated: [] };

describe('argocd/A-03: what a change of the model means for what runs', () => {
  test('nothing, where nothing changes', async () => {
    expect(await moves({}, {})).toEqual(NONE);
    expect(await moves(sets, sets)).toEqual(NONE);
  });

  test('a second destination renames Applications, and the old ones stay', async () => {
    const environments = { dev: several, prod: several };
    expect(await moves({}, { environments })).toEqual({
      ...NONE,
      left: [
        { name: 'todo-dev', cascades: true },
        { name: 'todo-prod', cascades: false },
      ],
    });
  });

  test('an ApplicationSet deletes those it makes no more, where deletion cascades', async () => {
    const environments = { dev: several, prod: several };
    expect(await moves(sets, { ...sets, environments })).toEqual({
      ...NONE,
      deleted: ['todo-dev'],
      left: [{ name: 'todo-prod', cascades: false }],
    });
  });

  test('with cascadeDelete: false in the same change it deletes none', async () => {
    const environments = { dev: { ...several, cascadeDelete: false } };
    expect(await moves(sets, { ...sets, environments })).toEqual({
      ...NONE,
      left: [{ name: 'todo-dev', cascades: true }],
    });
  });

  test('ApplicationSets take over the Applications of the same name', async () => {
    expect(await moves({}, sets)).toEqual({
      ...NONE,
      adopted: ['todo-dev', 'todo-staging', 'todo-prod'],
    });
  });

  test('the way back leaves the ApplicationSets', async () => {
    expect(await moves(sets, {})).toEqual({
      ...NONE,
      sets: ['acme-dev', 'acme-staging', 'acme-prod'],
    });
  });

  test.each([
    ['cluster', { destinations: [{ name: 'eu' }] }, { name: 'eu', namespace: 'todo-prod' }],
    [
      'namespace',
      { namespace: 'live-{app}' },
      { server: 'https://kubernetes.default.svc', namespace: 'live-todo' },
    ],
  ])('another %s moves an Application under its name', async (_, prod, to) => {
    const from = { server: 'https://kubernetes.default.svc', namespace: 'todo-prod' };
    const expected = { ...NONE, relocated: [{ name: 'todo-prod', from, to }] };
    expect(await moves({}, { environments: { prod } })).toEqual(expected);
    expect(await moves(sets, { ...sets, environments: { prod } })).toEqual(expected);
  });
});

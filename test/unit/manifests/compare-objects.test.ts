import { describe, expect, test } from 'vitest';
import { compareObjects } from '../../../src/manifests/compare-objects.js';
import type { KubernetesObject } from '../../../src/manifests/kubernetes-object.js';

const object = (kind: string, name: string, rest: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  ...rest,
});
const service = (name: string, port = 80) => object('Service', name, { spec: { port } });
const named = (changes: ReturnType<typeof compareObjects>) =>
  changes.map(({ id, before, after }) => `${before ? '-' : ''}${after ? '+' : ''} ${id.name}`);

describe('what makes two objects one', () => {
  test('group, kind, namespace and name do, and the version does not', () => {
    const before = object('Job', 'a', { apiVersion: 'batch/v1beta1' });
    const after = object('Job', 'a', { apiVersion: 'batch/v1' });
    expect(compareObjects([before], [after])).toEqual([
      { id: { group: 'batch', kind: 'Job', namespace: 'shop', name: 'a' }, before, after },
    ]);
    expect(named(compareObjects([before], [object('Job', 'a')]))).toEqual(['+ a', '- a']);
    const elsewhere = object('Service', 'a', { metadata: { name: 'a', namespace: 'other' } });
    expect(named(compareObjects([object('Service', 'a')], [elsewhere]))).toEqual(['+ a', '- a']);
  });

  test('of an app in two environments the namespace does not count, and is said', () => {
    const dev = object('Service', 'a', { metadata: { name: 'a', namespace: 'dev' } });
    const prod = object('Service', 'a', { metadata: { name: 'a', namespace: 'prod' } });
    expect(compareObjects([dev], [prod], 'of-app')).toMatchObject([
      { id: { namespace: 'prod' }, formerId: { namespace: 'dev' }, before: dev, after: prod },
    ]);
  });

  test('a generated ConfigMap or Secret under another hash is the same one', () => {
    for (const kind of ['ConfigMap', 'Secret']) {
      const [before, after] = [object(kind, 'x-8kh96dh9m2'), object(kind, 'x-ftc495k42g')];
      expect(compareObjects([before], [after])).toMatchObject([
        { id: { name: 'x-ftc495k42g' }, formerId: { name: 'x-8kh96dh9m2' } },
      ]);
    }
  });

  test.each([
    ['another kind', object('Service', 'x-8kh96dh9m2'), object('Service', 'x-ftc495k42g')],
    ['another stem', object('ConfigMap', 'x-8kh96dh9m2'), object('ConfigMap', 'y-ftc495k42g')],
    ['no hash', object('ConfigMap', 'x-8kh96dh9m2'), object('ConfigMap', 'x-production')],
    ['no hash before', object('ConfigMap', 'x'), object('ConfigMap', 'x-8kh96dh9m2')],
    [
      'another namespace',
      object('ConfigMap', 'x-8kh96dh9m2'),
      object('ConfigMap', 'x-ftc495k42g', { metadata: { name: 'x-ftc495k42g' } }),
    ],
  ])('it is not with %s', (_, before, after) => {
    expect(compareObjects([before], [after])).toHaveLength(2);
  });

  test('a hash that is on both sides stays with itself', () => {
    const [one, two] = [object('ConfigMap', 'x-8kh96dh9m2'), object('ConfigMap', 'x-ftc495k42g')];
    expect(named(compareObjects([one, two], [two]))).toEqual(['- x-8kh96dh9m2']);
  });

  test('objects with one name are paired in their order, and none gets lost', () => {
    const changes = compareObjects([service('a'), service('a', 81)], [service('a')]);
    expect(changes).toMatchObject([{ before: { spec: { port: 81 } } }]);
    expect(compareObjects([service('a')], [service('a'), service('a')])).toHaveLength(1);
  });
});

test('the order of fields is no difference, that of items is', () => {
  const a = object('Service', 'a', { spec: { x: 1, y: [1, 2] } });
  expect(compareObjects([a], [object('Service', 'a', { spec: { y: [1, 2], x: 1 } })])).toEqual([]);
  expect(compareObjects([a], [object('Service', 'a', { spec: { x: 1, y: [2, 1] } })])).toHaveLength(
    1,
  );
});

test('changes come by kind, namespace and name, whatever the order of the builds', () => {
  const [one, two] = [object('Deployment', 'b'), service('a')];
  const all = [object('ConfigMap', 'c'), one, two];
  expect(named(compareObjects([], all))).toEqual(['+ c', '+ b', '+ a']);
  expect(compareObjects(all.toReversed(), [])).toEqual(compareObjects(all, []));
});

test('what a List holds are objects, and what is none is passed over', () => {
  const list = { apiVersion: 'v1', kind: 'List', items: [service('a'), null, 5] };
  expect(compareObjects([list], [service('a')])).toEqual([]);
  expect(compareObjects([{ kind: 5, metadata: [] } as object], [])).toMatchObject([
    { id: { kind: '', name: '' } },
  ]);
});

describe('a Secret', () => {
  const secret = (data: unknown, rest: object = {}) => object('Secret', 's', { data, ...rest });
  const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

  test('shows its keys and which values differ, and none of the values', () => {
    const [change] = compareObjects(
      [secret({ same: 'c2FtZQ==', other: 'MQ==', gone: 'Mg==' })],
      [secret({ same: 'c2FtZQ==', other: 'Mw==', come: 'NA==' })],
    );
    expect(change?.before).toMatchObject({
      data: { same: '(hidden)', other: '(hidden, before)', gone: '(hidden)' },
    });
    expect(change?.after).toMatchObject({
      data: { same: '(hidden)', other: '(hidden, after)', come: '(hidden)' },
    });
  });

  test.each(['s', 's-8kh96dh9m2'])(
    'that is a ConfigMap on the other side hides both: %s',
    (name) => {
      const configMap = object('ConfigMap', name, { data: { a: 'VALUE' } });
      const sides = [[configMap], [object('Secret', 's', { stringData: { a: 'VALUE' } })]] as const;
      for (const [before, after] of [sides, [...sides].reverse()] as (typeof sides)[]) {
        const changes = compareObjects(before, after);
        expect(changes.map(({ id }) => id.kind)).toEqual(['ConfigMap', 'Secret']);
        expect(changes[0]?.before ?? changes[0]?.after).toMatchObject({ kind: 'ConfigMap' });
        expect(JSON.stringify(changes)).not.toContain('VALUE');
      }
    },
  );

  test('is not what only names one', () => {
    const gateway = object('Gateway', 'g', { certificateRefs: [{ kind: 'Secret', name: 'tls' }] });
    expect(compareObjects([], [gateway])).toMatchObject([{ after: gateway }]);
  });

  test.each([
    ['added', [], [secret({ a: 'VALUE' })]],
    ['of stringData', [], [object('Secret', 's', { stringData: { a: 'VALUE' } })]],
    ['of no map', [secret('VALUE')], [secret(['VALUE'])]],
    ['of any other field', [], [object('Secret', 's', { dat: { a: { b: ['VALUE'] } } })]],
    [
      'under a new hash',
      [object('Secret', 's-8kh96dh9m2', { data: { a: 'VALUE' } })],
      [object('Secret', 's-ftc495k42g')],
    ],
    [
      'in an annotation of kubectl',
      [],
      [
        object('Secret', 's', {
          metadata: { name: 's', annotations: { [LAST_APPLIED]: 'VALUE' } },
        }),
      ],
    ],
    ['in a List', [], [{ apiVersion: 'v1', kind: 'List', items: [secret({ a: 'VALUE' })] }]],
    [
      'in another object',
      [],
      [object('Application', 'a', { values: [{ extra: secret({ a: 'VALUE' }) }] })],
    ],
  ])('hides the values: %s', (_, before, after) => {
    const changes = compareObjects(before, after);
    expect(changes).toHaveLength(1);
    expect(JSON.stringify(changes)).toContain('(hidden');
    expect(JSON.stringify(changes)).not.toContain('VALUE');
  });
});

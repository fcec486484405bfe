import { describe, expect, test } from 'vitest';
import { IDENTITY_TABLE } from '../../../src/merge/identity-table.js';
import { merge } from './scenario.js';

interface Row {
  readonly id: string;
  readonly what: string;
  readonly path?: string;
  /** The lines above the list, its key last. */
  readonly head: string;
  readonly indent: number;
  /** An item that all have, one that ours adds and one that theirs adds. */
  readonly items: readonly [string, string, string];
}

const pod = (kind: string, apiVersion: string, ...levels: string[]) => {
  const lines = levels.map((level, depth) => `${'  '.repeat(depth)}${level}:`);
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${lines.join('\n')}\n`;
};
const inPod = (list: string) => pod('Pod', 'v1', 'spec', list);
const inContainer = (list: string) =>
  `${pod('Deployment', 'apps/v1', 'spec', 'template', 'spec', 'containers')}        - name: web\n          ${list}:\n`;
const kustomize = (list: string) => `${list}:\n`;
const named: Row['items'] = ['name: a', 'name: b', 'name: c'];
const scalars: Row['items'] = ['a.yaml', 'b.yaml', 'c.yaml'];
const generator = 'configMapGenerator:\n  - name: x\n    ';

const ROWS: readonly Row[] = [
  ...['containers', 'initContainers', 'ephemeralContainers', 'volumes', 'imagePullSecrets'].map(
    (list): Row => ({ id: 'I1', what: list, head: inPod(list), indent: 4, items: named }),
  ),
  ...[
    pod('StatefulSet', 'apps/v1', 'spec', 'template', 'spec', 'volumes'),
    pod('DaemonSet', 'apps/v1', 'spec', 'template', 'spec', 'volumes'),
    pod('Job', 'batch/v1', 'spec', 'template', 'spec', 'volumes'),
    pod('Service', 'serving.knative.dev/v1', 'spec', 'template', 'spec', 'volumes'),
  ].map((head): Row => ({
    id: 'I1',
    what: head.split('\n').slice(0, 2).join(' '),
    head,
    indent: 8,
    items: named,
  })),
  {
    id: 'I1',
    what: 'CronJob',
    head: pod('CronJob', 'batch/v1', 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'volumes'),
    indent: 12,
    items: named,
  },
  { id: 'I2', what: 'env', head: inContainer('env'), indent: 12, items: named },
  {
    id: 'I3',
    what: 'volumeMounts',
    head: inContainer('volumeMounts'),
    indent: 12,
    items: ['mountPath: /a', 'mountPath: /b', 'mountPath: /c'],
  },
  {
    id: 'I4',
    what: 'ports',
    head: inContainer('ports'),
    indent: 12,
    items: ['containerPort: 1', 'containerPort: 2', '{containerPort: 2, protocol: UDP}'],
  },
  {
    id: 'I5',
    what: 'ports',
    head: pod('Service', 'v1', 'spec', 'ports'),
    indent: 4,
    items: ['port: 1', 'port: 2', '{port: 2, protocol: UDP}'],
  },
  ...['images', 'replicas'].map((list): Row => ({
    id: 'I6',
    what: list,
    head: kustomize(list),
    indent: 2,
    items: named,
  })),
  ...['configMapGenerator', 'secretGenerator'].map((list): Row => ({
    id: 'I7',
    what: list,
    head: kustomize(list),
    indent: 2,
    items: ['name: a', 'name: b', '{name: b, namespace: n}'],
  })),
  {
    id: 'I8',
    what: 'literals',
    head: `${generator}literals:\n`,
    indent: 6,
    items: ['A=1', 'B=2=3', 'C=2=3'],
  },
  {
    id: 'I9',
    what: 'files',
    head: `${generator}files:\n`,
    indent: 6,
    items: ['a.txt', 'x=files/b.txt', 'files/b.txt'],
  },
  {
    id: 'I10',
    what: 'helmCharts',
    head: kustomize('helmCharts'),
    indent: 2,
    items: ['name: a', 'name: b', '{name: b, releaseName: r}'],
  },
  {
    id: 'I11',
    what: 'patches',
    head: kustomize('patches'),
    indent: 2,
    items: ['path: a.yaml', '{patch: x, target: {kind: A}}', '{patch: x, target: {kind: B}}'],
  },
  ...[
    'resources',
    'components',
    'bases',
    'crds',
    'configurations',
    'generators',
    'transformers',
    'validators',
    'patchesStrategicMerge',
  ].map((list): Row => ({
    id: 'I12',
    what: list,
    head: kustomize(list),
    indent: 2,
    items: scalars,
  })),
  {
    id: 'I13',
    what: 'finalizers',
    head: 'kind: Any\nmetadata:\n  finalizers:\n',
    indent: 4,
    items: ['a', 'b', 'c'],
  },
  {
    id: 'I14',
    what: 'dependsOn',
    path: 'flux/app.yaml',
    head: pod('Kustomization', 'kustomize.toolkit.fluxcd.io/v1', 'spec', 'dependsOn'),
    indent: 4,
    items: named,
  },
  ...['apps', 'environments', 'catalogs'].map((list): Row => ({
    id: 'I15',
    what: list,
    path: 'gitops-gen.yaml',
    head: `apiVersion: gitops-gen.dev/v1\n${list}:\n`,
    indent: 2,
    items: named,
  })),
];

const file = ({ head, indent }: Row, ...items: string[]) =>
  head + items.map((item) => `${' '.repeat(indent)}- ${item}\n`).join('');
const pathOf = ({ path = 'base/kustomization.yaml' }: Row) => path;

describe('update.md 4.2', () => {
  test('each row of the table has a test', () => {
    expect(new Set(ROWS.map(({ id }) => id))).toEqual(new Set(IDENTITY_TABLE.map(({ id }) => id)));
  });

  test.each(ROWS)('$id $what: what both sides add is united', (row) => {
    const [all, ours, theirs] = row.items;
    const result = merge(pathOf(row), {
      a: file(row, all),
      w: file(row, all, ours),
      d: file(row, all, theirs),
    });
    expect(result).toMatchObject({ outcome: 'merged', content: file(row, all, theirs, ours) });
  });

  test.each(ROWS)('$id $what: two items of one identity make the list one value', (row) => {
    const [all, ours, theirs] = row.items;
    const result = merge(pathOf(row), {
      a: file(row, all, all),
      w: file(row, all, all, ours),
      d: file(row, all, all, theirs),
    });
    expect(result.outcome).toBe('conflict');
  });

  test.each(ROWS)('$id $what: an item without identity makes the list one value', (row) => {
    const [all, ours, theirs] = row.items;
    const odd = '{odd: 1}';
    const result = merge(pathOf(row), {
      a: file(row, all, odd),
      w: file(row, all, odd, ours),
      d: file(row, all, odd, theirs),
    });
    expect(result.outcome).toBe('conflict');
  });

  test.each([
    ['command', inContainer('command'), 12],
    ['args', inContainer('args'), 12],
    [
      'a list of a custom resource',
      'apiVersion: example.com/v1\nkind: Thing\nspec:\n  containers:\n',
      4,
    ],
    ['a list of Helm values', 'env:\n', 2],
    ['the ports of another kind', pod('Gateway', 'example.com/v1', 'spec', 'ports'), 4],
  ])('I16 %s is one value', (_, head, indent) => {
    const row: Row = { id: 'I16', what: '', head, indent, items: named };
    const [a, w, d] = [
      file(row, 'name: a'),
      file(row, 'name: a', 'name: b'),
      file(row, 'name: a', 'name: c'),
    ];
    expect(merge('f.yaml', { a, w, d }).outcome).toBe('conflict');
  });

  test('I11: two edits of one inline patch are a conflict, never two patches', () => {
    const patch = (value: number) => `patches:\n  - target: {kind: A}\n    patch: '[${value}]'\n`;
    expect(
      merge('kustomization.yaml', { a: patch(1), w: patch(2), d: patch(3) }).conflicts,
    ).toMatchObject([{ code: 'BOTH_CHANGED' }]);
  });
});

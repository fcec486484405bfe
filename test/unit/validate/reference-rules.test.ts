import { expect, test } from 'vitest';
import { patchRules } from '../../../src/validate/patch-rules.js';
import { referenceRules } from '../../../src/validate/reference-rules.js';
import {
  edit,
  add,
  breakWith,
  findingsOf,
  remove,
  set,
  write,
  type Break,
  type Breaks,
} from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const repository = await todoRepository();
const PROD = 'overlays/prod/todo';
const backend = (pointer: string, value: unknown): Break =>
  set(PROD, 'Deployment todo-backend', `/spec/template/spec${pointer}`, value);
const ingress = (pointer: string, value: unknown): Break =>
  set(PROD, 'Ingress todo', `/spec/rules/0/http/paths/0/backend/service${pointer}`, value);
const route = (backendRef: string): Break =>
  add(
    PROD,
    `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: todo, namespace: todo-prod }
spec: { parentRefs: [{ name: public }], rules: [{ backendRefs: [${backendRef}] }] }
`,
  );

const CLUSTER = `
apiVersion: rabbitmq.com/v1beta1
kind: RabbitmqCluster
metadata: { name: todo-queue, namespace: todo-prod }
`;

const breaks: Breaks = [
  ['references/config-map', 'gone', remove(PROD, 'ConfigMap todo-frontend-nginx')],
  [
    'references/config-map',
    'all of its keys',
    backend('/containers/0/envFrom/0', { configMapRef: { name: 'gone' } }),
  ],
  [
    'references/config-map',
    'in another namespace',
    set(PROD, 'ConfigMap todo-frontend-nginx', '/metadata/namespace', 'other'),
  ],
  [
    'references/config-map',
    'a key of a variable',
    set(PROD, 'ConfigMap todo-postgres-config', '/data/role', undefined),
  ],
  [
    'references/config-map',
    'a key of a file',
    set(PROD, 'ConfigMap todo-postgres-config', '/data/pg_hba.conf', undefined),
  ],
  ['references/service-account', 'gone', remove(PROD, 'ServiceAccount todo-backend')],
  ['references/claim', 'gone', remove(PROD, 'PersistentVolumeClaim todo-db-backup')],
  ['references/backend', 'no Service', ingress('/name', 'gone')],
  ['references/backend', 'no such name', ingress('/port', { name: 'gone' })],
  ['references/backend', 'no such number', ingress('/port', { number: 1 })],
  ['references/backend', 'of a route', route('{ name: gone, port: 80 }')],
  ['references/backend', 'a port of a route', route('{ name: todo-backend, port: 1 }')],
  [
    'references/target-port',
    'no such name',
    set(PROD, 'Service todo-backend', '/spec/ports/0/targetPort', 'gone'),
  ],
  [
    'references/disruption-budget',
    'other labels',
    set(PROD, 'PodDisruptionBudget todo-backend', '/spec/selector/matchLabels', { a: 'b' }),
  ],
  [
    'references/unlisted',
    'a new file',
    write('base/todo/new.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n'),
  ],
];

/** A patch of the overlay in prod. */
const patch = (target: string, text = 'op: remove'): Break =>
  edit(
    `${PROD}/kustomization.yaml`,
    'patches:',
    `patches:\n  - { target: ${target}, patch: '${text}' }`,
  );
const patchBreaks: Breaks = [
  ['references/patch', 'no such name', patch('{ kind: Deployment, name: todo-bakend }')],
  ['references/patch', 'no such kind', patch('{ kind: Deploymnt }')],
  ['references/patch', 'a part of a name', patch('{ kind: Deployment, name: tod }')],
];

test.each([
  ['by name', patch('{ kind: Deployment, name: todo-backend }')],
  ['without prefix', patch('{ kind: Deployment, name: backend }')],
  ['by a pattern', patch('{ kind: Deployment|StatefulSet, name: todo-.* }')],
  ['that a hash follows', patch('{ kind: ConfigMap, name: todo-backend-config }')],
  ['that it deletes', patch('{ kind: Job, name: gone }', '$patch: delete')],
  ['by labels', patch('{ labelSelector: a=b }')],
  ['by what is no pattern', patch('{ name: "(" }')],
])('a patch finds its target %s', (_, apply) => {
  expect(findingsOf(patchRules, breakWith(repository, [apply]))).toEqual([]);
});

describeRules('patches', patchRules, { repository, breaks: patchBreaks });
describeRules('references', referenceRules, { repository, breaks });

test.each([
  [
    'is optional',
    backend('/containers/0/envFrom/0', { configMapRef: { name: 'gone', optional: true } }),
  ],
  [
    'is in every namespace',
    backend('/containers/0/envFrom/0', { configMapRef: { name: 'kube-root-ca.crt' } }),
  ],
  ['leads to no Service', route('{ kind: Bucket, group: acme.example.com, name: gone }')],
  [
    'an operator makes',
    (one) =>
      breakWith(one, [
        add(PROD, CLUSTER),
        ingress('/name', 'todo-queue'),
        set(PROD, 'PodDisruptionBudget todo-backend', '/spec/selector/matchLabels', {
          'app.kubernetes.io/name': 'todo-queue',
        }),
      ]),
  ],
  ['lies beside and is no manifest', write('base/todo/values.yaml', 'replicas: 1\n')],
])('what %s is not missed', (_, apply) => {
  expect(findingsOf(referenceRules, breakWith(repository, [apply]))).toEqual([]);
});

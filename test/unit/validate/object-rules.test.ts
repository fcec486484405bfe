import { configurationRules } from '../../../src/validate/configuration-rules.js';
import { networkRules } from '../../../src/validate/network-rules.js';
import { objectRules } from '../../../src/validate/object-rules.js';
import { workloadRules } from '../../../src/validate/workload-rules.js';
import { add, remove, set, type Break, type Breaks } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const repository = await todoRepository();
const PROD = 'overlays/prod/todo';

const backend = (pointer: string, value: unknown): Break =>
  set(PROD, 'Deployment todo-backend', pointer, value);
const database = (pointer: string, value: unknown): Break =>
  set(PROD, 'StatefulSet todo-postgres', pointer, value);
const budget = (field: string, value: unknown): Break =>
  set(PROD, 'PodDisruptionBudget todo-backend', `/spec/${field}`, value);
const autoscaler = (field: string, value: unknown): Break =>
  set(PROD, 'HorizontalPodAutoscaler todo-backend', `/spec/${field}`, value);
const policy = (name: string, field: string, value: unknown): Break =>
  set(PROD, `NetworkPolicy ${name}`, `/spec/${field}`, value);

/** Of no account anywhere. */
const RANDOM = 'q7Rk2ZpW9xLmT4vB8nYc1HsD';
const SPREAD = '/spec/template/spec/topologySpreadConstraints';
const ANTI_AFFINITY = '/spec/template/spec/affinity';
const API_VERSION = '/apiVersion';

const workloadBreaks: Breaks = [
  ['manifests/B-18', 'no spread', backend(SPREAD, undefined)],
  ['manifests/B-18', 'no zones', backend(`${SPREAD}/1`, undefined)],
  ['manifests/B-18', 'a skew of 2', backend(`${SPREAD}/0/maxSkew`, 2)],
  ['manifests/B-18', 'other pods', backend(`${SPREAD}/0/labelSelector/matchLabels`, { a: 'b' })],
  ['manifests/B-18', 'all revisions', backend(`${SPREAD}/0/matchLabelKeys`, undefined)],
  ['manifests/B-19', 'no anti-affinity', backend(ANTI_AFFINITY, undefined)],
  ['manifests/B-19', 'a quorum on one node', database('/spec/replicas', 3)],
  ['manifests/B-20', 'no budget', remove(PROD, 'PodDisruptionBudget todo-backend')],
  ['manifests/B-20', 'two at a time', budget('maxUnavailable', 2)],
  ['manifests/B-20', 'no policy', budget('unhealthyPodEvictionPolicy', undefined)],
  ['manifests/B-20', 'a quorum of any', budget('unhealthyPodEvictionPolicy', 'IfHealthyBudget')],
  ['manifests/B-20', 'all pods', budget('selector', {})],
  [
    'manifests/B-20',
    'a budget for one replica',
    budget('selector/matchLabels/app.kubernetes.io~1name', 'todo-postgres'),
  ],
  ['manifests/B-21', 'recreated', backend('/spec/strategy/type', 'Recreate')],
  ['manifests/B-21', 'fewer pods', backend('/spec/strategy/rollingUpdate/maxUnavailable', 1)],
  ['manifests/B-21', 'no surge', backend('/spec/strategy/rollingUpdate/maxSurge', 0)],
  ['manifests/B-21', 'old revisions', backend('/spec/revisionHistoryLimit', undefined)],
  ['manifests/B-21', 'ready at once', backend('/spec/minReadySeconds', 0)],
  ['manifests/B-21', 'no deadline', backend('/spec/progressDeadlineSeconds', undefined)],
  ['manifests/B-22', 'one replica', autoscaler('minReplicas', 1)],
  ['manifests/B-22', 'no room', autoscaler('maxReplicas', 3)],
  ['manifests/B-22', 'nervous', autoscaler('behavior', undefined)],
  ['manifests/B-22', 'no target', autoscaler('scaleTargetRef/name', 'gone')],
  ['manifests/B-22', 'no request', autoscaler('metrics/0/resource/name', 'nvidia.com/gpu')],
  ['manifests/B-32', 'no kind', database('/spec/volumeClaimTemplates/0/kind', undefined)],
  ['manifests/B-32', 'no version', database('/spec/volumeClaimTemplates/0/apiVersion', undefined)],
  [
    'manifests/B-32',
    'no mode',
    database('/spec/volumeClaimTemplates/0/spec/volumeMode', undefined),
  ],
];

const networkBreaks: Breaks = [
  ['manifests/B-23', 'no denial', remove(PROD, 'NetworkPolicy default-deny')],
  ['manifests/B-23', 'denies ingress only', policy('default-deny', 'policyTypes', ['Ingress'])],
  ['manifests/B-24', 'no DNS', remove(PROD, 'NetworkPolicy allow-dns')],
  ['manifests/B-24', 'no TCP', policy('allow-dns', 'egress/0/ports/1', undefined)],
  ['manifests/B-24', 'no NodeLocal DNS', policy('allow-dns', 'egress/0/to/1', undefined)],
  ['manifests/B-25', 'two labels', policy('todo-backend', 'podSelector/matchLabels/env', 'prod')],
  ['manifests/B-25', 'ingress only', policy('todo-backend', 'policyTypes', ['Ingress'])],
  ['manifests/B-25', 'no egress', policy('todo-backend', 'egress', [])],
  ['manifests/B-25-exists', 'no policy', remove(PROD, 'NetworkPolicy todo-backend')],
  ['manifests/L-11', 'receives nothing', policy('todo-backend', 'ingress', undefined)],
  [
    'manifests/B-26',
    'the port of a Service',
    policy('todo-frontend', 'ingress/0/ports/0/port', 80),
  ],
  ['manifests/B-26', 'egress to nothing', policy('todo-backend', 'egress/0/ports/0/port', 5433)],
  ['manifests/B-27', 'no way out', policy('todo-backend', 'egress/0/ports/0/protocol', 'UDP')],
  ['manifests/B-27', 'no way in', policy('todo-postgres', 'ingress/0/from/0', undefined)],
  ['manifests/B-27', 'everywhere', policy('todo-backend', 'egress/-', {})],
];

const objectBreaks: Breaks = [
  [
    'manifests/B-28',
    'no component',
    backend('/metadata/labels/app.kubernetes.io~1component', undefined),
  ],
  ['manifests/B-28-selectors', 'by team', backend('/spec/selector/matchLabels/team', 'web')],
  [
    'manifests/B-28-selectors',
    'a Service by version',
    set(PROD, 'Service todo-backend', '/spec/selector/version', '1'),
  ],
  [
    'manifests/B-29',
    'takes any pod',
    add(PROD, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}'),
  ],
  ['manifests/B-35', 'beta', set(PROD, 'CronJob todo-db-backup', API_VERSION, 'batch/v1beta1')],
  ['manifests/B-35', 'extensions', set(PROD, 'Ingress todo', API_VERSION, 'extensions/v1beta1')],
  [
    'manifests/B-36',
    'does not wait',
    add(PROD, 'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: a}'),
  ],
  [
    'manifests/B-37',
    'goes with its manifest',
    set(PROD, 'PersistentVolumeClaim todo-db-backup', '/metadata/annotations', undefined),
  ],
];

const configMap = (key: string, value: string): Break =>
  set(PROD, 'ConfigMap todo-backend-config', `/data/${key}`, value);
const service = (field: string, value: unknown): Break =>
  set(PROD, 'Service todo-backend', `/spec/ports/0/${field}`, value);

const configurationBreaks: Breaks = [
  [
    'manifests/B-30',
    'a Secret',
    add(PROD, 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: b}'),
  ],
  ['manifests/B-30-config', 'a password', configMap('DB_PASSWORD', 'hunter2')],
  ['manifests/B-30-config', 'a key', configMap('MAIL_API_KEY', 'hunter2')],
  ['manifests/B-30-random', 'in a ConfigMap', configMap('mail.conf', `id: ${RANDOM}\n`)],
  [
    'manifests/B-30-random',
    'in a variable',
    backend('/spec/template/spec/containers/0/env', [{ name: 'MAIL', value: RANDOM }]),
  ],
  [
    'manifests/B-30-env',
    'a token',
    backend('/spec/template/spec/containers/0/env', [{ name: 'API_TOKEN', value: 'hunter2' }]),
  ],
  [
    'manifests/B-31',
    'a name that stays',
    set(PROD, 'ConfigMap todo-backend-config', '/metadata/name', 'todo-backend-config'),
    backend('/spec/template/spec/containers/0/envFrom/0/configMapRef/name', 'todo-backend-config'),
  ],
  ['manifests/B-33', 'no name', service('name', undefined)],
  ['manifests/B-33', 'no protocol', service('name', 'main')],
  ['manifests/B-33', 'a number', service('targetPort', 8080)],
];

describeRules('workloads', workloadRules, { repository, breaks: workloadBreaks });
describeRules('network policies', networkRules, { repository, breaks: networkBreaks });
describeRules('objects', objectRules, { repository, breaks: objectBreaks });
describeRules('configuration', configurationRules, { repository, breaks: configurationBreaks });

import { rabbitmqClusterRules } from '../../src/validate/rabbitmq-cluster-rules.js';
import { rabbitmqOperationRules } from '../../src/validate/rabbitmq-operation-rules.js';
import { rabbitmqOperatorRules } from '../../src/validate/rabbitmq-operator-rules.js';
import { builtRepository } from './built-repository.js';
import { remove, set, type Break, type Breaks } from '../unit/validate/break-rules.js';
import { describeRules } from '../unit/validate/describe-rules.js';

const FOLDER = 'overlays/prod/rabbitmq';

const nodes = (field: string, value: unknown): Break =>
  set(FOLDER, 'StatefulSet rabbitmq', `/spec/${field}`, value);
const pod = (field: string, value: unknown): Break => nodes(`template/spec/${field}`, value);
const server = (field: string, value: unknown): Break => pod(`containers/0/${field}`, value);
const headless = (field: string, value: unknown): Break =>
  set(FOLDER, 'Service rabbitmq-headless', `/spec/${field}`, value);
const preStop = (command: string): Break =>
  server('lifecycle/preStop/exec/command', ['bash', '-c', command]);
const definitions = (text: string): Break =>
  set(FOLDER, 'ConfigMap rabbitmq-config', '/data/definitions.json', text);

const breaks: Breaks = [
  ['manifests/R-01', 'two', nodes('replicas', 2)],
  ['manifests/R-02', 'one by one', nodes('podManagementPolicy', 'OrderedReady')],
  ['manifests/R-03', 'a virtual address', headless('clusterIP', undefined)],
  ['manifests/R-03', 'ready ones only', headless('publishNotReadyAddresses', undefined)],
  ['manifests/R-03', 'no epmd', headless('ports/0', undefined)],
  ['manifests/R-04', 'another port', server('readinessProbe/tcpSocket/port', 'epmd')],
  ['manifests/R-04', 'a tool', server('readinessProbe', { exec: { command: ['rabbitmqctl'] } })],
  ['manifests/R-05', 'restarted', server('livenessProbe', { tcpSocket: { port: 'amqp' } })],
  ['manifests/R-06', 'no time', server('startupProbe/failureThreshold', 30)],
  ['manifests/R-06', 'the cluster size', server('startupProbe/tcpSocket', undefined)],
  ['manifests/R-07', 'short names', server('env/2', undefined)],
  ['manifests/R-07', 'an unknown name', server('env/0', undefined)],
  ['manifests/R-07', 'the host', server('env/3/value', 'rabbit@localhost')],
  [
    'manifests/R-08',
    'a file',
    server('env/-', { name: 'RABBITMQ_DEFAULT_PASS_FILE', value: '/x' }),
  ],
  ['manifests/R-09', 'not copied', pod('initContainers', [])],
  ['manifests/R-09', 'no scratch space', pod('volumes/2/emptyDir', undefined)],
  ['manifests/R-10', 'elsewhere', server('volumeMounts/1/mountPath', '/data')],
  ['manifests/R-10', 'a whole folder', server('volumeMounts/3/subPath', undefined)],
  ['manifests/R-11', 'somebody else', pod('securityContext/runAsUser', 10001)],
  ['manifests/R-12', 'at once', server('lifecycle', undefined)],
  ['manifests/R-12', 'mirrors', preStop('rabbitmq-upgrade await_online_synchronized_mirror -t 9')],
  ['manifests/R-13', 'too short', pod('terminationGracePeriodSeconds', 1200)],
  [
    'manifests/R-14',
    'deleted',
    nodes('persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Delete', whenScaled: 'Retain' }),
  ],
  ['manifests/R-15', 'one', server('resources/requests/cpu', '1')],
  [
    'manifests/R-16',
    'uneven',
    pod('topologySpreadConstraints/1/whenUnsatisfiable', 'ScheduleAnyway'),
  ],
  [
    'manifests/R-17',
    'clients at the ports of nodes',
    set(FOLDER, 'NetworkPolicy rabbitmq', '/spec/ingress/1/ports/-', { port: 25672 }),
  ],
  [
    'manifests/R-17',
    'everybody',
    set(FOLDER, 'NetworkPolicy rabbitmq', '/spec/ingress/1/from', undefined),
  ],
  ['manifests/R-17', 'nobody', set(FOLDER, 'NetworkPolicy rabbitmq', '/spec/ingress/0', undefined)],
  [
    'manifests/R-19',
    'not set',
    set(FOLDER, 'ConfigMap rabbitmq-config', '/data/90-environment.conf', ''),
  ],
  [
    'manifests/R-19',
    'an alarm from the start',
    nodes('volumeClaimTemplates/0/spec/resources/requests/storage', '4Gi'),
  ],
  ['manifests/R-20', 'cut off', definitions('{"queues": [')],
  ['manifests/R-20', 'no object', definitions('[]')],
  ['manifests/R-20', 'a hash of a password', definitions('{"users": [{"password_hash": "x"}]}')],
];

const cluster = (field: string, value: unknown): Break =>
  set(FOLDER, 'RabbitmqCluster rabbitmq', `/spec/${field}`, value);

const operatorBreaks: Breaks = [
  ['manifests/OR-01', 'any', cluster('image', 'rabbitmq')],
  ['manifests/OR-01', 'two', cluster('replicas', 2)],
  ['manifests/OR-02', 'borrowed', cluster('resources/requests/memory', '1Gi')],
  ['manifests/OR-02', 'lost', cluster('persistence', undefined)],
  ['manifests/OR-03', 'one node', cluster('affinity', undefined)],
  [
    'manifests/OR-03',
    'one zone',
    cluster('override/statefulSet/spec/template/spec/topologySpreadConstraints', []),
  ],
  [
    'manifests/OR-04',
    'refused',
    cluster('rabbitmq/additionalConfig', 'cluster_partition_handling = pause_minority\n'),
  ],
  ['manifests/OR-05', 'a week', cluster('terminationGracePeriodSeconds', undefined)],
  [
    'manifests/OR-07',
    'deleted',
    cluster('override/statefulSet/spec/persistentVolumeClaimRetentionPolicy', undefined),
  ],
  [
    'manifests/OR-07',
    'pruned',
    set(FOLDER, 'RabbitmqCluster rabbitmq', '/metadata/annotations', {}),
  ],
  ['manifests/OR-08', 'nobody', remove(FOLDER, 'NetworkPolicy rabbitmq')],
];

describeRules('the RabbitMQ app', [...rabbitmqClusterRules, ...rabbitmqOperationRules], {
  repository: await builtRepository('rabbitmq', {}),
  breaks,
});

describeRules('the RabbitMQ operator', rabbitmqOperatorRules, {
  repository: await builtRepository('rabbitmq', { operator: 'rabbitmq-cluster-operator' }),
  breaks: operatorBreaks,
});

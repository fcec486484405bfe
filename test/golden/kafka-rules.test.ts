import { expect, test } from 'vitest';
import type { StatefulSet } from '../../src/manifests/workloads.js';
import type { Values } from '../../src/model/repository-model.js';
import { kafkaOperationRules } from '../../src/validate/kafka-operation-rules.js';
import { kafkaRules } from '../../src/validate/kafka-rules.js';
import { strimziRules } from '../../src/validate/strimzi-rules.js';
import { zooKeeperRules } from '../../src/validate/zookeeper-rules.js';
import {
  add,
  findingsOf,
  remove,
  set,
  type Break,
  type Breaks,
} from '../unit/validate/break-rules.js';
import { describeRules } from '../unit/validate/describe-rules.js';
import { builtRepository } from './built-repository.js';

const FOLDER = 'overlays/prod/kafka';

const kafkaRepository = (values: Values) => builtRepository('kafka', values);

const broker = (field: string, value: unknown): Break =>
  set(FOLDER, 'StatefulSet kafka-broker', `/spec/${field}`, value);
const service = (name: string, field: string, value: unknown): Break =>
  set(FOLDER, `Service ${name}`, `/spec/${field}`, value);
const cluster = (key: string, value: string | undefined): Break =>
  set(FOLDER, 'ConfigMap kafka-cluster', `/data/${key}`, value);

const repository = await kafkaRepository({
  external: 'loadbalancer',
  tls: { enabled: true, clusterIssuer: 'internal', clientAuth: true },
});

/** Takes the text of a configuration file and puts another line at its end, which is the one that counts. */
function setting(nodes: string, line: string): Break {
  const config = repository.overlays[0]!.objects.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' && metadata?.name?.startsWith(`kafka-${nodes}-config`) === true,
  ) as unknown as { data: Record<string, string> };
  const text = `${config.data['environment.properties'] ?? ''}${line}\n`;
  return set(FOLDER, `ConfigMap kafka-${nodes}-config`, '/data/environment.properties', text);
}

const breaks: Breaks = [
  ['manifests/K-01', 'one by one', broker('podManagementPolicy', 'OrderedReady')],
  ['manifests/K-02', 'a virtual address', service('kafka-broker-headless', 'clusterIP', undefined)],
  [
    'manifests/K-02',
    'ready ones only',
    service('kafka-controller-headless', 'publishNotReadyAddresses', undefined),
  ],
  ['manifests/K-03', 'no Service', remove(FOLDER, 'Service kafka-bootstrap')],
  ['manifests/K-03', 'all', service('kafka-bootstrap', 'publishNotReadyAddresses', true)],
  ['manifests/K-04', 'one too few', remove(FOLDER, 'Service kafka-broker-2-external')],
  ['manifests/K-05', 'the mount itself', setting('broker', 'log.dirs=/var/lib/kafka/data')],
  ['manifests/K-06', 'too short', cluster('CLUSTER_ID', 'kafka')],
  ['manifests/K-06', 'a known one', cluster('CLUSTER_ID', '5L6g3nShT-eMCtK--X86sw')],
  ['manifests/K-08', 'another number', cluster('CONTROLLERS', '5')],
  ['manifests/K-09', 'too many', setting('broker', 'offsets.topic.replication.factor=4')],
  ['manifests/K-09', 'all copies needed', setting('controller', 'min.insync.replicas=3')],
  ['manifests/K-10', 'by accident', setting('broker', 'auto.create.topics.enable=true')],
  ['manifests/K-10', 'unclean', setting('controller', 'unclean.leader.election.enable=true')],
  ['manifests/K-13', 'no time', broker('template/spec/terminationGracePeriodSeconds', 30)],
  ['manifests/K-16', 'no size', broker('template/spec/containers/0/env/0/value', '')],
  [
    'manifests/K-16',
    'all of the memory',
    broker('template/spec/containers/0/resources/limits/memory', '4Gi'),
  ],
  ['manifests/K-23', 'combined', setting('broker', 'process.roles=broker,controller')],
];

const container = (field: string, value: unknown): Break =>
  broker(`template/spec/containers/0/${field}`, value);
const policy = (field: string, value: unknown): Break =>
  set(FOLDER, 'NetworkPolicy kafka-broker', `/spec/${field}`, value);
const OWN = { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'kafka-broker' } } };

/** Sets the value of a variable; undefined removes it. */
function variable(name: string, value: unknown): Break {
  const nodes = repository.overlays[0]!.objects.find(
    ({ kind, metadata }) => kind === 'StatefulSet' && metadata?.name === 'kafka-broker',
  ) as unknown as StatefulSet;
  const { env = [] } = nodes.spec!.template!.spec!.containers![0]!;
  const at = env.findIndex((one) => one.name === name);
  return container(`env/${at}`, value === undefined ? undefined : { name, value });
}

const operationBreaks: Breaks = [
  ['manifests/K-07', 'one sequence', variable('NODE_ID_OFFSET', '0')],
  ['manifests/K-11', 'one address', cluster('EXTERNAL_HOST', 'kafka.example.com')],
  ['manifests/K-11', 'nowhere', cluster('EXTERNAL_PORT', undefined)],
  ['manifests/K-11', 'by hand', setting('broker', 'advertised.listeners=INTERNAL://:9092')],
  ['manifests/K-12', 'too early', container('readinessProbe/tcpSocket/port', 'replication')],
  ['manifests/K-12', 'too late', container('startupProbe/failureThreshold', 6)],
  ['manifests/K-12', 'by clients', container('livenessProbe/tcpSocket/port', 'internal')],
  ['manifests/K-14', 'none', remove(FOLDER, 'PodDisruptionBudget kafka-broker')],
  [
    'manifests/K-14',
    'two',
    set(FOLDER, 'PodDisruptionBudget kafka-controller', '/spec/maxUnavailable', 2),
  ],
  ['manifests/K-15', 'no volume', broker('volumeClaimTemplates', [])],
  ['manifests/K-15', 'deleted', broker('persistentVolumeClaimRetentionPolicy', undefined)],
  ['manifests/K-15', 'of root', broker('template/spec/securityContext/fsGroup', undefined)],
  ['manifests/K-17', 'elsewhere', variable('LOG_DIR', '/opt/kafka/logs')],
  ['manifests/K-17', 'a log of the heap', variable('EXTRA_ARGS', '-name kafkaServer -loggc')],
  ['manifests/K-18', 'one node', broker('template/spec/affinity', undefined)],
  ['manifests/K-18', 'one zone', broker('template/spec/topologySpreadConstraints', [])],
  ['manifests/K-19', 'no zone', variable('BROKER_RACK', 'a')],
  ['manifests/K-20', 'by hand', broker('updateStrategy/type', 'OnDelete')],
  ['manifests/K-20', 'at once', broker('minReadySeconds', undefined)],
  ['manifests/K-21', 'nobody', policy('ingress', [])],
  ['manifests/K-21', 'everybody', policy('ingress/1/from/0/podSelector', {})],
  [
    'manifests/K-21',
    'from elsewhere',
    policy('ingress/0/from/0', { ...OWN, namespaceSelector: {} }),
  ],
  [
    'manifests/K-22',
    'in the clear',
    setting('broker', 'listener.security.protocol.map=EXTERNAL:PLAINTEXT'),
  ],
  ['manifests/K-22', 'a binary', setting('broker', 'ssl.keystore.type=JKS')],
  ['manifests/K-24', 'no protocol', setting('broker', 'listener.security.protocol.map=A:SSL')],
  ['manifests/K-24', 'no listener', setting('broker', 'listeners=INTERNAL://:9092')],
  ['manifests/K-25', 'the old one', variable('KAFKA_LOG4J_OPTS', '-Dlog4j.configuration=file:/x')],
];

const zooKeeper = (field: string, value: unknown): Break =>
  set(FOLDER, 'StatefulSet kafka-zookeeper', `/spec/${field}`, value);
const server = (field: string, value: unknown): Break =>
  zooKeeper(`template/spec/containers/0/${field}`, value);
const zooConfig = (text: string): Break =>
  set(FOLDER, 'ConfigMap kafka-zookeeper-config', '/data/zoo.cfg', text);
const ensemblePolicy = (field: string, value: unknown): Break =>
  set(FOLDER, 'NetworkPolicy kafka-zookeeper', `/spec/ingress/${field}`, value);

const zooKeeperBreaks: Breaks = [
  ['manifests/Z-01', 'two', zooKeeper('replicas', 2)],
  ['manifests/Z-01', 'alone', zooKeeper('replicas', 1)],
  ['manifests/Z-02', 'another number', cluster('ZOOKEEPERS', '5')],
  ['manifests/Z-02', 'never purged', zooConfig('dataDir=/data\ndataLogDir=/datalog\n')],
  [
    'manifests/Z-03',
    'all are the first',
    set(FOLDER, 'ConfigMap kafka-zookeeper-scripts', '/data/zookeeper.sh', 'export ZOO_MY_ID=1'),
  ],
  ['manifests/Z-04', 'a whole folder', server('volumeMounts/2/subPath', undefined)],
  ['manifests/Z-04', 'hidden', server('volumeMounts/-', { name: 'tmp', mountPath: '/conf' })],
  ['manifests/Z-05', 'one volume', zooKeeper('volumeClaimTemplates/1', undefined)],
  ['manifests/Z-05', 'no scratch space', server('volumeMounts/4', undefined)],
  ['manifests/Z-05', 'another', zooKeeper('template/spec/securityContext/runAsUser', 10001)],
  ['manifests/Z-06', 'alive only', server('readinessProbe', { tcpSocket: { port: 'client' } })],
  ['manifests/Z-07', 'of the quorum', server('livenessProbe', { tcpSocket: { port: 'peer' } })],
  ['manifests/Z-07', 'not allowed', zooConfig('4lw.commands.whitelist=mntr\n')],
  ['manifests/Z-09', 'too much', server('env/0', { name: 'ZK_SERVER_HEAP', value: '65536' })],
  ['manifests/Z-10', 'everybody', ensemblePolicy('0/from', undefined)],
  ['manifests/Z-10', 'nobody', ensemblePolicy('1', undefined)],
  ['manifests/Z-11', 'both', setting('broker', 'process.roles=broker')],
  ['manifests/Z-11', 'impatient', setting('broker', 'zookeeper.connection.timeout.ms=6000')],
  ['manifests/Z-12', 'too new', container('image', 'docker.io/apache/kafka:4.3.1')],
  ['manifests/Z-12', 'formatted', container('command', undefined)],
  ['manifests/Z-13', 'older still', container('image', 'docker.io/apache/kafka:3.7.0')],
];

const kafka = (field: string, value: unknown): Break =>
  set(FOLDER, 'Kafka kafka', `/spec/${field}`, value);
const pool = (field: string, value: unknown): Break =>
  set(FOLDER, 'KafkaNodePool broker', `/spec/${field}`, value);

const STRIMZI_OPERATOR = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator }
spec:
  template:
    spec:
      containers:
        - name: operator
          env: [{ name: STRIMZI_KAFKA_IMAGES, value: 4.3.1=quay.io/strimzi/kafka:1.2.0-kafka-4.3.1 }]
`;

const strimziBreaks: Breaks = [
  [
    'manifests/OS-01',
    'as it was',
    set(FOLDER, 'KafkaTopic events', '/apiVersion', 'kafka.strimzi.io/v1beta2'),
  ],
  ['manifests/OS-02', 'of none', set(FOLDER, 'KafkaUser app', '/metadata/labels', {})],
  ['manifests/OS-03', 'two', set(FOLDER, 'KafkaNodePool controller', '/spec/replicas', 2)],
  ['manifests/OS-03', 'deleted', pool('storage/volumes/0/deleteClaim', true)],
  ['manifests/OS-03', 'lost', pool('storage/volumes/0/type', 'ephemeral')],
  ['manifests/OS-03', 'nowhere', pool('storage/volumes/0/kraftMetadata', undefined)],
  ['manifests/OS-04', 'borrowed', pool('resources/requests/memory', '1Gi')],
  [
    'manifests/OS-04',
    'all of the memory',
    pool('resources', { requests: { memory: '4Gi' }, limits: { memory: '4Gi' } }),
  ],
  ['manifests/OS-04', 'grows', pool('jvmOptions/-Xmx', '5g')],
  ['manifests/OS-04', 'no time', pool('template/pod/terminationGracePeriodSeconds', 30)],
  ['manifests/OS-04', 'one node', pool('template/pod/affinity', undefined)],
  ['manifests/OS-05', 'any', kafka('kafka/version', undefined)],
  ['manifests/OS-05', 'too new', kafka('kafka/metadataVersion', '4.4-IV0')],
  ['manifests/OS-06', 'everybody', kafka('kafka/listeners/0/networkPolicyPeers', undefined)],
  ['manifests/OS-06', 'anybody', kafka('kafka/listeners/0/authentication', undefined)],
  ['manifests/OS-06', 'in the clear', kafka('kafka/listeners/0/tls', false)],
  ['manifests/OS-06', 'gone', kafka('kafka/listeners/0/type', 'ingress')],
  ['manifests/OS-07', 'everything', kafka('kafka/authorization', undefined)],
  ['manifests/OS-08', 'by accident', kafka('kafka/config/auto.create.topics.enable', true)],
  ['manifests/OS-08', 'too many', kafka('kafka/config/default.replication.factor', 4)],
  ['manifests/OS-08', 'all needed', kafka('kafka/config/min.insync.replicas', 3)],
  ['manifests/OS-09', 'asked', kafka('kafka/rack', { topologyKey: 'zone' })],
  ['manifests/OS-10', 'nobody', kafka('entityOperator/userOperator', undefined)],
  ['manifests/OS-11', 'by default', add(FOLDER, STRIMZI_OPERATOR)],
];

describeRules('the Kafka app', kafkaRules, { repository, breaks });
describeRules('running Kafka', kafkaOperationRules, { repository, breaks: operationBreaks });
describeRules('Kafka with ZooKeeper', zooKeeperRules, {
  repository: await kafkaRepository({ coordination: 'zookeeper' }),
  breaks: zooKeeperBreaks,
});
describeRules('Kafka of Strimzi', strimziRules, {
  repository: await kafkaRepository({ operator: 'strimzi' }),
  breaks: strimziBreaks,
});

test.each([
  {
    values: {
      coordination: 'zookeeper',
      external: 'ingress',
      tls: { enabled: true, clusterIssuer: 'internal' },
      users: [{ name: 'app' }],
    },
    broken: [],
  },
  { values: { mode: 'combined' }, broken: ['manifests/K-23'] },
  { values: { brokers: { replicas: 2 } }, broken: [] },
  { values: { brokers: { replicas: 1 } }, broken: [] },
])('with $values, the rules that say no are $broken', async ({ values, broken }) => {
  const findings = findingsOf(kafkaRules, await kafkaRepository(values));
  expect(findings.map(({ rule }) => rule)).toEqual(broken);
});

test('manifests/Z-13: ZooKeeper is a notice, and its README leads to KRaft', async () => {
  const { files, ...rest } = await kafkaRepository({ coordination: 'zookeeper' });
  const findings = findingsOf(zooKeeperRules, { ...rest, files });
  expect(findings).toEqual([
    expect.objectContaining({ rule: 'manifests/Z-13', severity: 'notice' }),
  ]);
  expect(files.get('base/kafka/README.md')?.content).toContain('KRaft migration');
});

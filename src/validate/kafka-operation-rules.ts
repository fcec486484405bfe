import { select } from '../manifests/kinds.js';
import type { Peer } from '../manifests/network-policy.js';
import { selects } from '../manifests/selectors.js';
import { kafkaRule, type KafkaNodes, type KafkaRole } from './kafka-node.js';
import { listenersOf, variable, wantsZooKeeper } from './kafka-settings.js';
import type { Rule } from './rule.js';

const KAFKA: readonly KafkaRole[] = ['broker', 'controller'];
const ALL: readonly KafkaRole[] = [...KAFKA, 'zookeeper'];
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const RACK = `metadata.labels['${ZONE}']`;
/** Of the brokers, that no controller has, whatever number of those there are. */
const FIRST_BROKER = 100;

/** The Kafka app: how its nodes start, move and are updated. */
export const kafkaOperationRules: readonly Rule[] = [
  kafkaRule(KAFKA, {
    id: 'manifests/K-07',
    title: 'No two nodes have one id',
    fix: `set NODE_ID_OFFSET to 0 for controllers, and to ${FIRST_BROKER} for brokers beside them`,
    source: 'Kafka: KRaft, node.id',
    *check({ role, container, settings }) {
      if (!settings.has('process.roles')) return;
      const votes = settings.get('process.roles')?.includes('controller') === true;
      const wanted = votes ? '0' : String(FIRST_BROKER);
      const offset = variable(container, 'NODE_ID_OFFSET')?.value;
      if (offset !== wanted) yield `NODE_ID_OFFSET of the ${role}s is ${offset ?? 'not set'}`;
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-11',
    title: 'A broker tells clients outside an address of its own',
    fix: 'set EXTERNAL_HOST and EXTERNAL_PORT where there is a listener EXTERNAL, with {id}, {node} or a step between the ports; leave advertised.listeners to run.sh',
    source: 'Kafka: advertised.listeners; a client goes where the broker says that it is',
    *check({ settings, workload, cluster }) {
      const external = listenersOf(settings).names.includes('EXTERNAL');
      const { EXTERNAL_HOST: host, EXTERNAL_PORT: port, EXTERNAL_PORT_STEP: step } = cluster;
      const told = host !== undefined && port !== undefined;
      if (external !== told) yield `EXTERNAL_HOST ${told ? 'is set for nothing' : 'is not set'}`;
      const alike = told && !/\{(id|node)\}/.test(host) && Number(step ?? 0) === 0;
      if (alike && (workload.spec?.replicas ?? 1) > 1) yield `all brokers say ${host}`;
      if (settings.has('advertised.listeners')) yield 'all brokers advertise one address';
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-12',
    title: 'A broker is ready once clients may come, and not restarted because of them',
    fix: 'use tcpSocket: internal in startup (ten minutes) and readiness probes, and replication in the liveness probe',
    source: 'Kafka: SocketServer; a broker listens to clients when it has caught up',
    *check({ container: { startupProbe, readinessProbe, livenessProbe } }) {
      if (startupProbe?.tcpSocket?.port !== 'internal') yield 'startupProbe is elsewhere';
      if (readinessProbe?.tcpSocket?.port !== 'internal') yield 'readinessProbe is elsewhere';
      if (livenessProbe?.tcpSocket?.port !== 'replication') yield 'livenessProbe is elsewhere';
      const { periodSeconds = 10, failureThreshold = 3 } = startupProbe ?? {};
      const seconds = periodSeconds * failureThreshold;
      if (seconds < 600) yield `it has ${seconds} seconds to read its log`;
    },
  }),
  kafkaRule(ALL, {
    id: 'manifests/K-14',
    title: 'Drains take one node at a time',
    fix: 'add a PodDisruptionBudget with maxUnavailable: 1',
    source: 'Kubernetes: Safely Drain a Node',
    *check({ workload, pod, objects }) {
      if ((workload.spec?.replicas ?? 1) === 1) return;
      const budget = select(objects, 'policy/v1/PodDisruptionBudget').find(({ spec }) =>
        selects(spec?.selector ?? {}, pod.labels),
      );
      if (budget?.spec?.maxUnavailable !== 1) yield 'a drain may take several at once';
    },
  }),
  kafkaRule(ALL, {
    id: 'manifests/K-15',
    title: 'Nodes keep their volumes',
    fix: 'claim a volume with requests.storage, set persistentVolumeClaimRetentionPolicy to Retain, fsGroup, and fsGroupChangePolicy: OnRootMismatch',
    source: 'Kubernetes: StatefulSets, PersistentVolumeClaim retention',
    *check({ workload, pod }) {
      const { volumeClaimTemplates: claims = [], persistentVolumeClaimRetentionPolicy: kept } =
        workload.spec ?? {};
      if (claims.length === 0) yield 'it claims no volume';
      for (const { metadata, spec } of claims) {
        if (!spec?.resources?.requests?.['storage']) yield `${metadata?.name ?? '?'} has no size`;
      }
      if (kept?.whenDeleted !== 'Retain' || kept.whenScaled !== 'Retain') {
        yield 'its volumes go with it';
      }
      const { fsGroup, fsGroupChangePolicy } = pod.spec.securityContext ?? {};
      if (fsGroup === undefined || fsGroupChangePolicy !== 'OnRootMismatch') {
        yield 'each start changes the owner of all files, or of none';
      }
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-17',
    title: 'Kafka writes nothing beside its log',
    fix: 'set LOG_DIR below /tmp, and EXTRA_ARGS to -name kafkaServer, without -loggc',
    source: 'Kafka: kafka-run-class.sh; the root file system is read-only',
    *check({ container }) {
      const folder = variable(container, 'LOG_DIR')?.value ?? '';
      const options = variable(container, 'EXTRA_ARGS')?.value;
      if (!folder.startsWith('/tmp/')) yield `LOG_DIR is "${folder}"`;
      if (options === undefined || options.includes('-loggc')) yield 'it writes a log of its heap';
    },
  }),
  kafkaRule(ALL, {
    id: 'manifests/K-18',
    title: 'In production no node takes two of them, and no zone most of them',
    fix: `set required podAntiAffinity for ${HOSTNAME}, and a topologySpreadConstraint for ${ZONE} with DoNotSchedule`,
    source: 'Kafka: rack awareness; a quorum is lost with most of its members',
    *check({ workload, pod, isProduction }) {
      if (!isProduction || (workload.spec?.replicas ?? 1) === 1) return;
      const { affinity, topologySpreadConstraints = [] } = pod.spec;
      const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
      if (!terms?.some(({ topologyKey }) => topologyKey === HOSTNAME)) {
        yield 'a node may run two of them';
      }
      const zone = topologySpreadConstraints.find(({ topologyKey }) => topologyKey === ZONE);
      if (zone?.whenUnsatisfiable !== 'DoNotSchedule') yield 'one zone may hold most of them';
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-19',
    title: 'Copies of a partition are in different zones',
    fix: `set BROKER_RACK by fieldPath: ${RACK}, which needs no ClusterRole`,
    source: 'Kubernetes: PodTopologyLabels (KEP-4742); Kafka: broker.rack',
    *check({ container }) {
      const { fieldPath } = variable(container, 'BROKER_RACK')?.valueFrom?.fieldRef ?? {};
      if (fieldPath !== RACK) yield 'BROKER_RACK is not the zone of the node';
    },
  }),
  kafkaRule(ALL, {
    id: 'manifests/K-20',
    title: 'An update waits until a node has caught up',
    fix: 'set updateStrategy.type: RollingUpdate and minReadySeconds from 10',
    source: 'Kubernetes: StatefulSets, update strategies',
    *check({ workload }) {
      const { updateStrategy, minReadySeconds = 0 } = workload.spec ?? {};
      if (updateStrategy?.type !== 'RollingUpdate') yield 'no update reaches its pods';
      if (minReadySeconds < 10) yield `the next one leaves after ${minReadySeconds} s`;
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-21',
    title: 'Clients reach the port for clients, and nobody else reaches the others',
    fix: 'have a NetworkPolicy that lets brokers in at 9091, controllers and brokers at 9093, and at 9092 pods with the label <app>-client only',
    source: 'Kafka: listeners; those between nodes ask nobody for a password',
    *check(nodes) {
      const ports = openPorts(nodes);
      const wanted = nodes.role === 'broker' ? [9091, 9092] : [9093];
      for (const port of wanted.filter((one) => !ports.has(one))) yield `nobody reaches ${port}`;
      const label = `${nodes.app}-client`;
      const isClient = (peer: Peer) => peer.podSelector?.matchLabels?.[label] === 'true';
      if (ports.get(9092)?.every(isClient) === false) yield 'not only clients reach 9092';
      const own = (peer: Peer) => peer.podSelector !== undefined && !peer.namespaceSelector;
      for (const port of [9091, 9093]) {
        if (ports.get(port)?.every(own) === false) yield `other namespaces reach ${port}`;
      }
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-22',
    title: 'In production, clients from outside use TLS',
    fix: 'set EXTERNAL to SSL or SASL_SSL, and ssl.keystore.type=PEM with ssl.keystore.location',
    source: 'Kafka: encryption and authentication using SSL; KIP-651',
    *check({ settings, isProduction }) {
      const { protocols, names } = listenersOf(settings);
      if (!names.includes('EXTERNAL')) return;
      const isEncrypted = protocols.get('EXTERNAL')?.endsWith('SSL') === true;
      if (!isEncrypted && isProduction) yield 'EXTERNAL is not encrypted';
      if (!isEncrypted) return;
      if (settings.get('ssl.keystore.type') !== 'PEM') yield 'ssl.keystore.type is not PEM';
      if (!settings.has('ssl.keystore.location')) yield 'ssl.keystore.location is not set';
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-24',
    title: 'Every listener has a protocol, and every protocol a listener',
    fix: 'have EXTERNAL in listeners and in listener.security.protocol.map, or in none of them',
    source: 'Kafka: listeners; a listener without protocol is fatal',
    *check({ settings }) {
      const { protocols, names } = listenersOf(settings);
      for (const name of names.filter((one) => !protocols.has(one))) {
        yield `${name} has no protocol`;
      }
      const leftOver = protocols.has('EXTERNAL') && !names.includes('EXTERNAL');
      if (leftOver) yield 'EXTERNAL has a protocol, and no listener';
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-25',
    title: 'Its log goes to standard output',
    fix: 'set KAFKA_LOG4J_OPTS to a configuration in /etc/kafka-config, of log4j2 from Kafka 4 on',
    source: 'Kafka: upgrading to 4.0, log4j2',
    *check(nodes) {
      const options = variable(nodes.container, 'KAFKA_LOG4J_OPTS')?.value ?? '';
      const key = wantsZooKeeper(nodes) ? '-Dlog4j.configuration' : '-Dlog4j2.configurationFile';
      if (!options.startsWith(`${key}=`)) yield `KAFKA_LOG4J_OPTS is "${options}"`;
    },
  }),
];

/** Who gets in where, by the policy of the nodes. */
function openPorts({ objects, name }: KafkaNodes): Map<number | string, readonly Peer[]> {
  const policy = select(objects, 'networking.k8s.io/v1/NetworkPolicy').find(
    ({ metadata }) => metadata?.name === name,
  );
  const open = new Map<number | string, readonly Peer[]>();
  for (const { from = [], ports = [] } of policy?.spec?.ingress ?? []) {
    for (const { port = '' } of ports) open.set(port, [...(open.get(port) ?? []), ...from]);
  }
  return open;
}

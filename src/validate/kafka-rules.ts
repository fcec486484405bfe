import { select } from '../manifests/kinds.js';
import type { Service } from '../manifests/services.js';
import { parseQuantity } from '../manifests/quantity.js';
import { kafkaRule, type KafkaNodes, type KafkaRole } from './kafka-node.js';
import type { Rule } from './rule.js';

const KAFKA: readonly KafkaRole[] = ['broker', 'controller'];
const ALL: readonly KafkaRole[] = [...KAFKA, 'zookeeper'];
/** The ids that the documentation uses: whoever copies them has the cluster of somebody else. */
const EXAMPLE_IDS = new Set(['5L6g3nShT-eMCtK--X86sw', '4L6g3nShT-eMCtK--X86sw']);
const SECONDS_TO_STOP = { broker: 120, controller: 60, zookeeper: 30 };

/** The Kafka app: what its nodes need to be one cluster, and to keep what they were given. */
export const kafkaRules: readonly Rule[] = [
  kafkaRule(ALL, {
    id: 'manifests/K-01',
    title: 'Nodes start together',
    fix: 'set podManagementPolicy: Parallel',
    source:
      'Kubernetes: StatefulSets, pod management: one node alone is no quorum, and never ready',
    *check({ workload }) {
      if (workload.spec?.podManagementPolicy !== 'Parallel') {
        yield `podManagementPolicy is ${workload.spec?.podManagementPolicy ?? 'not set'}`;
      }
    },
  }),
  kafkaRule(ALL, {
    id: 'manifests/K-02',
    title: 'Nodes have names before they are ready',
    fix: 'set serviceName to a Service with clusterIP: None and publishNotReadyAddresses: true',
    source: 'Strimzi: ServiceUtils, headless services',
    *check(nodes) {
      const service = serviceOf(nodes, nodes.workload.spec?.serviceName);
      if (service?.spec?.clusterIP !== 'None') yield 'its Service is not headless';
      if (!publishesNotReady(service)) yield 'its Service leaves out pods that are not ready';
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-03',
    title: 'Clients begin at brokers that are ready',
    fix: 'leave publishNotReadyAddresses of <app>-bootstrap unset',
    source: 'Kubernetes: Service, publishNotReadyAddresses',
    *check(nodes) {
      const service = serviceOf(nodes, `${nodes.app}-bootstrap`);
      if (!service) yield `there is no Service ${nodes.app}-bootstrap`;
      if (publishesNotReady(service)) yield 'the Service for clients has pods that are not ready';
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-04',
    title: 'Clients from outside reach each broker',
    fix: 'add a Service for each broker, with the selector statefulset.kubernetes.io/pod-name',
    source: 'Kafka: listeners; a client connects to the broker that leads a partition',
    *check({ settings, workload, name, objects }) {
      if (!settings.get('listeners')?.includes('EXTERNAL://')) return;
      const reached = new Set(
        select(objects, 'v1/Service').map(
          ({ spec }) => spec?.selector?.['statefulset.kubernetes.io/pod-name'],
        ),
      );
      for (const id of Array(workload.spec?.replicas ?? 1).keys()) {
        if (!reached.has(`${name}-${id}`)) yield `no Service leads to ${name}-${id}`;
      }
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-05',
    title: 'The log is below the root of its volume',
    fix: 'set log.dirs to a folder below the mount',
    source: 'strimzi/strimzi-kafka-operator#1307: lost+found is no log, and Kafka exits',
    *check({ settings, container, workload }) {
      const claims = (workload.spec?.volumeClaimTemplates ?? []).map((one) => one.metadata?.name);
      const mounts = (container.volumeMounts ?? []).filter(({ name }) => claims.includes(name));
      const folder = settings.get('log.dirs') ?? '';
      if (!mounts.some(({ mountPath = '' }) => folder.startsWith(`${mountPath}/`))) {
        yield `log.dirs is "${folder}"`;
      }
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-06',
    title: 'The cluster has an id of its own',
    fix: 'set CLUSTER_ID to 16 random bytes in URL-safe base64: kafka-storage.sh random-uuid',
    source: 'Kafka: KRaft, storage format; KAFKA-15754',
    *check({ settings, cluster: { CLUSTER_ID: id = '' } }) {
      if (!settings.has('process.roles')) return;
      if (!/^[\w-]{21}[AQgw]$/.test(id)) yield `CLUSTER_ID is "${id}"`;
      if (EXAMPLE_IDS.has(id)) yield 'CLUSTER_ID is the one of the documentation';
    },
  }),
  kafkaRule(['controller', 'broker'], {
    id: 'manifests/K-08',
    title: 'All nodes know as many controllers as there are',
    fix: 'set CONTROLLERS to the replicas of the controllers',
    source: 'Kafka: controller.quorum.voters',
    *check({ role, settings, workload, cluster }) {
      const votes = settings.get('process.roles')?.includes('controller') === true;
      if (!votes) return;
      const replicas = workload.spec?.replicas ?? 1;
      if (cluster['CONTROLLERS'] !== String(replicas)) {
        yield `CONTROLLERS is ${cluster['CONTROLLERS'] ?? 'not set'}, the ${role}s are ${replicas}`;
      }
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-09',
    title: 'Messages have copies, and writes outlive a broker',
    fix: 'set replication factors to at most the number of brokers, and min.insync.replicas below them; default.replication.factor counts on controllers',
    source: 'Kafka: replication; Kafka 4.3 warns of default.replication.factor on a broker',
    *check({ settings, objects, app }) {
      const brokers = replicasOf(objects, `${app}-broker`);
      const needed = Number(settings.get('min.insync.replicas') ?? 1);
      for (const [key, value] of settings) {
        if (!key.endsWith('replication.factor')) continue;
        if (Number(value) > brokers) yield `${key} is ${value}, the brokers are ${brokers}`;
        if (brokers > 1 && needed >= Number(value)) {
          yield `min.insync.replicas is ${needed}, ${key} is ${value}`;
        }
      }
      const makesTopics = settings.get('process.roles') !== 'broker';
      if (makesTopics && brokers > 1 && !settings.has('default.replication.factor')) {
        yield 'default.replication.factor is not set: new topics have one copy';
      }
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-10',
    title: 'No topic by accident, no message lost by an election',
    fix: 'set auto.create.topics.enable=false and unclean.leader.election.enable=false',
    source: 'Kafka: broker configuration',
    *check({ role, settings }) {
      const topics = role === 'broker' ? ['auto.create.topics.enable'] : [];
      for (const key of [...topics, 'unclean.leader.election.enable']) {
        if (settings.get(key) !== 'false') yield `${key} is ${settings.get(key) ?? 'not set'}`;
      }
    },
  }),
  kafkaRule(ALL, {
    id: 'manifests/K-13',
    title: 'Nodes have time to hand over',
    fix: 'set terminationGracePeriodSeconds to 120 or more for brokers, 60 for controllers',
    source: 'Kafka: graceful shutdown; a broker that is killed reads its whole log',
    *check({ role, pod }) {
      const seconds = pod.spec.terminationGracePeriodSeconds ?? 30;
      if (seconds < SECONDS_TO_STOP[role]) yield `it has ${seconds} seconds to stop`;
    },
  }),
  kafkaRule(KAFKA, {
    id: 'manifests/K-16',
    title: 'The heap is fixed, and leaves half of the memory to the page cache',
    fix: 'set KAFKA_HEAP_OPTS to -Xms and -Xmx of the same size, at most half of the memory limit',
    source: 'Kafka: hardware and OS, memory',
    *check({ container }) {
      const options = container.env?.find(({ name }) => name === 'KAFKA_HEAP_OPTS')?.value ?? '';
      const [, least, most] = /^-Xms(\d+[mg]) -Xmx(\d+[mg])$/.exec(options) ?? [];
      const memory = parseQuantity(container.resources?.limits?.['memory']) ?? 0;
      if (least === undefined || least !== most) yield `KAFKA_HEAP_OPTS is "${options}"`;
      else if (bytesOf(least) * 2 > memory) yield `the heap of ${least} is over half of the memory`;
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/K-23',
    title: 'In production, brokers and controllers are apart',
    fix: 'set mode: split',
    source: 'Kafka: KRaft, process roles: combined mode is not for critical environments',
    severity: 'warning',
    *check({ settings, isProduction }) {
      if (isProduction && settings.get('process.roles') === 'broker,controller') {
        yield 'the brokers are controllers too';
      }
    },
  }),
];

function serviceOf({ objects }: KafkaNodes, name: string | undefined): Service | undefined {
  return select(objects, 'v1/Service').find(({ metadata }) => metadata?.name === name);
}

function publishesNotReady(service: Service | undefined): boolean {
  const spec = service?.spec as
    (Service['spec'] & { readonly publishNotReadyAddresses?: boolean }) | undefined;
  return spec?.publishNotReadyAddresses === true;
}

function replicasOf(objects: KafkaNodes['objects'], name: string): number {
  const found = select(objects, 'apps/v1/StatefulSet').find(
    ({ metadata }) => metadata?.name === name,
  );
  return found?.spec?.replicas ?? 1;
}

/** Of a size as the JVM reads it. */
function bytesOf(size: string): number {
  return Number.parseInt(size, 10) * 1024 ** (size.endsWith('g') ? 3 : 2);
}

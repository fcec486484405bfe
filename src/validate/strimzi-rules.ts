import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { parseQuantity } from '../manifests/quantity.js';
import type { KafkaListener, StrimziNodePool } from '../manifests/strimzi.js';
import { isProduction } from './environment-preset.js';
import type { Rule } from './rule.js';
import { containerRule, objectRule, overlayRule } from './scoped-rules.js';

const KAFKA = 'kafka.strimzi.io/v1/Kafka';
const POOL = 'kafka.strimzi.io/v1/KafkaNodePool';
const OPERATOR = 'Strimzi: Deploying and Managing';
const CLUSTER_LABEL = 'strimzi.io/cluster';
const OF_A_CLUSTER = ['KafkaNodePool', 'KafkaTopic', 'KafkaUser'];
const POD_SECURITY_PROVIDER = 'STRIMZI_POD_SECURITY_PROVIDER_CLASS';
const HOSTNAME = 'kubernetes.io/hostname';
/** Ways to know the zone that need no ClusterRole. */
const RACK_TYPES = ['topology-label', 'environment-variable'];

/** Kafka clusters that the Strimzi operator runs. */
export const strimziRules: readonly Rule[] = [
  overlayRule({
    id: 'manifests/OS-01',
    title: 'Resources are of the version that Strimzi serves',
    fix: 'set apiVersion: kafka.strimzi.io/v1',
    source: 'Strimzi: CHANGELOG, 1.0 serves v1 only',
    *check({ objects }) {
      for (const object of strimziObjects(objects)) {
        const { apiVersion = '' } = object;
        if (apiVersion !== 'kafka.strimzi.io/v1') yield { object, message: `it is ${apiVersion}` };
      }
    },
  }),
  overlayRule({
    id: 'manifests/OS-02',
    title: 'Pools, topics and users say which cluster they are of',
    fix: `set the label ${CLUSTER_LABEL} to the name of the Kafka`,
    source: `${OPERATOR}; what names no cluster is ignored`,
    *check({ objects }) {
      const clusters = select(objects, KAFKA).map(({ metadata }) => metadata?.name);
      for (const object of strimziObjects(objects)) {
        if (clusters.length === 0 || !OF_A_CLUSTER.includes(object.kind ?? '')) continue;
        const named = object.metadata?.labels?.[CLUSTER_LABEL];
        if (!clusters.includes(named))
          yield { object, message: `there is no Kafka ${named ?? ''}` };
      }
    },
  }),
  objectRule([POOL], {
    id: 'manifests/OS-03',
    title: 'Controllers can agree, and nodes keep their volumes',
    fix: 'set an odd number of controllers, and persistent-claim volumes with size, deleteClaim: false, and kraftMetadata: shared on one of them',
    source: `${OPERATOR}, node pools, storage`,
    *check({ spec = {} }) {
      const { replicas = 0, roles = [] } = spec;
      if (roles.includes('controller') && replicas % 2 === 0) yield `it has ${replicas} voters`;
      const volumes = spec.storage?.volumes ?? [];
      for (const { type, size, deleteClaim } of volumes) {
        if (type !== 'persistent-claim') yield `a volume is ${type ?? 'of no type'}`;
        if ((parseQuantity(size) ?? 0) === 0) yield 'a volume has no size';
        if (deleteClaim !== false) yield 'its volumes go with it';
      }
      if (!volumes.some(({ kraftMetadata }) => kraftMetadata === 'shared')) {
        yield 'no volume is for the metadata';
      }
    },
  }),
  objectRule([POOL], {
    id: 'manifests/OS-04',
    title: 'Nodes have their memory, time to stop, and in production a node each',
    fix: 'set the memory request to the limit, -Xms and -Xmx to the same size of at most half of it, terminationGracePeriodSeconds from 120, and in production required podAntiAffinity',
    source: `${OPERATOR}, JVM options, pod templates`,
    *check(pool, { env }, { model }) {
      yield* memoryComplaints(pool);
      const { template, replicas = 0 } = pool.spec ?? {};
      const seconds = template?.pod?.terminationGracePeriodSeconds ?? 30;
      if (seconds < 120) yield `it has ${seconds} seconds to stop`;
      if (!isProduction(model, env) || replicas < 2) return;
      const terms =
        template?.pod?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
      if (!terms?.some(({ topologyKey }) => topologyKey === HOSTNAME)) {
        yield 'a node may run two of them';
      }
    },
  }),
  objectRule([KAFKA], {
    id: 'manifests/OS-05',
    title: 'A cluster says which Kafka it is, and which metadata it has',
    fix: 'set version, and metadataVersion to that line or an older one',
    source: `${OPERATOR}, upgrading Kafka; without a version it is updated with the operator`,
    *check({ spec }) {
      const { version = '', metadataVersion = '' } = spec?.kafka ?? {};
      const [line, metadata] = [version, metadataVersion].map(lineOf);
      if (line === undefined) yield `version is "${version}"`;
      if (metadata === undefined) yield `metadataVersion is "${metadataVersion}"`;
      if (line !== undefined && metadata !== undefined && metadata > line) {
        yield `${version} does not know metadata ${metadataVersion}`;
      }
    },
  }),
  objectRule([KAFKA], {
    id: 'manifests/OS-06',
    title: 'Every listener asks who comes, and from where',
    fix: 'give each a name and a port from 9092 of its own, authentication, and networkPolicyPeers; tls: true inside; tlsroute instead of ingress',
    source: `${OPERATOR}, listeners; without peers, all namespaces get in`,
    *check({ spec }) {
      const listeners = spec?.kafka?.listeners ?? [];
      for (const key of ['name', 'port'] as const) {
        const all = listeners.map((listener) => listener[key]);
        if (new Set(all).size < all.length) yield `two listeners have one ${key}`;
      }
      for (const listener of listeners) yield* listenerComplaints(listener);
    },
  }),
  objectRule([KAFKA], {
    id: 'manifests/OS-07',
    title: 'Users may do what they are allowed to',
    fix: 'set authorization: {type: simple}',
    source: `${OPERATOR}, authorization; without it, users may do everything`,
    *check({ spec }) {
      if (spec?.kafka?.authorization?.type !== 'simple') yield 'everybody may do everything';
    },
  }),
  objectRule([KAFKA], {
    id: 'manifests/OS-08',
    title: 'Messages have copies, and writes outlive a broker',
    fix: 'set auto.create.topics.enable and unclean.leader.election.enable to false, replication factors to at most the number of brokers, and min.insync.replicas below them',
    source: 'Kafka: replication',
    *check({ spec, metadata }, { objects }) {
      const config = spec?.kafka?.config ?? {};
      for (const key of ['auto.create.topics.enable', 'unclean.leader.election.enable']) {
        if (String(config[key]) !== 'false') yield `${key} is not false`;
      }
      const brokers = select(objects, POOL)
        .filter((pool) => pool.metadata?.labels?.[CLUSTER_LABEL] === metadata?.name)
        .filter((pool) => pool.spec?.roles?.includes('broker'))
        .reduce((sum, pool) => sum + (pool.spec?.replicas ?? 0), 0);
      const copies = Number(config['default.replication.factor'] ?? 1);
      const needed = Number(config['min.insync.replicas'] ?? 1);
      if (copies > brokers) yield `${copies} copies on ${brokers} brokers`;
      if (brokers > 1 && needed >= copies) yield `a write needs ${needed} of ${copies} copies`;
    },
  }),
  objectRule([KAFKA], {
    id: 'manifests/OS-09',
    title: 'The zone of a broker is known without a ClusterRole',
    fix: `set rack.type to ${RACK_TYPES.join(' or ')}`,
    source: `${OPERATOR}, rack awareness`,
    *check({ spec }) {
      const { rack } = spec?.kafka ?? {};
      if (rack && !RACK_TYPES.includes(rack.type ?? '')) yield 'its pods ask for their nodes';
    },
  }),
  objectRule([KAFKA], {
    id: 'manifests/OS-10',
    title: 'Topics and users are resources',
    fix: 'set entityOperator.topicOperator and userOperator',
    source: `${OPERATOR}, the Entity Operator; nobody else reads them`,
    *check({ spec }) {
      for (const operator of ['topicOperator', 'userOperator'] as const) {
        if (!spec?.entityOperator?.[operator]) yield `there is no ${operator}`;
      }
    },
  }),
  containerRule({
    id: 'manifests/OS-11',
    title: 'An operator that is deployed from here makes restricted pods',
    fix: `set the variable ${POD_SECURITY_PROVIDER} of the operator to restricted`,
    source: `${OPERATOR}, Pod Security providers; by default, the namespaces of the apps refuse its pods`,
    *check({ env = [] }) {
      // What the cluster operator cannot start without, and nobody else has.
      if (!env.some(({ name }) => name === 'STRIMZI_KAFKA_IMAGES')) return;
      const provider = env.find(({ name }) => name === POD_SECURITY_PROVIDER)?.value;
      if (provider !== 'restricted') yield `${POD_SECURITY_PROVIDER} is "${provider ?? ''}"`;
    },
  }),
];

function strimziObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.filter(({ apiVersion = '' }) => apiVersion.startsWith('kafka.strimzi.io/'));
}

function* memoryComplaints({ spec = {} }: StrimziNodePool): Iterable<string> {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  const [request, limit] = [requests['memory'], limits['memory']].map(parseQuantity);
  if (request === undefined || request !== limit) yield 'its memory request is not its limit';
  const { '-Xms': least = '', '-Xmx': most } = spec.jvmOptions ?? {};
  // As the JVM writes sizes: 512m, 4g.
  const heap = parseQuantity(least.replace(/[mg]$/, (unit) => `${unit.toUpperCase()}i`)) ?? 0;
  if (heap === 0 || least !== most) yield `its heap is ${least}`;
  else if (heap * 2 > (limit ?? 0)) yield `its heap of ${least} is over half of the memory`;
}

function* listenerComplaints(listener: KafkaListener): Iterable<string> {
  const { name = '?', port = 0, type, tls, authentication, networkPolicyPeers = [] } = listener;
  if (port < 9092) yield `${name} has port ${port}`;
  if (type === 'ingress') yield `${name} is of a type that Strimzi no longer has`;
  if (type === 'internal' && tls !== true) yield `${name} is not encrypted`;
  if (!authentication?.type) yield `${name} asks nobody for a name`;
  if (networkPolicyPeers.length === 0) yield `every namespace reaches ${name}`;
}

/** 4.3 of 4.3.1 and of 4.3-IV0, as a number that sorts. */
function lineOf(version: string): number | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)(?:\.\d+|-IV\d+)?$/.exec(version) ?? [];
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor);
}

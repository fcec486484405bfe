import { select } from '../manifests/kinds.js';
import { parseQuantity } from '../manifests/quantity.js';
import { splitReference } from '../model/image-reference.js';
import { isProduction } from './environment-preset.js';
import { isKept } from './object-rules.js';
import { parseSettings } from './rabbitmq-node.js';
import type { Rule } from './rule.js';
import { objectRule } from './scoped-rules.js';

const CLUSTER = 'rabbitmq.com/v1beta1/RabbitmqCluster';
const OPERATOR = 'RabbitMQ Cluster Operator: Using the operator';
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** Clusters that the RabbitMQ cluster operator runs. */
export const rabbitmqOperatorRules: readonly Rule[] = [
  objectRule([CLUSTER], {
    id: 'manifests/OR-01',
    title: 'A cluster says which RabbitMQ it is, and can agree',
    fix: 'set image with a tag, and replicas to an odd number',
    source: `${OPERATOR}; without an image it is updated with the operator`,
    *check({ spec = {} }) {
      const { tag, digest } = splitReference(spec.image ?? '');
      if (tag === undefined && digest === undefined) yield 'its image has no tag';
      if ((spec.replicas ?? 1) % 2 === 0) yield `it has ${spec.replicas ?? 0} nodes`;
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OR-02',
    title: 'Its memory and its storage are its own',
    fix: 'set the memory request to the limit, and persistence.storage',
    source: OPERATOR,
    *check({ spec = {} }) {
      const { requests = {}, limits = {} } = spec.resources ?? {};
      const [request, limit] = [requests['memory'], limits['memory']].map(parseQuantity);
      if (request === undefined || request !== limit) yield 'its memory request is not its limit';
      if ((parseQuantity(spec.persistence?.storage) ?? 0) === 0) yield 'it has no storage';
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OR-03',
    title: 'In production no node of a cluster takes two members with it, nor a zone most of them',
    fix: `set required podAntiAffinity for ${HOSTNAME}, and in the override a topologySpreadConstraint for ${ZONE} with DoNotSchedule`,
    source: OPERATOR,
    *check({ spec = {} }, { env }, { model }) {
      if (!isProduction(model, env) || (spec.replicas ?? 1) === 1) return;
      const { requiredDuringSchedulingIgnoredDuringExecution: terms = [] } =
        spec.affinity?.podAntiAffinity ?? {};
      if (!terms.some(({ topologyKey }) => topologyKey === HOSTNAME)) {
        yield 'a node may run two of its members';
      }
      const pod = spec.override?.statefulSet?.spec?.template?.spec;
      const zone = pod?.topologySpreadConstraints?.find((one) => one.topologyKey === ZONE);
      if (zone?.whenUnsatisfiable !== 'DoNotSchedule') yield 'one zone may hold a majority';
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OR-04',
    title: 'It sets nothing that RabbitMQ no longer knows',
    fix: 'remove cluster_partition_handling from additionalConfig',
    source: 'RabbitMQ: Partitions; Khepri has no handling to choose',
    *check({ spec = {} }) {
      const settings = parseSettings(spec.rabbitmq?.additionalConfig ?? '');
      if (settings.has('cluster_partition_handling')) yield 'cluster_partition_handling is set';
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OR-05',
    title: 'A node that cannot be spared does not block a drain for a week',
    fix: 'set terminationGracePeriodSeconds',
    source: `${OPERATOR}; 604800 where it is not set`,
    *check({ spec = {} }) {
      if (spec.terminationGracePeriodSeconds === undefined) {
        yield 'terminationGracePeriodSeconds is not set';
      }
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OR-07',
    title: 'Its data outlives it',
    fix: 'set whenDeleted: Retain in override.statefulSet.spec.persistentVolumeClaimRetentionPolicy, and sync-options Prune=false,Delete=false',
    source: `${OPERATOR}; its own choice deletes the data with the cluster`,
    *check(cluster) {
      const { whenDeleted } =
        cluster.spec?.override?.statefulSet?.spec?.persistentVolumeClaimRetentionPolicy ?? {};
      if (whenDeleted !== 'Retain') yield 'deleting it deletes its data';
      if (!isKept(cluster)) yield 'a commit that drops it deletes the cluster';
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OR-08',
    title: 'The operator reaches its management API',
    fix: 'add a NetworkPolicy that lets the namespace of the operator in at 15672',
    source: 'RabbitMQ Cluster Operator: network policies',
    *check({ metadata }, { objects }) {
      const policies = select(objects, 'networking.k8s.io/v1/NetworkPolicy').filter(
        ({ spec }) => spec?.podSelector?.matchLabels?.['app.kubernetes.io/name'] === metadata?.name,
      );
      const lets = policies.some(({ spec }) =>
        spec?.ingress?.some(
          ({ from = [], ports = [] }) =>
            from.some(({ namespaceSelector }) => namespaceSelector) &&
            ports.some(({ port }) => port === 15672),
        ),
      );
      if (!lets) yield 'no NetworkPolicy lets another namespace in at 15672';
    },
  }),
];

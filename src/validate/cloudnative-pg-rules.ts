import type { CloudNativePgCluster } from '../manifests/cloudnative-pg.js';
import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { containersOf, podsOf, secretsOf, type Pod } from '../manifests/pods.js';
import { parseQuantity } from '../manifests/quantity.js';
import { splitReference } from '../model/image-reference.js';
import { isProduction } from './environment-preset.js';
import type { Rule } from './rule.js';
import { objectRule } from './scoped-rules.js';
import { todoRule } from './todo-workload.js';

const CLUSTER = 'postgresql.cnpg.io/v1/Cluster';
const OPERATOR = 'CloudNativePG';
const ARCHIVER = 'barman-cloud.cloudnative-pg.io';
const TOPOLOGIES = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];

/** PostgreSQL clusters that the CloudNativePG operator runs. */
export const cloudNativePgRules: readonly Rule[] = [
  objectRule([CLUSTER], {
    id: 'manifests/OC-01',
    title: 'A cluster says which PostgreSQL it is, and in production outlives an instance',
    fix: 'set imageName with a tag, and instances to 3 or more',
    source: `${OPERATOR}: Replication; without an image it is updated with the operator`,
    *check({ spec = {} }, { env }, { model }) {
      const { tag, digest } = splitReference(spec.imageName ?? '');
      if (tag === undefined && digest === undefined) yield 'its image has no tag';
      if (isProduction(model, env) && (spec.instances ?? 1) < 3) {
        yield `it has ${spec.instances ?? 1} instances`;
      }
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OC-02',
    title: 'What was committed outlives the primary',
    fix: 'set postgresql.synchronous to {method: any, number: 1, failoverQuorum: true}',
    source: `${OPERATOR}: Replication, quorum-based failover`,
    *check({ spec = {} }) {
      if ((spec.instances ?? 1) === 1) return;
      const { number = 0, failoverQuorum } = spec.postgresql?.synchronous ?? {};
      if (number < 1) yield 'a commit waits for no replica';
      if (number >= (spec.instances ?? 1)) yield `a commit waits for ${number} replicas`;
      if (failoverQuorum !== true) yield 'a replica that lacks commits may be promoted';
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OC-03',
    title: 'Its memory and its storage are its own, its log on a volume of its own',
    fix: 'set the memory request to the limit, storage.size and walStorage.size',
    source: `${OPERATOR}: Storage, Resource management`,
    *check({ spec = {} }) {
      const { requests = {}, limits = {} } = spec.resources ?? {};
      const [request, limit] = [requests['memory'], limits['memory']].map(parseQuantity);
      if (request === undefined || request !== limit) yield 'its memory request is not its limit';
      for (const volume of ['storage', 'walStorage'] as const) {
        if ((parseQuantity(spec[volume]?.size) ?? 0) === 0) yield `${volume} has no size`;
      }
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OC-04',
    title: 'In production no node takes two of its instances',
    fix: `set affinity to {enablePodAntiAffinity: true, podAntiAffinityType: required, topologyKey: ${TOPOLOGIES.join(' or ')}}`,
    source: `${OPERATOR}: Scheduling`,
    *check({ spec = {} }, { env }, { model }) {
      const { enablePodAntiAffinity, podAntiAffinityType, topologyKey } = spec.affinity ?? {};
      if (topologyKey !== undefined && !TOPOLOGIES.includes(topologyKey)) {
        yield `nodes have no label ${topologyKey}`;
      }
      if (!isProduction(model, env) || (spec.instances ?? 1) === 1) return;
      if (enablePodAntiAffinity !== true || podAntiAffinityType !== 'required') {
        yield 'a node may run two of its instances';
      }
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OC-05',
    title: 'It is updated and drained without a hand, and its application is no superuser',
    fix: 'set primaryUpdateStrategy: unsupervised, enableSuperuserAccess: false, bootstrap.initdb.database and owner, and enablePDB to whether there are several instances',
    source: `${OPERATOR}: Rolling updates, Bootstrap, Kubernetes upgrade`,
    *check({ spec = {} }) {
      if (spec.primaryUpdateStrategy !== 'unsupervised') yield 'an update waits for somebody';
      if (spec.enableSuperuserAccess !== false) yield 'a Secret has the password of the superuser';
      const { initdb = spec.bootstrap ? undefined : {} } = spec.bootstrap ?? {};
      if (initdb && (!initdb.database || !initdb.owner || initdb.owner === 'postgres')) {
        yield 'the application has no database of its own';
      }
      const several = (spec.instances ?? 1) > 1;
      if ((spec.enablePDB ?? true) !== several) {
        yield several
          ? 'a drain may take all instances'
          : 'the node of its one instance cannot be drained';
      }
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OC-06',
    title: 'In production it can be put back to any moment',
    fix: `archive its log by the plugin ${ARCHIVER} (isWALArchiver: true) to an ObjectStore, and add a ScheduledBackup with method: plugin and six fields in its schedule`,
    source: 'Barman Cloud plugin: Usage',
    *check(cluster, { objects, env }, { model }) {
      const archiver = cluster.spec?.plugins?.find(({ isWALArchiver }) => isWALArchiver);
      if (!archiver) {
        if (isProduction(model, env)) {
          yield {
            severity: 'warning',
            message: 'its log is not archived: after a loss there are the last dumps only',
          };
        }
        return;
      }
      yield* archiveComplaints(cluster, archiver.parameters?.['barmanObjectName'], objects);
    },
  }),
  todoRule({
    id: 'manifests/OC-07',
    title: 'The to-do app reaches its cluster where it takes writes, with the login of the cluster',
    fix: 'connect to <name>-rw, and mount the Secret <name>-app or that of bootstrap.initdb.secret',
    source: `${OPERATOR}: Connecting from an application`,
    *check({ objects }) {
      const [cluster] = select(objects, CLUSTER);
      if (!cluster) return;
      const name = cluster.metadata?.name ?? '';
      const secret = cluster.spec?.bootstrap?.initdb?.secret?.name ?? `${name}-app`;
      for (const pod of podsOf(objects)) {
        const others = [...secretsOf(pod)].filter((one) => one !== secret);
        const hosts = containersOf(pod)
          .flatMap(({ env = [] }) => env)
          .filter((one) => one.name === 'PGHOST' && one.value !== `${name}-rw`);
        if (others.length > 0) yield `${nameOf(pod)} mounts ${others.join(', ')}`;
        if (hosts.length > 0) yield `${nameOf(pod)} connects to ${hosts[0]?.value ?? '?'}`;
      }
    },
  }),
  objectRule([CLUSTER], {
    id: 'manifests/OC-08',
    title: 'The operator reaches its instances, and they each other and the API server',
    fix: 'add a NetworkPolicy for cnpg.io/cluster: <name> that lets the operator and the instances in at 5432 and 8000, and them out to each other and to 443 and 6443',
    source: `${OPERATOR}: Networking, Instance manager`,
    *check({ metadata }, { objects }) {
      const policies = select(objects, 'networking.k8s.io/v1/NetworkPolicy').filter(
        ({ spec }) => spec?.podSelector?.matchLabels?.['cnpg.io/cluster'] === metadata?.name,
      );
      const ingress = policies.flatMap(({ spec }) => spec?.ingress ?? []);
      const egress = policies.flatMap(({ spec }) => spec?.egress ?? []);
      for (const wanted of [5432, 8000]) {
        const opens = ingress.filter(({ ports = [] }) => ports.some(({ port }) => port === wanted));
        if (!opens.some(({ from = [] }) => from.some((peer) => peer.namespaceSelector))) {
          yield `no NetworkPolicy lets the operator in at ${wanted}`;
        }
        if (!egress.some(({ ports = [] }) => ports.some(({ port }) => port === wanted))) {
          yield `no NetworkPolicy lets its instances out to each other at ${wanted}`;
        }
      }
      const toAll = egress.filter(({ to }) => to === undefined).flatMap(({ ports = [] }) => ports);
      if (!toAll.some(({ port }) => port === 6443))
        yield 'its instances do not reach the API server';
    },
  }),
];

function* archiveComplaints(
  { metadata }: CloudNativePgCluster,
  store: string | undefined,
  objects: readonly KubernetesObject[],
): Iterable<string> {
  const stores = objects.filter(({ kind }) => kind === 'ObjectStore');
  if (!stores.some((object) => object.metadata?.name === store)) {
    yield `there is no ObjectStore ${store ?? ''}`;
  }
  const [backup] = select(objects, 'postgresql.cnpg.io/v1/ScheduledBackup').filter(
    ({ spec }) => spec?.cluster?.name === metadata?.name,
  );
  if (!backup) {
    yield 'no ScheduledBackup makes the base that the log continues';
    return;
  }
  const { method = '', schedule = '' } = backup.spec ?? {};
  if (method !== 'plugin') yield `the method of its ScheduledBackup is "${method}"`;
  if (schedule.trim().split(/\s+/).length !== 6) {
    yield `"${schedule}" has no field for the seconds`;
  }
}

function nameOf({ owner }: Pod): string {
  return owner.metadata?.name ?? '?';
}

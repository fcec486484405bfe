import { select } from '../manifests/kinds.js';
import { parseQuantity } from '../manifests/quantity.js';
import { selects } from '../manifests/selectors.js';
import { isMap } from '../model/is-map.js';
import { PEER_PORTS, rabbitmqRule, type RabbitmqNodes } from './rabbitmq-node.js';
import type { Rule } from './rule.js';

/** The users that the image makes: of Ubuntu, of Alpine. */
const IMAGE_USERS = [999, 100];

/** The RabbitMQ app: what its nodes need to keep what they were given, and to stop in time. */
export const rabbitmqOperationRules: readonly Rule[] = [
  rabbitmqRule({
    id: 'manifests/R-11',
    title: 'It runs as the user that its image made',
    fix: 'set runAsUser and fsGroup to 999 (Ubuntu) or 100 (Alpine)',
    source: 'docker-library/rabbitmq: Dockerfile; its directories belong to that user',
    *check({ pod }) {
      const { runAsUser = 0, fsGroup } = pod.spec.securityContext ?? {};
      if (!IMAGE_USERS.includes(runAsUser)) yield `runAsUser is ${runAsUser}`;
      if (fsGroup === undefined) yield 'fsGroup is not set';
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-12',
    title: 'A node stops when it can be spared',
    fix: 'run rabbitmq-upgrade await_online_quorum_plus_one, then rabbitmq-upgrade drain, in preStop',
    source:
      'RabbitMQ: Upgrading, maintenance mode; await_online_synchronized_mirror is gone in 4.3',
    *check({ container }) {
      const command = preStop(container);
      if (!/await_online_quorum_plus_one .*rabbitmq-upgrade drain /.test(command)) {
        yield `preStop is "${command}"`;
      }
      if (command.includes('await_online_synchronized_mirror')) yield 'preStop waits for mirrors';
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-13',
    title: 'It has time for that',
    fix: 'set terminationGracePeriodSeconds above the sum of the limits (-t) in preStop',
    source: 'Kubernetes: Container Lifecycle Hooks; the grace period includes preStop',
    *check({ pod, container }) {
      const limits = [...preStop(container).matchAll(/-t (\d+)/g)].map(([, text]) => Number(text));
      const needed = limits.reduce((sum, limit) => sum + limit, 0);
      const seconds = pod.spec.terminationGracePeriodSeconds ?? 30;
      if (seconds <= needed) yield `it is killed after ${seconds} s, preStop may take ${needed}`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-14',
    title: 'Its data outlives it',
    fix: 'set persistentVolumeClaimRetentionPolicy to {whenDeleted: Retain, whenScaled: Retain}',
    source: 'Kubernetes: StatefulSets, PersistentVolumeClaim retention',
    *check({ workload }) {
      const { whenDeleted, whenScaled } = workload.spec?.persistentVolumeClaimRetentionPolicy ?? {};
      if (whenDeleted !== 'Retain') yield 'deleting it deletes its data';
      if (whenScaled !== 'Retain') yield 'scaling it down deletes data';
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-15',
    title: 'In production a node has two CPUs',
    fix: 'request two CPUs or more',
    source: 'RabbitMQ: Production Deployment Guidelines',
    severity: 'warning',
    *check({ container, isProduction }) {
      const cpu = container.resources?.requests?.['cpu'];
      if (isProduction && (parseQuantity(cpu) ?? 0) < 2) yield `it requests ${cpu ?? 'no'} CPU`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-16',
    title: 'In production, zones are filled evenly',
    fix: 'set whenUnsatisfiable: DoNotSchedule for topology.kubernetes.io/zone',
    source: 'RabbitMQ: Production Deployment Guidelines, availability zones',
    *check({ pod, workload, isProduction }) {
      if (!isProduction || (workload.spec?.replicas ?? 1) === 1) return;
      const zone = pod.spec.topologySpreadConstraints?.find(
        ({ topologyKey }) => topologyKey === 'topology.kubernetes.io/zone',
      );
      if (zone?.whenUnsatisfiable !== 'DoNotSchedule') yield 'one zone may hold a majority';
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-17',
    title: 'Nodes reach each other, and only clients reach them',
    fix: "let the pods themselves in at 4369 and 25672, and name who may come (podSelector, namespaceSelector, ipBlock) in every other rule of the app's NetworkPolicy",
    source: 'RabbitMQ: Networking; who reaches 25672 and knows the cookie may do everything',
    *check({ pod, objects }) {
      const rules = select(objects, 'networking.k8s.io/v1/NetworkPolicy')
        .filter(({ spec }) => spec?.podSelector?.matchLabels !== undefined)
        .filter(({ spec }) => selects(spec?.podSelector ?? {}, pod.labels))
        .flatMap(({ spec }) => spec?.ingress ?? []);
      for (const { from = [], ports = [] } of rules) {
        const peers = ports.some(({ port }) => PEER_PORTS.includes(Number(port)));
        const own = from.every(({ podSelector, namespaceSelector }) => {
          return podSelector && !namespaceSelector && selects(podSelector, pod.labels);
        });
        if (from.length === 0) yield 'everybody is let in';
        if (peers && !own) yield 'others than its nodes are let in at the ports of nodes';
      }
      const open = rules.flatMap(({ ports = [] }) => ports.map(({ port }) => Number(port)));
      const missing = PEER_PORTS.filter((port) => !open.includes(port));
      if (missing.length > 0) yield `its nodes are not let in at ${missing.join(', ')}`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-19',
    title: 'The disk alarm comes before the disk is full, and not at once',
    fix: 'set disk_free_limit.absolute to less than half of the volume',
    source: 'RabbitMQ: Disk Alarms; below the limit all publishers are held back',
    *check({ settings, workload }) {
      const text = settings.get('disk_free_limit.absolute');
      const limit = parseQuantity(text?.replace(/B$/, ''));
      const [claim] = workload.spec?.volumeClaimTemplates ?? [];
      const size = parseQuantity(claim?.spec?.resources?.requests?.['storage']) ?? 0;
      if (limit === undefined) yield `disk_free_limit.absolute is ${text ?? 'not set'}`;
      else if (limit * 2 > size) yield `${text ?? ''} is over half of the volume`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-20',
    title: 'The definitions can be read, and hold no users',
    fix: 'correct definitions.json, and take users out of it: the parameter users makes them of Secrets',
    source:
      'RabbitMQ: Definition Export and Import; what a directory holds is skipped where it cannot be read',
    *check({ files }) {
      for (const name of ['definitions.json', 'permissions.json']) {
        const text = files[name];
        if (text === undefined) continue;
        const definitions = parseJson(text);
        if (!isMap(definitions)) yield `${name} is no JSON object`;
        else if ('users' in definitions) yield `${name} has users`;
      }
    },
  }),
];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function preStop({ lifecycle }: RabbitmqNodes['container']): string {
  return (lifecycle?.preStop?.exec?.command ?? []).join(' ');
}

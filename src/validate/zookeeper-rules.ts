import { select } from '../manifests/kinds.js';
import { parseQuantity } from '../manifests/quantity.js';
import { splitReference } from '../model/image-reference.js';
import { withoutHash } from '../manifests/name-hash.js';
import { kafkaRule, type KafkaNodes } from './kafka-node.js';
import { variable, wantsZooKeeper } from './kafka-settings.js';
import type { Rule } from './rule.js';

const ADMINISTRATION = 'ZooKeeper: Administrator’s Guide';
/** The image's own user. */
const USER = 1000;
const CONFIG = { mountPath: '/conf/zoo.cfg', subPath: 'zoo.cfg' };

/** ZooKeeper for Kafka 3.9: its own ensemble, and the brokers that use one. Z-08 is K-01. */
export const zooKeeperRules: readonly Rule[] = [
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-01',
    title: 'An ensemble can agree, and in production outlives a server',
    fix: 'set an odd number of replicas, from 3 on in production',
    source: `${ADMINISTRATION}, cross-machine requirements`,
    *check({ workload, isProduction }) {
      const replicas = workload.spec?.replicas ?? 1;
      if (replicas % 2 === 0) yield `${replicas} servers outlive no more than ${replicas - 1}`;
      if (isProduction && replicas < 3) yield `there is ${replicas} server`;
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-02',
    title: 'All servers know as many as there are, and clean up behind them',
    fix: 'set ZOOKEEPERS to the replicas; in zoo.cfg dataDir=/data, dataLogDir=/datalog, autopurge.purgeInterval, and quorumListenOnAllIPs=true',
    source: `${ADMINISTRATION}, configuration parameters; nothing is purged where it is not set`,
    *check(nodes) {
      const replicas = nodes.workload.spec?.replicas ?? 1;
      const { ZOOKEEPERS: told = 'not set' } = nodes.cluster;
      if (told !== String(replicas)) yield `ZOOKEEPERS is ${told}, the servers are ${replicas}`;
      const text = fileOf(nodes, 'config', 'zoo.cfg');
      for (const line of ['dataDir=/data', 'dataLogDir=/datalog', 'quorumListenOnAllIPs=true']) {
        if (!text.split('\n').includes(line)) yield `zoo.cfg has no ${line}`;
      }
      if (!/^autopurge\.purgeInterval=[1-9]/m.test(text)) yield 'old snapshots are never purged';
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-03',
    title: 'Each server has an id of its own',
    fix: 'start it by a script that sets ZOO_MY_ID to the ordinal and 1',
    source: 'docker-library/zookeeper: ZOO_MY_ID is 1 where nobody says otherwise',
    *check(nodes) {
      const [command = ''] = nodes.container.command ?? [];
      const script = fileOf(nodes, 'scripts', command.split('/').at(-1) ?? '');
      if (!/ZOO_MY_ID=.*POD_NAME.*\+ 1/.test(script)) yield 'all servers have one id';
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-04',
    title: 'Its configuration is beside that of the image',
    fix: 'mount zoo.cfg alone, by subPath at /conf/zoo.cfg',
    source: 'docker-library/zookeeper: /conf has logback.xml',
    *check({ container: { volumeMounts = [] } }) {
      if (volumeMounts.some(({ mountPath }) => mountPath === '/conf')) yield 'a volume hides /conf';
      const { subPath } =
        volumeMounts.find(({ mountPath }) => mountPath === CONFIG.mountPath) ?? {};
      if (subPath !== CONFIG.subPath) yield `${CONFIG.mountPath} is no file`;
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-05',
    title: 'Data and log are on volumes of their own, and the user is that of the image',
    fix: `claim volumes for /data and /datalog, put emptyDirs at /logs and /tmp, and set runAsUser and fsGroup to ${USER}`,
    source: `${ADMINISTRATION}, dataLogDir; docker-library/zookeeper`,
    *check({ workload, pod, container }) {
      const claims = (workload.spec?.volumeClaimTemplates ?? []).map(
        ({ metadata }) => metadata?.name,
      );
      const at = (path: string) =>
        container.volumeMounts?.find(({ mountPath }) => mountPath === path)?.name;
      for (const path of ['/data', '/datalog']) {
        if (!claims.includes(at(path))) yield `no claim is at ${path}`;
      }
      for (const path of ['/logs', '/tmp']) {
        const volume = pod.spec.volumes?.find(({ name }) => name === at(path));
        if (!volume?.emptyDir) yield `no emptyDir is at ${path}`;
      }
      const { runAsUser, fsGroup } = pod.spec.securityContext ?? {};
      if (runAsUser !== USER || fsGroup !== USER) yield `it runs as ${runAsUser ?? 'root'}`;
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-06',
    title: 'A server is ready as a member of a quorum',
    fix: 'ask srvr for its Mode in startup and readiness probes',
    source: `${ADMINISTRATION}, the four letter words`,
    *check({ container }) {
      for (const probe of ['startupProbe', 'readinessProbe'] as const) {
        const command = (container[probe]?.exec?.command ?? []).join(' ');
        if (!/srvr.*Mode:/.test(command)) yield `${probe} does not ask for the mode`;
      }
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-07',
    title: 'A server is not restarted for want of the others',
    fix: 'ask ruok in the liveness probe, and list ruok and srvr in 4lw.commands.whitelist',
    source: `${ADMINISTRATION}, the four letter words`,
    *check(nodes) {
      const command = (nodes.container.livenessProbe?.exec?.command ?? []).join(' ');
      if (!/ruok.*imok/.test(command)) yield 'livenessProbe does not ask ruok';
      const [, listed = ''] =
        /^4lw\.commands\.whitelist=(.*)$/m.exec(fileOf(nodes, 'config', 'zoo.cfg')) ?? [];
      for (const word of ['ruok', 'srvr'].filter((one) => !listed.split(',').includes(one))) {
        yield `${word} is not in 4lw.commands.whitelist`;
      }
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-09',
    title: 'The heap leaves some of the memory',
    fix: 'set ZK_SERVER_HEAP, in MiB, to at most three quarters of the memory limit',
    source: `${ADMINISTRATION}, a server that swaps is out of the quorum`,
    *check({ container }) {
      const heap = Number(variable(container, 'ZK_SERVER_HEAP')?.value) * 1024 ** 2;
      const memory = parseQuantity(container.resources?.limits?.['memory']) ?? 0;
      if (!(heap > 0 && heap <= memory * 0.75)) yield 'the heap does not fit into the memory';
    },
  }),
  kafkaRule(['zookeeper'], {
    id: 'manifests/Z-10',
    title: 'Brokers reach the port for clients, servers those between them, and nobody else does',
    fix: 'have a NetworkPolicy that lets <app>-broker in at 2181, and <app>-zookeeper at 2888 and 3888',
    source: 'ZooKeeper: anybody who reaches it may write',
    *check({ app, name, objects }) {
      const policy = select(objects, 'networking.k8s.io/v1/NetworkPolicy').find(
        ({ metadata }) => metadata?.name === name,
      );
      const rules = policy?.spec?.ingress ?? [];
      for (const [port, client] of [
        [2181, `${app}-broker`],
        [2888, name],
        [3888, name],
      ] as const) {
        const peers = rules
          .filter(({ ports = [] }) => ports.some((one) => one.port === port))
          .map(({ from = [] }) => from);
        if (peers.length === 0) yield `nobody reaches ${port}`;
        const others = peers.some(
          (from) =>
            from.length === 0 ||
            from.some(
              ({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name'] !== client,
            ),
        );
        if (others) yield `others than ${client} reach ${port}`;
      }
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/Z-11',
    title: 'Brokers of ZooKeeper have nothing of KRaft, and patience',
    fix: 'remove process.roles and share.coordinator settings, set zookeeper.connection.timeout.ms to 18000 or more, and ENSEMBLE or ZOOKEEPER_CONNECT',
    source: 'Kafka 3.9: broker configuration',
    *check(nodes) {
      if (!wantsZooKeeper(nodes)) return;
      const { settings, container, cluster } = nodes;
      const kraft = [...settings.keys()].filter((key) => /^(process\.roles|share\.)/.test(key));
      for (const key of kraft) yield `${key} is of KRaft`;
      const patience = Number(settings.get('zookeeper.connection.timeout.ms') ?? 0);
      if (patience < 18_000) yield `a broker gives up after ${patience} ms`;
      if (!variable(container, 'ENSEMBLE')?.value && !cluster['ZOOKEEPER_CONNECT']) {
        yield 'it knows no ZooKeeper';
      }
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/Z-12',
    title: 'ZooKeeper is for Kafka 3, started without the script of the image',
    fix: 'use an image of Kafka 3.9, and a command of your own',
    source: 'Kafka: 4.0 has no ZooKeeper mode, and the script of its images none before',
    *check(nodes) {
      if (!wantsZooKeeper(nodes)) return;
      const { tag = '' } = splitReference(nodes.container.image ?? '');
      if (!tag.startsWith('3.')) yield `the image is Kafka ${tag}`;
      if ((nodes.container.command ?? []).length === 0) yield 'the image formats its volume';
    },
  }),
  kafkaRule(['broker'], {
    id: 'manifests/Z-13',
    title: 'Kafka is on its way to KRaft',
    fix: 'bring the brokers to the newest 3.9, and follow "KRaft migration" in its documentation',
    source: 'Kafka: 3.9 is the last line with ZooKeeper, and gets no more fixes',
    severity: 'notice',
    *check(nodes) {
      if (!wantsZooKeeper(nodes)) return;
      const { tag = '?' } = splitReference(nodes.container.image ?? '');
      yield `Kafka ${tag} still needs ZooKeeper`;
    },
  }),
];

/** A file of the ConfigMap `<app>-zookeeper-<kind>`, whatever hash its name ends with. */
function fileOf({ name, objects }: KafkaNodes, kind: string, file: string): string {
  const map = select(objects, 'v1/ConfigMap').find(
    ({ metadata }) => withoutHash(metadata?.name ?? '') === `${name}-${kind}`,
  );
  return map?.data?.[file] ?? '';
}

import { select } from '../manifests/kinds.js';
import type { Service } from '../manifests/services.js';
import { PEER_PORTS, rabbitmqRule } from './rabbitmq-node.js';
import type { Rule } from './rule.js';

/** The image exits where one of these is set. */
const REFUSED_VARIABLES =
  /^RABBITMQ_(DEFAULT_(USER|PASS)_FILE|(MANAGEMENT_)?SSL_\w+|VM_MEMORY_HIGH_WATERMARK)$/;
const STARTUP_SECONDS = 600;

/** The RabbitMQ app: what its nodes need to find each other and to start. */
export const rabbitmqClusterRules: readonly Rule[] = [
  rabbitmqRule({
    id: 'manifests/R-01',
    title: 'The nodes are an odd number',
    fix: 'set replicas to 1, 3, 5 or 7',
    source: 'RabbitMQ: Clustering; more than half of the nodes have to agree',
    *check({ workload }) {
      const replicas = workload.spec?.replicas ?? 1;
      if (replicas % 2 === 0) yield `${replicas} nodes stand no more failures than ${replicas - 1}`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-02',
    title: 'Nodes start together',
    fix: 'set podManagementPolicy: Parallel',
    source: 'RabbitMQ: Clustering, restarting nodes; one that waits for the others is never ready',
    *check({ workload }) {
      if (workload.spec?.podManagementPolicy !== 'Parallel') {
        yield `podManagementPolicy is ${workload.spec?.podManagementPolicy ?? 'not set'}`;
      }
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-03',
    title: 'Nodes have names before they are ready',
    fix: 'set serviceName to a Service with clusterIP: None, publishNotReadyAddresses: true and the ports 4369 and 25672',
    source: 'RabbitMQ: Cluster Formation, Kubernetes',
    *check({ workload, objects }) {
      const name = workload.spec?.serviceName;
      const service = select(objects, 'v1/Service').find(({ metadata }) => metadata?.name === name);
      if (service?.spec?.clusterIP !== 'None') yield 'its Service is not headless';
      if (!publishesNotReady(service)) yield 'its Service leaves out pods that are not ready';
      const ports = (service?.spec?.ports ?? []).map(({ port }) => port);
      const missing = PEER_PORTS.filter((port) => !ports.includes(port));
      if (missing.length > 0) yield `its Service lacks port ${missing.join(', ')}`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-04',
    title: 'A node is ready when clients can connect',
    fix: 'use tcpSocket with port amqp in the readinessProbe',
    source: 'RabbitMQ: Monitoring; a command line tool joins the cluster on each run',
    *check({ container }) {
      if (container.readinessProbe?.tcpSocket?.port !== 'amqp') {
        yield 'the readinessProbe does not ask the port amqp';
      }
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-05',
    title: 'No node is restarted because it waits',
    fix: 'remove the livenessProbe',
    source: 'RabbitMQ: Monitoring, health checks',
    *check({ container }) {
      if (container.livenessProbe) yield 'it has a livenessProbe';
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-06',
    title: 'A node has time to wait for the others and to recover its queues',
    fix: 'use tcpSocket with port amqp in the startupProbe, for ten minutes or more',
    source: 'RabbitMQ: Cluster Formation; a probe of the cluster size kills a node that is alone',
    *check({ container }) {
      const { tcpSocket, periodSeconds = 10, failureThreshold = 3 } = container.startupProbe ?? {};
      if (tcpSocket?.port !== 'amqp') yield 'the startupProbe does not ask the port amqp';
      const seconds = periodSeconds * failureThreshold;
      if (seconds < STARTUP_SECONDS) yield `it is killed after ${seconds} s`;
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-07',
    title: 'A node is named after its pod',
    fix: 'set POD_NAME and POD_NAMESPACE, then RABBITMQ_USE_LONGNAME=true and RABBITMQ_NODENAME=rabbit@$(POD_NAME).<serviceName>.$(POD_NAMESPACE).svc.<domain>',
    source: 'RabbitMQ: Clustering, node names; what a node stores is bound to its name',
    *check({ container, workload }) {
      const variables = container.env ?? [];
      const at = (name: string) => variables.findIndex((one) => one.name === name);
      const node = variables[at('RABBITMQ_NODENAME')]?.value ?? '';
      const service = workload.spec?.serviceName ?? '';
      if (!node.startsWith(`rabbit@$(POD_NAME).${service}.$(POD_NAMESPACE).svc.`)) {
        yield `RABBITMQ_NODENAME is "${node}"`;
      }
      const known = ['POD_NAME', 'POD_NAMESPACE'].map(at);
      if (known.some((index) => index < 0 || index > at('RABBITMQ_NODENAME'))) {
        yield 'POD_NAME and POD_NAMESPACE are not set before it';
      }
      if (variables[at('RABBITMQ_USE_LONGNAME')]?.value !== 'true') {
        yield 'RABBITMQ_USE_LONGNAME is not "true"';
      }
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-08',
    title: 'No variable is set that the image refuses',
    fix: 'write it in a file of conf.d',
    source: 'docker-library/rabbitmq: docker-entrypoint.sh, deprecated environment variables',
    *check({ container }) {
      for (const { name = '' } of container.env ?? []) {
        if (REFUSED_VARIABLES.test(name)) yield `${name} is set`;
      }
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-09',
    title: 'The Erlang cookie is a file of the node alone',
    fix: 'copy it to an emptyDir at /var/lib/rabbitmq in an init container, with mode 600',
    source: 'Erlang: Distributed Erlang; a cookie that a group can read is refused',
    *check({ pod, container }) {
      const home = container.volumeMounts?.find((one) => one.mountPath === '/var/lib/rabbitmq');
      const volume = pod.spec.volumes?.find(({ name }) => name === home?.name);
      const makers = (pod.spec.initContainers ?? []).filter(({ volumeMounts = [] }) =>
        volumeMounts.some(({ name }) => name === home?.name),
      );
      if (!volume?.emptyDir) yield 'no emptyDir is at /var/lib/rabbitmq';
      if (makers.length === 0) yield 'no init container writes to /var/lib/rabbitmq';
    },
  }),
  rabbitmqRule({
    id: 'manifests/R-10',
    title: 'The data is on its volume, and the configuration beside that of the image',
    fix: 'mount the claim at /var/lib/rabbitmq/mnesia, after /var/lib/rabbitmq, and single files (subPath) in /etc/rabbitmq/conf.d',
    source: 'docker-library/rabbitmq: conf.d/10-defaults.conf',
    *check({ container, workload }) {
      const mounts = container.volumeMounts ?? [];
      const paths = mounts.map(({ mountPath }) => mountPath);
      const data = mounts.find(({ mountPath }) => mountPath === '/var/lib/rabbitmq/mnesia');
      const claims = (workload.spec?.volumeClaimTemplates ?? []).map((one) => one.metadata?.name);
      if (!claims.includes(data?.name)) yield 'its claim is not at /var/lib/rabbitmq/mnesia';
      if (paths.indexOf('/var/lib/rabbitmq') > paths.indexOf('/var/lib/rabbitmq/mnesia')) {
        yield '/var/lib/rabbitmq is mounted over the data';
      }
      for (const { mountPath = '', subPath } of mounts) {
        const hides = /^\/etc\/rabbitmq(\/conf\.d(\/|$)|$)/.test(mountPath);
        if (hides && subPath === undefined) yield `${mountPath} hides files of the image`;
      }
    },
  }),
];

function publishesNotReady(service: Service | undefined): boolean {
  const spec = service?.spec as
    (Service['spec'] & { readonly publishNotReadyAddresses?: boolean }) | undefined;
  return spec?.publishNotReadyAddresses === true;
}

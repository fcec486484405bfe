import { select } from '../manifests/kinds.js';
import { networkEdges, rulesOf } from '../manifests/network-edges.js';
import type { Peer } from '../manifests/network-policy.js';
import type { Container } from '../manifests/pod-spec.js';
import { podsOf } from '../manifests/pods.js';
import { selects } from '../manifests/selectors.js';
import type { Rule } from './rule.js';
import {
  backendRule,
  configOf,
  frontendRule,
  todoRule,
  volumeAt,
  type TodoApp,
} from './todo-workload.js';

const EDGES = [
  ['frontend', 'backend', 8080],
  ['backend', 'postgres', 5432],
  ['db-migrate', 'postgres', 5432],
  ['db-backup', 'postgres', 5432],
] as const;
const GROUP_READABLE = 0o440;

/** The to-do app: its network, its frontend and its backend. */
export const todoWebRules: readonly Rule[] = [
  todoRule({
    id: 'manifests/T-01',
    title: 'Requests go from the frontend to the backend to the database, and nowhere else',
    fix: 'correct the NetworkPolicies',
    source: 'The example todo-app',
    check: edgeComplaints,
  }),
  frontendRule({
    id: 'manifests/T-02',
    title: 'The frontend listens at 8080',
    fix: 'declare the port http: 8080',
    source: 'docker-nginx-unprivileged: no user but root may open a port below 1024',
    *check({ container }) {
      const http = container.ports?.find(({ name }) => name === 'http')?.containerPort;
      if (http !== 8080) yield `http is ${http ?? 'not declared'}`;
    },
  }),
  frontendRule({
    id: 'manifests/T-03',
    title: 'The frontend gets its configuration, and keeps the page of its image',
    fix: 'mount the ConfigMap read-only at /etc/nginx/conf.d and an emptyDir at /tmp, and nothing below /usr/share/nginx/html',
    source: 'docker-nginx-unprivileged',
    *check(part) {
      const mounts = part.container.volumeMounts ?? [];
      const config = mounts.find(({ mountPath }) => mountPath === '/etc/nginx/conf.d');
      if (!volumeAt(part, '/etc/nginx/conf.d')?.configMap || config?.readOnly !== true) {
        yield 'no ConfigMap is mounted read-only at /etc/nginx/conf.d';
      }
      if (!volumeAt(part, '/tmp')?.emptyDir) yield 'no emptyDir is at /tmp';
      if (mounts.some(({ mountPath = '' }) => mountPath.startsWith('/usr/share/nginx/html'))) {
        yield 'a volume hides the page of the image';
      }
    },
  }),
  frontendRule({
    id: 'manifests/T-04',
    title: 'The frontend is well without the backend',
    fix: 'ask /healthz in startup and liveness probes and /readyz in the readiness probe, and answer both in nginx',
    source: 'Kubernetes: Liveness, Readiness and Startup Probes',
    *check({ container, app }) {
      yield* probePaths(container);
      const config = configOf(app, 'frontend-nginx')['default.conf'] ?? '';
      for (const path of ['/healthz', '/readyz']) {
        if (!new RegExp(`location = ${path} \\{[^}]*return 200`).test(config)) {
          yield `nginx does not answer ${path} by itself`;
        }
      }
    },
  }),
  frontendRule({
    id: 'manifests/T-05',
    title: 'The frontend goes after the requests that it has',
    fix: 'set lifecycle.preStop.sleep to 5 up to 10 seconds, and terminationGracePeriodSeconds from 30',
    source: 'Kubernetes: Pod Lifecycle; endpoints are removed while the pod already stops',
    *check({ pod, container }) {
      const sleep = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      if (sleep < 5 || sleep > 10) yield `preStop sleeps ${sleep} s`;
      if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 30) yield 'it is killed before 30 s';
    },
  }),
  backendRule({
    id: 'manifests/T-06',
    title: 'The backend is alive without its database, and ready with it',
    fix: 'declare the ports http: 8080 and http-metrics: 9797; ask /healthz in startup and liveness probes and /readyz in the readiness probe',
    source: 'Kubernetes: Liveness, Readiness and Startup Probes',
    *check({ container }) {
      for (const [name, number] of [
        ['http', 8080],
        ['http-metrics', 9797],
      ] as const) {
        const port = container.ports?.find((one) => one.name === name)?.containerPort;
        if (port !== number) yield `${name} is ${port ?? 'not declared'}`;
      }
      yield* probePaths(container);
      const { periodSeconds = 10, failureThreshold = 3 } = container.startupProbe ?? {};
      if (periodSeconds * failureThreshold < 60) yield 'it has less than 60 s to start';
    },
  }),
  todoRule({
    id: 'manifests/T-07',
    title: 'The backend knows its database by parts, without the password',
    fix: 'set DB_HOST, DB_PORT, DB_NAME, DB_USER and LOG_LEVEL in the ConfigMap of the backend',
    source: 'A connection string holds the password',
    *check(app) {
      const config = configOf(app, 'backend-config');
      const [cluster] = select(app.objects, 'postgresql.cnpg.io/v1/Cluster');
      const host = cluster ? `${cluster.metadata?.name ?? ''}-rw` : `${app.name}-postgres`;
      if (config['DB_HOST'] !== host) yield `DB_HOST is ${config['DB_HOST'] ?? 'not set'}`;
      for (const key of ['DB_PORT', 'DB_NAME', 'DB_USER', 'LOG_LEVEL']) {
        if ((config[key] ?? '') === '') yield `${key} is not set`;
      }
      const url = Object.keys(config).find((key) => /^postgres\w*:\/\//.test(config[key] ?? ''));
      if (url !== undefined) yield `${url} is a connection string`;
    },
  }),
  backendRule({
    id: 'manifests/T-08',
    title: 'The backend reads the password from a file',
    fix: 'mount the Secret at /run/secrets/db with defaultMode: 0440 and the key password',
    source: 'kubesec: secrets in variables',
    *check(part) {
      const { secret } = volumeAt(part, '/run/secrets/db') ?? {};
      if (!secret) yield 'no Secret is at /run/secrets/db';
      else if (secret.defaultMode !== GROUP_READABLE) yield 'its defaultMode is not 0440';
    },
  }),
  backendRule({
    id: 'manifests/T-09',
    title: 'The backend has memory for its heartbeat',
    fix: 'mount an emptyDir at /tmp, and pass gunicorn --worker-tmp-dir=/dev/shm',
    source: 'gunicorn: How do I avoid Gunicorn excessively blocking in os.fchmod?',
    *check(part) {
      if (!volumeAt(part, '/tmp')?.emptyDir) yield 'no emptyDir is at /tmp';
      const { GUNICORN_CMD_ARGS: arguments_ = '' } = configOf(part.app, 'backend-config');
      if (!/--worker-tmp-dir[= ]\/dev\/shm/.test(arguments_)) yield 'gunicorn writes to the disk';
    },
  }),
];

function* probePaths(container: Container): Iterable<string> {
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const expected = [
    ['startupProbe', startupProbe, '/healthz'],
    ['livenessProbe', livenessProbe, '/healthz'],
    ['readinessProbe', readinessProbe, '/readyz'],
  ] as const;
  for (const [name, probe, path] of expected) {
    if (probe?.httpGet?.path !== path) yield `${name} does not ask ${path}`;
  }
}

function* edgeComplaints({ name, objects }: TodoApp): Iterable<string> {
  const pods = podsOf(objects);
  const exists = (part: string) =>
    pods.some(({ owner }) => owner.metadata?.name === `${name}-${part}`);
  const wanted = EDGES.filter(([client, server]) => exists(client) && exists(server)).map(
    ([client, server, port]) => `${name}-${client} to ${name}-${server} at TCP ${port}`,
  );
  const edges = networkEdges(objects).map(
    ({ client, server, port }) =>
      `${client.owner.metadata?.name ?? '?'} to ${server.owner.metadata?.name ?? '?'} at ${port}`,
  );
  for (const edge of wanted.filter((one) => !edges.includes(one))) yield `${edge} is not allowed`;
  for (const edge of new Set(edges.filter((one) => !wanted.includes(one))))
    yield `${edge} is allowed`;
  for (const { part, ports } of outsiders(objects, name)) {
    const known = part === 'frontend' ? [8080] : part === 'backend' ? [9797] : [];
    if (ports.some((port) => !known.includes(Number(port)))) {
      yield `others reach ${name}-${part} at ${ports.join(', ')}`;
    }
  }
}

/** What pods of other namespaces, and addresses, may reach. */
function outsiders(objects: TodoApp['objects'], name: string) {
  return rulesOf(objects)
    .filter(({ side, peers }) => side === 'ingress' && !(peers ?? []).every(isInside))
    .flatMap(({ policy, ports = [] }) =>
      podsOf(objects)
        .filter(({ labels }) => selects(policy.spec?.podSelector ?? {}, labels))
        .map(({ owner }) => ({
          part: (owner.metadata?.name ?? '').slice(name.length + 1),
          ports: ports.length === 0 ? ['any port'] : ports.map(({ port = 'any port' }) => port),
        })),
    );
}

function isInside({ podSelector, namespaceSelector }: Peer): boolean {
  return podSelector !== undefined && namespaceSelector === undefined;
}

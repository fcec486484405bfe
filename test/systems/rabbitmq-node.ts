import { readdirSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Values } from '../../src/model/repository-model.js';
import { cleanEnvironment } from '../support/clean-environment.js';
import { run } from '../support/run.js';
import { writeFiles } from '../support/write-files.js';
import {
  configFiles,
  podSpec,
  renderExample,
  replicasOf,
  substitute,
  type RenderedExample,
} from './rendered-example.js';
import { freePorts, openDir, startServer, waitFor, type Server } from './server.js';

/** Settings that RabbitMQ 3.10, which Debian has, does not know; 4.3 does. */
const NEWER_SETTINGS =
  /^(default_queue_type|anonymous_login_user|quorum_queue\.continuous_membership_reconciliation\.\w+) = .*\n/gm;
/** 3.10 asks the API of Kubernetes; 4.1 and later know the other nodes by their names. */
const PEER_DISCOVERY = {
  'peer_discovery_backend = k8s': 'peer_discovery_backend = classic_config',
};
const HOST = '127.0.0.1';
const PROGRAMS = '/usr/lib/rabbitmq/bin';
const MEMORY_LIMIT = 512 * 1024 * 1024;

/** One of the pods of the RabbitMQ example, with its files below one folder. */
export interface Node {
  readonly dir: string;
  readonly rendered: RenderedExample;
  readonly env: NodeJS.ProcessEnv;
  readonly ports: { readonly amqp: number; readonly management: number; readonly metrics: number };
}

/** What the Secrets of the pod hold, by path below the mount. */
export type Secrets = Readonly<Record<string, string>>;

/** Renders the example, and makes as many nodes as the manifest asks for. */
export async function makeCluster(environment: 'dev' | 'prod', values: Values): Promise<Node[]> {
  const rendered = await renderExample('rabbitmq', { values, environment });
  const [epmd = 0] = await freePorts(1);
  const names = Array.from(
    { length: replicasOf(rendered, 'rabbitmq') },
    (_, ordinal) => `rabbitmq-${ordinal}@${HOST}`,
  );
  const nodes = await Promise.all(names.map((name) => makeNode(rendered, { name, names, epmd })));
  startServer('epmd', ['-port', String(epmd), '-address', HOST], { env: nodes[0]?.env ?? {} });
  return nodes;
}

interface Place {
  readonly name: string;
  readonly names: readonly string[];
  readonly epmd: number;
}

async function makeNode(rendered: RenderedExample, place: Place): Promise<Node> {
  const dir = await openDir();
  const [amqp = 0, management = 0, metrics = 0, distribution = 0] = await freePorts(4);
  const ports = { amqp, management, metrics };
  await Promise.all(['home', 'made', 'data'].map((name) => mkdir(join(dir, name))));
  const files = configFiles(rendered, 'rabbitmq-config');
  const setup = substitute(files['setup.sh'] ?? '', directories(dir));
  await writeFiles(join(dir, 'config'), {
    ...files,
    'setup.sh': { content: setup, mode: '0755' },
  });
  await writeFiles(join(dir, 'conf.d'), {
    '50-base.conf': substitute(older(files['50-base.conf']), {
      ...PEER_DISCOVERY,
      '/run/rabbitmq': join(dir, 'made'),
    }),
    '90-environment.conf': older(files['90-environment.conf']),
    '99-place.conf': placeOf(ports, place.names),
  });
  return { dir, rendered, ports, env: environmentOf(rendered, { ...place, dir, distribution }) };
}

/** Runs the init container, then the server, until it is ready as its readiness probe says. */
export async function startNode(node: Node, secrets: Secrets): Promise<Server> {
  const { dir, env, ports } = node;
  await rm(join(dir, 'secrets'), { recursive: true, force: true });
  await writeFiles(join(dir, 'secrets'), secrets);
  await run(join(dir, 'config/setup.sh'), [], { env });
  await copyFile(join(dir, 'made/memory.conf'), join(dir, 'conf.d/20-memory.conf'));
  const server = startServer('rabbitmq-server', [], { env, cwd: dir });
  await waitFor(server, async () => isStarted(server) && (await isOpen(ports.amqp)));
  return server;
}

/** Its port is open a little earlier. */
function isStarted(server: Server): boolean {
  return server.output().includes('"msg":"Server startup complete');
}

/** Runs what the pod's preStop does. */
export async function runPreStop({ rendered, env }: Node): Promise<string> {
  const [container] = podSpec(rendered, 'rabbitmq').containers ?? [];
  const [program = '', ...args] = container?.lifecycle?.preStop?.exec?.command ?? [];
  return (await run(program, args, { env })).stdout;
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function older(config = ''): string {
  return config.replace(NEWER_SETTINGS, '');
}

/** What a pod has by being one: an address of its own, and names that others are found by. */
function placeOf(ports: Node['ports'], names: readonly string[]): string {
  const settings = {
    'listeners.tcp.1': `${HOST}:${ports.amqp}`,
    'management.tcp.ip': HOST,
    'management.tcp.port': ports.management,
    'prometheus.tcp.ip': HOST,
    'prometheus.tcp.port': ports.metrics,
    ...Object.fromEntries(
      names.map((name, index) => [`cluster_formation.classic_config.nodes.${index + 1}`, name]),
    ),
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
}

function directories(dir: string): Record<string, string> {
  return {
    '/opt/gitops': join(dir, 'config'),
    '/run/secrets/rabbitmq': join(dir, 'secrets'),
    '/run/rabbitmq': join(dir, 'made'),
    '/var/lib/rabbitmq': join(dir, 'home'),
  };
}

/** What the manifest sets for both containers, and what the image does. */
function environmentOf(
  rendered: RenderedExample,
  { dir, name, epmd, distribution }: Place & { dir: string; distribution: number },
): NodeJS.ProcessEnv {
  const [container] = podSpec(rendered, 'rabbitmq').containers ?? [];
  const valueOf = (variable: string) =>
    container?.env?.find((one) => one.name === variable)?.value ?? '';
  const loopback = '-kernel inet_dist_use_interface {127,0,0,1}';
  return cleanEnvironment({
    PATH: `${PROGRAMS}:${epmdFolder()}:${process.env['PATH'] ?? ''}`,
    HOME: join(dir, 'home'),
    MEMORY_LIMIT: String(MEMORY_LIMIT),
    NODE_HOST: 'localhost',
    RABBITMQ_USE_LONGNAME: valueOf('RABBITMQ_USE_LONGNAME'),
    RABBITMQ_NODENAME: name,
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'made/enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${valueOf('RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS')} ${loopback}`,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(dir, 'data'),
    RABBITMQ_LOG_BASE: join(dir, 'log'),
    RABBITMQ_CONFIG_FILES: join(dir, 'conf.d'),
    RABBITMQ_CONFIG_FILE: join(dir, 'none'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    // The server is the process that is started, and no child of it.
    RUNNING_UNDER_SYSTEMD: 'true',
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: HOST,
  });
}

/** Erlang keeps epmd beside itself, not on PATH. */
function epmdFolder(): string {
  const erts = readdirSync('/usr/lib/erlang').find((name) => name.startsWith('erts-'));
  return `/usr/lib/erlang/${erts ?? ''}/bin`;
}

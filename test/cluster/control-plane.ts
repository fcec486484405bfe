import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { cleanEnvironment } from '../support/clean-environment.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { freePorts, startServer, stopServer, waitFor, type Server } from '../systems/server.js';
import { findAssets, type Assets } from './assets.js';

const HOST = '127.0.0.1';

/** etcd and kube-apiserver: what keeps and checks objects, but has no nodes and no controllers. */
export interface ControlPlane {
  /** For programs that are its clients: KUBECONFIG, and an empty HOME. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs the newest kubectl against it; for what that printed. */
  readonly kubectl: (args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

interface Place {
  readonly dir: string;
  readonly token: string;
  readonly port: number;
}

/**
 * Starts both on the loopback device, and waits until the API server is ready.
 *
 * @throws Error with what they said, when they do not get ready.
 */
export async function startControlPlane(): Promise<ControlPlane> {
  const assets = findAssets();
  const dir = await tempDir();
  const [port = 0, etcdPort = 0, peerPort = 0] = await freePorts(3);
  const place = { dir, token: randomUUID(), port };
  await writeCredentials(place);
  const env = cleanEnvironment({ HOME: dir, KUBECONFIG: join(dir, 'kubeconfig') });
  const kubectl = async (args: readonly string[]) =>
    (await run(tools().kubectls.at(-1)?.path ?? '', args, { env })).stdout;

  const etcd = startEtcd(assets, { dir, port: etcdPort, peerPort });
  const apiServer = startApiServer(assets, place, etcdPort);
  const stop = async () => {
    await stopServer(apiServer);
    await stopServer(etcd);
  };
  try {
    await waitFor(apiServer, async () => (await kubectl(['get', '--raw', '/readyz'])) === 'ok');
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, kubectl, stop };
}

function startEtcd(
  { etcd }: Assets,
  { dir, port, peerPort }: { dir: string; port: number; peerPort: number },
): Server {
  const [clients, peers] = [`http://${HOST}:${port}`, `http://${HOST}:${peerPort}`];
  const args = [
    `--data-dir=${join(dir, 'etcd')}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
    '--unsafe-no-fsync',
  ];
  return startServer(etcd, args, { env: cleanEnvironment() });
}

function startApiServer({ apiServer }: Assets, { dir, port }: Place, etcdPort: number): Server {
  const args = [
    `--etcd-servers=http://${HOST}:${etcdPort}`,
    `--bind-address=${HOST}`,
    `--advertise-address=${HOST}`,
    `--secure-port=${port}`,
    `--cert-dir=${join(dir, 'certificates')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    // A pod may name an account that a dry run did not make.
    '--disable-admission-plugins=ServiceAccount',
    `--service-account-issuer=https://${HOST}:${port}`,
    `--service-account-key-file=${join(dir, 'service-accounts.pem')}`,
    `--service-account-signing-key-file=${join(dir, 'service-accounts.pem')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
  ];
  return startServer(apiServer, args, { env: cleanEnvironment(), cwd: dir });
}

/** The key of service accounts, an administrator, and the configuration of clients. */
async function writeCredentials({ dir, token, port }: Place): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const named = (kind: string, content: object) => [{ name: 'test', [kind]: content }];
  await writeFiles(dir, {
    'service-accounts.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'tokens.csv': `${token},admin,admin,system:masters\n`,
    // JSON is YAML. The server makes its certificate when it starts.
    kubeconfig: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: named('cluster', {
        server: `https://${HOST}:${port}`,
        'certificate-authority': join(dir, 'certificates', 'apiserver.crt'),
      }),
      users: named('user', { token }),
      contexts: named('context', { cluster: 'test', user: 'test' }),
      'current-context': 'test',
    }),
  });
}

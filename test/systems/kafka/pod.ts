import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../../../src/manifests/pod-spec.js';
import { cleanEnvironment } from '../../support/clean-environment.js';
import { run } from '../../support/run.js';
import { writeFiles } from '../../support/write-files.js';
import { addressOf, BIN, NAMESPACE, toolEnvironment, type Cluster } from './cluster.js';
import { configMapsOf, containerOf, environmentOf } from './workload.js';

/** A process that runs what a pod would, with the same files and the same environment. */
export interface RunningPod {
  readonly process: ChildProcess;
  readonly environment: NodeJS.ProcessEnv;
  readonly probe: Probe | undefined;
  /** The numbers of the container's ports. */
  readonly ports: ReadonlyMap<string, number>;
  /** Everything that it printed. */
  readonly output: () => string;
}

export interface PodOptions {
  readonly classPath: string;
  /** Files instead of those rendered, or of Secrets, by their path in the pod. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts the pod of a StatefulSet with that ordinal, or of a Job. */
export async function startPod(
  cluster: Cluster,
  [workload, ordinal]: readonly [string, number],
  { classPath, files = {} }: PodOptions,
): Promise<RunningPod> {
  const container = containerOf(cluster, workload);
  const name = `${workload}-${ordinal}`;
  const dir = join(cluster.dir, 'pods', name);
  await writeFiles(dir, { ...configMapsOf(cluster, workload), ...files });
  const environment = cleanEnvironment({
    ...environmentOf(cluster, workload),
    ...toolEnvironment(classPath, cluster.hostsFile),
    ...directories(dir, workload),
    POD_NAME: name,
    POD_NAMESPACE: NAMESPACE,
    POD_DIR: dir,
    POD_ADDRESS: addressOf(workload, ordinal),
  });
  const child = spawn(join(dir, container.command![0]!), { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return {
    process: child,
    environment,
    probe: container.readinessProbe,
    ports: new Map(container.ports?.map((port) => [port.name!, port.containerPort!])),
    output: () => output,
  };
}

/** Waits until its readiness probe succeeds. */
export async function becomesReady(pod: RunningPod): Promise<void> {
  while (!(await isReady(pod))) {
    if (pod.process.exitCode !== null) throw new Error(`it exited:\n${pod.output()}`);
    await sleep(500);
  }
}

/** Waits for its end; for its exit code. */
export async function ends({ process }: RunningPod): Promise<number | null> {
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
  return process.exitCode;
}

/** Stops it as the kubelet does. */
export async function stopPod(pod: RunningPod): Promise<void> {
  pod.process.kill('SIGTERM');
  await ends(pod);
}

function isReady({ probe, ports, environment }: RunningPod): Promise<boolean> {
  const port = probe?.tcpSocket?.port;
  if (port !== undefined) return isOpen(environment['POD_ADDRESS']!, ports.get(String(port))!);
  const [program, ...args] = probe!.exec!.command!;
  const env = { ...environment, PATH: `${BIN}:${environment['PATH'] ?? ''}` };
  return run(program!, args, { env }).then(
    () => true,
    () => false,
  );
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Where the scripts find what a pod has at the root of its file system. */
function directories(dir: string, workload: string): Record<string, string> {
  return {
    CONFIG_DIR: join(dir, workload === 'kafka-zookeeper' ? 'conf' : 'etc/kafka-config'),
    RUN_DIR: join(dir, 'tmp/run'),
    SETUP_DIR: join(dir, 'setup'),
    USERS_DIR: join(dir, 'run/secrets/users'),
  };
}

import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificates, writeClient } from './kafka/certificates.js';
import { classPath } from './kafka/class-path.js';
import { renderCluster, runTool, type Cluster } from './kafka/cluster.js';
import {
  becomesReady,
  ends,
  startPod,
  stopPod,
  type PodOptions,
  type RunningPod,
} from './kafka/pod.js';
import { replicasOf } from './kafka/workload.js';

const INSIDE = 'kafka-bootstrap:9092';
const OUTSIDE = 'kafka-bootstrap.prod.example.com:9094';

/** Starts all pods of a StatefulSet at once, waits until they are ready, and ends them after the test. */
async function startAll(cluster: Cluster, workload: string, options: PodOptions) {
  const ordinals = [...Array(replicasOf(cluster, workload)).keys()];
  const pods = await Promise.all(ordinals.map((n) => startPod(cluster, [workload, n], options)));
  onTestFinished(() => killAll(pods));
  await Promise.all(pods.map(becomesReady));
  return pods;
}

async function killAll(pods: readonly RunningPod[]): Promise<void> {
  for (const { process } of pods) process.kill('SIGKILL');
  await Promise.all(pods.map(ends));
}

/** Runs the Job that makes the topics; for what it printed. */
async function makeTopics(cluster: Cluster, options: PodOptions): Promise<string> {
  const job = await startPod(cluster, ['kafka-topics', 0], options);
  const code = await ends(job);
  expect(code, job.output()).toBe(0);
  return job.output();
}

describe('kafka', () => {
  test('makes three controllers and three brokers one cluster, which outlives a broker', async () => {
    const config = { 'cleanup.policy': 'compact,delete', 'retention.ms': '60000' };
    const cluster = await renderCluster({ topics: [{ name: 'events', partitions: 2, config }] });
    const options = { classPath: await classPath('kraft') };
    const tool = (...command: [string, ...string[]]) =>
      runTool(cluster, options.classPath, command);
    await startAll(cluster, 'kafka-controller', options);
    const brokers = await startAll(cluster, 'kafka-broker', options);

    await makeTopics(cluster, options);
    const topics = ['kafka-topics.sh', '--bootstrap-server', INSIDE, '--describe'] as const;
    const { stdout: made } = await tool(...topics);
    expect(made).toMatch(/events\s.*PartitionCount: 2\s+ReplicationFactor: 3/);
    expect(made).toContain('min.insync.replicas=2');
    expect(made).toContain('cleanup.policy=compact,delete');

    await makeTopics(cluster, {
      ...options,
      files: { 'setup/topics.txt': 'events 3 cleanup.policy=compact,delete retention.ms=90000\n' },
    });
    const { stdout: changed } = await tool(...topics);
    expect(changed).toContain('PartitionCount: 3');
    expect(changed).toContain('retention.ms=90000');
    expect(changed).toContain('cleanup.policy=compact,delete');

    await stopPod(brokers[2]!);
    await tool('produce.sh', INSIDE, 'events', 'key:hello');
    const { stdout: heard } = await tool('consume.sh', INSIDE, 'events');
    expect(heard.trim()).toBe('hello');

    const again = await startPod(cluster, ['kafka-broker', 2], options);
    onTestFinished(() => killAll([again]));
    await becomesReady(again);
    expect(again.output()).toMatch(/already formatted/);
  });

  test('lets brokers vote where they are combined', async () => {
    const cluster = await renderCluster({ mode: 'combined' });
    const options = { classPath: await classPath('kraft') };
    await startAll(cluster, 'kafka-broker', options);
    expect(await makeTopics(cluster, options)).toContain('Created topic events');
  });

  test('lets users in from outside, with password, TLS and a certificate of their own', async () => {
    const cluster = await renderCluster({
      external: 'loadbalancer',
      tls: { clusterIssuer: 'internal', clientAuth: true },
      users: [{ name: 'app' }],
      brokers: { replicas: 1 },
      controllers: { replicas: 1 },
    });
    const options = { classPath: await classPath('kraft') };
    const tool = (...command: [string, ...string[]]) =>
      runTool(cluster, options.classPath, command);
    await makeCertificates(cluster);
    await startAll(cluster, 'kafka-controller', options);
    await startAll(cluster, 'kafka-broker', options);
    const password = String.raw`pass\word`;
    await makeTopics(cluster, { ...options, files: { 'run/secrets/users/app': password } });

    const good = await writeClient(cluster, password);
    await tool('produce.sh', OUTSIDE, 'events', 'key:hello', good);
    const { stdout: heard } = await tool('consume.sh', OUTSIDE, 'events', good);
    expect(heard.trim()).toBe('hello');
    const bad = await writeClient(cluster, 'wrong');
    await expect(tool('produce.sh', OUTSIDE, 'events', 'key:hello', bad)).rejects.toThrow(
      'SaslAuthenticationException',
    );
  });

  test('keeps its metadata in three servers of ZooKeeper', async () => {
    const cluster = await renderCluster({ coordination: 'zookeeper', users: [{ name: 'app' }] });
    const kafka = { classPath: await classPath('zookeeper') };
    await startAll(cluster, 'kafka-zookeeper', { classPath: await classPath('ensemble') });
    await startAll(cluster, 'kafka-broker', kafka);
    await makeTopics(cluster, { ...kafka, files: { 'run/secrets/users/app': 'secret' } });
  });
});

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, TestRunner } from 'vitest';

const TRIES = 240;
const PAUSE_MS = 500;
const STOP_MS = 30_000;

/**
 * A program of the test that goes on until it is stopped, at the latest when the test ends; one that
 * a `beforeAll` starts until whoever started it stops it.
 */
export interface Server {
  readonly process: ChildProcess;
  readonly output: () => string;
}

export function startServer(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Server {
  const child = spawn(program, args, options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const server = { process: child, output: () => output };
  if (TestRunner.getCurrentTest()) onTestFinished(() => stopServer(server));
  return server;
}

/** Waits until the server does what is asked of it; two minutes at most. */
export async function waitFor(server: Server, isReady: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (hasEnded(server)) break;
    if (await isReady().catch(() => false)) return;
    await sleep(PAUSE_MS);
  }
  throw new Error(`it does not get ready:\n${server.output()}`);
}

/** Asks it to end, and ends it where it has not done so after half a minute. */
export async function stopServer(
  server: Server,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (hasEnded(server)) return;
  const killing = setTimeout(() => server.process.kill('SIGKILL'), STOP_MS);
  const ended = once(server.process, 'exit');
  server.process.kill(signal);
  await ended;
  clearTimeout(killing);
}

function hasEnded({ process }: Server): boolean {
  return process.exitCode !== null || process.signalCode !== null;
}

/** Ports of the loopback device that nothing listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  return servers.map((server) => {
    const address = server.address();
    server.close();
    if (address === null || typeof address === 'string') throw new Error('no port is free');
    return address.port;
  });
}

/** A new folder that other users may enter, removed after the test. */
export async function openDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'system-'));
  await chmod(dir, 0o755);
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

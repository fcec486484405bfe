import { once } from 'node:events';
import { createServer, ServerResponse, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, TestRunner } from 'vitest';
import { gitHttpBackend } from './git-http-backend.js';

/** One request as the options see it. */
export interface GitRequest {
  /** Counts from 1, refused ones included. */
  readonly nth: number;
  readonly method: string;
  /** The path and query, such as `/remote.git/info/refs?service=git-upload-pack`. */
  readonly url: string;
}

export interface GitHttpServerOptions {
  /** Basic authentication, as `user:password`; without it everybody may fetch and push. */
  readonly auth?: string;
  /** Milliseconds that every request waits. */
  readonly latency?: number;
  /**
   * Called before a request is served: a returned status code is the answer in place of git's.
   * It may also change the repository first, to play somebody who pushes in between.
   */
  readonly intercept?: (request: GitRequest) => number | undefined | Promise<number | undefined>;
  /** Whether the connection breaks after a request was served, before the answer. */
  readonly breakAfter?: (request: GitRequest) => boolean;
  /** Changes what git answers, piece by piece, to play a server that knows less. */
  readonly rewrite?: (body: Buffer) => Buffer;
}

export interface GitHttpServer {
  /** The remote's URL, without credentials. */
  readonly url: string;
  /** The remote's URL with the credentials of `auth`. */
  readonly urlWithCredentials: string;
  /** What came in so far; `bytesIn` and `bytesOut` count bodies only. */
  readonly traffic: Readonly<Traffic>;
  readonly close: () => Promise<void>;
}

interface Traffic {
  requests: number;
  bytesIn: number;
  bytesOut: number;
}

/**
 * Serves a bare repository over git's smart HTTP protocol on 127.0.0.1, with the real
 * `git http-backend`; started inside a test, it is closed after that test.
 */
export async function startGitHttpServer(
  bareDir: string,
  options: GitHttpServerOptions = {},
): Promise<GitHttpServer> {
  const traffic: Traffic = { requests: 0, bytesIn: 0, bytesOut: 0 };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const nth = ++traffic.requests;
    const { method = 'GET', url = '/' } = request;
    if (options.latency !== undefined) await sleep(options.latency);
    const status = isAllowed(request, options.auth)
      ? await options.intercept?.({ nth, method, url })
      : 401;
    if (status !== undefined) {
      refuse(response, status);
      return;
    }
    request.on('data', (chunk: Buffer) => (traffic.bytesIn += chunk.length));
    const user = options.auth?.split(':')[0] ?? 'anonymous';
    const isLost = options.breakAfter?.({ nth, method, url }) ?? false;
    const answered = isLost ? new ServerResponse(request) : response;
    const backend = { root: dirname(bareDir), user, rewrite: options.rewrite };
    traffic.bytesOut += await gitHttpBackend(backend, request, answered);
    if (isLost) response.destroy();
  }

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  if (TestRunner.getCurrentTest()) onTestFinished(close);
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}/${basename(bareDir)}`;
  const credentials = options.auth === undefined ? '' : `${options.auth}@`;
  return {
    url: `http://${host}`,
    urlWithCredentials: `http://${credentials}${host}`,
    traffic,
    close,
  };
}

function isAllowed(request: IncomingMessage, auth: string | undefined): boolean {
  if (auth === undefined) return true;
  return request.headers.authorization === `Basic ${Buffer.from(auth).toString('base64')}`;
}

function refuse(response: ServerResponse, status: number): void {
  const headers = status === 401 ? { 'WWW-Authenticate': 'Basic realm="git"' } : {};
  response.writeHead(status, headers).end();
}

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** One request as an API sees it. */
export interface ApiRequest {
  /** Method and path, such as `POST /repos/acme/deploy/pulls`. */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** What JSON says, else the text; `undefined` where there is none. */
  readonly body: unknown;
}

/** Status, JSON, and headers beside its own; or what writes an answer that is not so orderly. */
export type ApiAnswer =
  | readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>]
  | ((response: ServerResponse) => void);

export interface ApiServer {
  readonly url: string;
  /** What came in so far. */
  readonly requests: readonly ApiRequest[];
}

/** Serves a JSON API on 127.0.0.1 until the test ends. */
export async function startApiServer(
  answer: (request: ApiRequest) => ApiAnswer,
): Promise<ApiServer> {
  const requests: ApiRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((content) => {
      const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://127.0.0.1');
      const request = {
        route: `${incoming.method ?? ''} ${pathname}`,
        query: Object.fromEntries(searchParams),
        headers: incoming.headers,
        body: bodyOf(content, incoming.headers['content-type']),
      };
      requests.push(request);
      const said = answer(request);
      if (typeof said === 'function') {
        said(response);
        return;
      }
      const [status, body, headers = {}] = said;
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function bodyOf(content: string, type: string | undefined): unknown {
  if (content === '') return undefined;
  return type === 'application/json' ? JSON.parse(content) : content;
}

/** Promises more than it sends, and hangs up. */
export function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('[', () => response.socket?.destroy());
}

/** Sends as long as anybody takes it. */
export function neverEnd(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = Buffer.alloc(64 * 1024, ' ');
  const send = () => {
    while (response.writable && response.write(more));
  };
  response.on('drain', send);
  send();
}

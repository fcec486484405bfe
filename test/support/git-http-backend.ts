import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cleanEnvironment } from './clean-environment.js';

const END_OF_HEADERS = '\r\n\r\n';

export interface BackendOptions {
  /** The folder that holds the bare repositories. */
  readonly root: string;
  /** Whoever is logged in; git takes pushes only from somebody who is. */
  readonly user: string;
  /** Changes what git answers, piece by piece. */
  readonly rewrite?: ((body: Buffer) => Buffer) | undefined;
}

/**
 * Answers one HTTP request with `git http-backend`, a CGI program (RFC 3875).
 *
 * @returns the number of bytes of the answer's body.
 */
export async function gitHttpBackend(
  options: BackendOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const cgi = spawn('git', ['http-backend'], {
    env: cleanEnvironment(cgiVariables(options, request)),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A backend that answers early stops reading: the broken pipe that follows is no failure.
  cgi.stdin.on('error', () => undefined);
  request.pipe(cgi.stdin);
  // Half a request would make the backend wait for the rest, and spin at an early end of its input.
  response.once('close', () => {
    if (!request.complete) cgi.kill();
  });
  let head = Buffer.alloc(0);
  let bodyBytes = 0;
  for await (const chunk of cgi.stdout as AsyncIterable<Buffer>) {
    let body = chunk;
    if (!response.headersSent) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(END_OF_HEADERS);
      if (end < 0) continue;
      writeHead(response, head.toString('latin1', 0, end));
      body = head.subarray(end + END_OF_HEADERS.length);
    }
    body = options.rewrite?.(body) ?? body;
    bodyBytes += body.length;
    response.write(body);
  }
  if (!response.headersSent) response.writeHead(500);
  response.end();
  return bodyBytes;
}

function cgiVariables(options: BackendOptions, request: IncomingMessage): NodeJS.ProcessEnv {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  return {
    GIT_PROJECT_ROOT: options.root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: headers['git-protocol']?.toString() ?? '',
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: decodeURIComponent(pathname),
    QUERY_STRING: search.slice(1),
    CONTENT_TYPE: headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    // Left out for a chunked body: git then reads to the end of its input.
    ...(headers['content-length'] === undefined
      ? {}
      : { CONTENT_LENGTH: headers['content-length'] }),
    REMOTE_USER: options.user,
    REMOTE_ADDR: '127.0.0.1',
  };
}

/** `Status` is CGI's way to say the status code; all other headers pass through. */
function writeHead(response: ServerResponse, head: string): void {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.flushHeaders();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL } from 'node:url';

/**
 * Serves the repositories in `root` over git's smart HTTP protocol on 127.0.0.1; every request waits
 * `latency` milliseconds. `pushes` counts, `close` ends it.
 */
export async function startGitServer(root, latency) {
  const served = { pushes: 0 };
  const server = createServer(async (request, response) => {
    if (request.method === 'POST' && request.url.endsWith('/git-receive-pack')) served.pushes++;
    await sleep(latency);
    answer(root, request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  served.url = `http://127.0.0.1:${server.address().port}`;
  served.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return served;
}

/** Through `git http-backend`, a CGI program (RFC 3875). */
function answer(root, request, response) {
  const { pathname, search } = new URL(request.url, 'http://localhost');
  const { headers } = request;
  const length = headers['content-length'];
  const cgi = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: headers['git-protocol'] ?? '',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      ...(length === undefined ? {} : { CONTENT_LENGTH: length }),
      REMOTE_USER: 'bench',
    },
  });
  cgi.stdin.on('error', () => undefined);
  request.pipe(cgi.stdin);
  let head = '';
  cgi.stdout.on('data', (chunk) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head += chunk.toString('latin1');
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    for (const line of head.slice(0, end).split('\r\n')) {
      const [, name, value] = /^([^:]+): *(.*)$/.exec(line);
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.flushHeaders();
    response.write(head.slice(end + 4), 'latin1');
  });
  cgi.stdout.on('end', () => response.end());
}

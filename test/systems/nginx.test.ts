import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment } from '../support/clean-environment.js';
import { run } from '../support/run.js';
import { writeFiles } from '../support/write-files.js';
import { configFiles, renderExample, substitute } from './rendered-example.js';
import { freePorts, openDir, startServer, waitFor } from './server.js';

const NGINX = '/usr/sbin/nginx';
const PAGE = '<!doctype html><title>To-do</title>';

/** What the image's own nginx.conf is: the generated file is included by it. */
const MAIN = `
daemon off;
master_process off;
pid DIR/nginx.pid;
error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path DIR/client;
  proxy_temp_path DIR/proxy;
  fastcgi_temp_path DIR/fastcgi;
  uwsgi_temp_path DIR/uwsgi;
  scgi_temp_path DIR/scgi;
  include DIR/conf.d/*.conf;
}
`;

interface Backend {
  readonly port: number;
  readonly requests: IncomingMessage[];
}

/** A backend that says which path it was asked for. */
async function startBackend(): Promise<Backend> {
  const requests: IncomingMessage[] = [];
  const server: HttpServer = createServer((request, response) => {
    requests.push(request);
    response.setHeader('Cache-Control', 'no-store');
    response.end(request.url);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, requests };
}

/** nginx with the configuration of the to-do app's frontend; for how it is asked. */
async function startFrontend(backendPort: number) {
  const dir = await openDir();
  const [port] = await freePorts(1);
  const files = configFiles(await renderExample('todo-app'), 'todo-frontend-nginx');
  const config = substitute(files['default.conf'] ?? '', {
    'listen 8080;': `listen 127.0.0.1:${port};`,
    '/usr/share/nginx/html': join(dir, 'html'),
    'todo-backend:8080': `127.0.0.1:${backendPort}`,
  });
  await writeFiles(dir, {
    'nginx.conf': MAIN.replaceAll('DIR', dir),
    'conf.d/default.conf': config,
    'html/index.html': PAGE,
    'html/assets/app.js': 'console.log(1)',
  });
  const args = ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'];
  const env = cleanEnvironment();
  const { stderr } = await run(NGINX, ['-t', ...args], { env });
  expect(stderr).not.toContain('[warn]');
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const server = startServer(NGINX, args, { env });
  await waitFor(server, async () => (await ask('/readyz')).ok);
  return ask;
}

describe('nginx with the configuration of the frontend', () => {
  test('answers for itself while the backend is away', async () => {
    const [port] = await freePorts(1);
    const ask = await startFrontend(port!);
    expect(await (await ask('/healthz')).text()).toBe('ok\n');
    expect(await (await ask('/readyz')).text()).toBe('ready\n');
    expect((await ask('/api/todos')).status).toBe(502);
  });

  test('serves the page for every path that is none of its files', async () => {
    const { port, requests } = await startBackend();
    const ask = await startFrontend(port);
    for (const path of ['/', '/todos/7', '/deep/er?x=1']) {
      const response = await ask(path);
      expect([response.status, await response.text()]).toEqual([200, PAGE]);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('server')).toBe('nginx');
    }
    expect(requests).toEqual([]);
  });

  test('lets assets be kept for ever, and says where one is missing', async () => {
    const { port } = await startBackend();
    const ask = await startFrontend(port);
    const asset = await ask('/assets/app.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toMatch('javascript');
    expect((await ask('/assets/old.js')).status).toBe(404);
  });

  test('passes /api/ on as it is, and says who asked', async () => {
    const { port, requests } = await startBackend();
    const ask = await startFrontend(port);
    const response = await ask('/api/todos?done=1', { 'X-Forwarded-Proto': 'https' });
    expect(await response.text()).toBe('/api/todos?done=1');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(requests[0]?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect((await ask('/')).headers.get('strict-transport-security')).toBeNull();
  });
});

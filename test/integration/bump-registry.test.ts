import { chmod } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  breakOff,
  neverEnd,
  startApiServer,
  type ApiAnswer,
  type ApiRequest,
} from '../support/api-server.js';
import { git, gitRepository } from '../support/repository.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';
import { DEPLOYMENTS, TODO } from './deployments.js';
import { bump, everything } from './scaffold.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const PASSWORD = 'password-of-the-test';
const TARGET = ['--env', 'dev', '--app', 'todo', '--json'];

/** A registry that has `acme/backend:v2` for whoever has the right header. */
async function startRegistry(authorization?: string, challenge = '') {
  const answer = ({ route, headers }: ApiRequest): ApiAnswer => {
    if (headers.authorization !== authorization) {
      return [401, {}, { 'www-authenticate': challenge }];
    }
    return route === 'HEAD /v2/acme/backend/manifests/v2'
      ? [200, {}, { 'docker-content-digest': DIGEST }]
      : [404, {}];
  };
  const { url, requests } = await startApiServer(answer);
  return { name: `${url.replace('http://', '')}/acme/backend`, requests };
}

/** A folder with Docker's configuration. */
async function dockerConfig(config: unknown): Promise<{ DOCKER_CONFIG: string }> {
  const folder = await tempDir();
  await writeFiles(folder, { 'config.json': JSON.stringify(config) });
  return { DOCKER_CONFIG: folder };
}

const auth = Buffer.from(`ci:${PASSWORD}`).toString('base64');
const entry = (dir: string) => git(dir, 'show', `HEAD:${TODO}`);

describe('--check-registry', () => {
  test('lets an image pass that is there, and changes nothing of the bump', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startRegistry();
    const done = await bump(dir, [`backend=${name}:v2`, ...TARGET, '--check-registry']);
    expect(done).toMatchObject({ exitCode: 0, result: { status: 'changed' } });
    expect(await entry(dir)).toContain(`newName: ${name}\n    newTag: v2 # backend\n`);
  });

  test.each([[[]], [['--no-commit']]])('refuses one that is not, with %o', async (flags) => {
    const dir = await gitRepository(DEPLOYMENTS);
    const before = await git(dir, 'rev-parse', 'HEAD');
    const { name } = await startRegistry();
    const { exitCode, stdout } = await bump(dir, [
      `backend=${name}:v3`,
      ...TARGET,
      '--check-registry',
      ...flags,
    ]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`${name}:v3 is not in its registry`);
    expect(await git(dir, 'rev-parse', 'HEAD')).toBe(before);
    expect(await git(dir, 'status', '--porcelain')).toBe('');
  });

  test('asks nobody about what is there already', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { exitCode } = await bump(dir, ['backend=v1', ...TARGET, '--check-registry']);
    expect(exitCode).toBe(0);
  });

  test('logs in by user and password', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startRegistry(`Basic ${auth}`, 'Basic realm="registry"');
    const account = name.split('/')[0] ?? '';
    const env = await dockerConfig({ auths: { [account]: { auth } } });
    const done = await bump(dir, [`backend=${name}:v2`, ...TARGET, '--check-registry'], { env });
    expect(done.exitCode).toBe(0);
    expect(everything(done)).not.toContain(PASSWORD);
    expect(everything(done)).not.toContain(auth);
  });

  test('says it where the credentials are missing', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startRegistry(`Basic ${auth}`, 'Basic realm="registry"');
    const env = await dockerConfig({});
    const { exitCode, stdout } = await bump(
      dir,
      [`backend=${name}:v2`, ...TARGET, '--check-registry'],
      { env },
    );
    expect(exitCode).toBe(2);
    expect(stdout).toContain('docker login');
  });

  test.each([
    ['a server that fails', () => [503, {}] as const, 5, 'REMOTE_UNREACHABLE'],
    [
      'a way elsewhere',
      () => [307, {}, { location: 'https://example.com' }] as const,
      2,
      'REMOTE_REFUSED',
    ],
    [
      'a token that is given out over an open line',
      () => [401, {}, { 'www-authenticate': 'Bearer realm="http://auth.example.com"' }] as const,
      2,
      'open line',
    ],
  ])('says what is wrong with %s', async (_, answer, exit, says) => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { url } = await startApiServer(answer);
    const image = `backend=${url.replace('http://', '')}/acme/backend:v2`;
    const { exitCode, stdout } = await bump(dir, [image, ...TARGET, '--check-registry']);
    expect(exitCode).toBe(exit);
    expect(stdout).toContain(says);
  });
});

describe('--pin-digest', () => {
  /** A server that gives out a token for what `expected` says. */
  async function startTokens(expected: (request: ApiRequest) => boolean) {
    const { url } = await startApiServer((request) =>
      expected(request) ? [200, { token: 'of-a-minute' }] : [401, {}],
    );
    return startRegistry(
      'Bearer of-a-minute',
      `Bearer realm="${url}/token",service="registry",scope="repository:acme/backend:pull"`,
    );
  }

  test('sets the digest beside the tag, also of a tag that is there', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name, requests } = await startRegistry();
    const args = [`backend=${name}:v2`, ...TARGET];
    await bump(dir, args);
    const done = await bump(dir, [...args, '--pin-digest']);
    expect(done).toMatchObject({ exitCode: 0, result: { status: 'changed' } });
    expect(await entry(dir)).toContain(`newTag: v2 # backend\n    digest: ${DIGEST}\n`);
    expect((await bump(dir, [...args, '--pin-digest'])).result).toMatchObject({
      status: 'unchanged',
      commit: null,
    });
    expect(requests.every(({ route }) => route.startsWith('HEAD '))).toBe(true);
  });

  test('takes a token for a password', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startTokens(
      ({ route, query, headers }) =>
        route === 'GET /token' &&
        query['scope'] === 'repository:acme/backend:pull' &&
        headers.authorization === `Basic ${auth}`,
    );
    const env = await dockerConfig({ auths: { [name.split('/')[0] ?? '']: { auth } } });
    const args = [`backend=${name}:v2`, ...TARGET, '--pin-digest'];
    expect((await bump(dir, args, { env })).exitCode).toBe(0);
    expect(await entry(dir)).toContain(DIGEST);
  });

  test('takes a token for the identity token of a credential helper', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startTokens(
      ({ route, body }) =>
        route === 'POST /token' &&
        new URLSearchParams(String(body)).get('refresh_token') === PASSWORD,
    );
    const programs = await tempDir();
    await writeFiles(programs, {
      'docker-credential-keeper': `#!/bin/sh\nread -r account\n[ "$1 $account" = "get ${name.split('/')[0] ?? ''}" ] || exit 1\necho '{"Username":"<token>","Secret":"${PASSWORD}"}'\n`,
    });
    await chmod(join(programs, 'docker-credential-keeper'), 0o755);
    const env = {
      ...(await dockerConfig({ credsStore: 'keeper' })),
      PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
    };
    const done = await bump(dir, [`backend=${name}:v2`, ...TARGET, '--pin-digest'], { env });
    expect(done.exitCode).toBe(0);
    expect(everything(done)).not.toContain(PASSWORD);
    expect(await entry(dir)).toContain(DIGEST);
  });

  test.each([
    ['breaks off', breakOff, 5, 'cannot be reached'],
    ['has no end', neverEnd, 2, 'gives out tokens is not understood'],
    ['is no JSON', (response: ServerResponse) => response.end('<html>'), 2, 'not understood'],
    ['has no token', (response: ServerResponse) => response.end('{}'), 2, 'not understood'],
  ])(
    'says what is wrong with the answer of a token server that %s',
    async (_, answer, exit, says) => {
      const dir = await gitRepository(DEPLOYMENTS);
      const { url } = await startApiServer(() => answer);
      const { name } = await startRegistry('Bearer x', `Bearer realm="${url}/token"`);
      const args = [`backend=${name}:v2`, ...TARGET, '--pin-digest'];
      const { exitCode, stdout } = await bump(dir, args);
      expect(exitCode).toBe(exit);
      expect(stdout).toContain(says);
    },
  );

  test('refuses a credential helper that answers with something else', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startRegistry(`Basic ${auth}`, 'Basic realm="registry"');
    const programs = await tempDir();
    const helper = 'docker-credential-keeper';
    await writeFiles(programs, { [helper]: `#!/bin/sh\necho '${PASSWORD}'\n` });
    await chmod(join(programs, helper), 0o755);
    const env = {
      ...(await dockerConfig({ credsStore: 'keeper' })),
      PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
    };
    const done = await bump(dir, [`backend=${name}:v2`, ...TARGET, '--pin-digest'], { env });
    expect(done.exitCode).toBe(2);
    expect(done.stdout).toContain(helper);
    expect(everything(done)).not.toContain(PASSWORD);
  });

  test('refuses where the registry says no digest', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { url } = await startApiServer(() => [200, {}, { 'docker-content-digest': 'x' }]);
    const image = `backend=${url.replace('http://', '')}/acme/backend:v2`;
    const { exitCode, stdout } = await bump(dir, [image, ...TARGET, '--pin-digest']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('does not say the digest');
  });

  test('refuses a Docker configuration that is none, and says nothing of what is in it', async () => {
    const dir = await gitRepository(DEPLOYMENTS);
    const { name } = await startRegistry(`Basic ${auth}`, 'Basic realm="registry"');
    const env = await dockerConfig({ auths: PASSWORD });
    const done = await bump(dir, [`backend=${name}:v2`, ...TARGET, '--pin-digest'], { env });
    expect(done.exitCode).toBe(2);
    expect(done.stdout).toContain('config.json');
    expect(everything(done)).not.toContain(PASSWORD);
  });
});

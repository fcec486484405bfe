import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  isOpen,
  makeCluster,
  runPreStop,
  startNode,
  type Node,
  type Secrets,
} from './rabbitmq-node.js';
import { stopServer } from './server.js';

const ADMIN = 'the "admin"';
const PASSWORD = 'p\\w"ord';
const SECRETS: Secrets = {
  'erlang-cookie': 'a-cookie-of-this-test',
  'default-user/username': ADMIN,
  'default-user/password': PASSWORD,
  'users/app': 'app-password\n',
};
/** Of two spellings: it depends on what it is that is refused. */
const REFUSED = { error: expect.stringMatching(/^not_authori[sz]ed$/) as string };
const PATIENT = { timeout: 60_000, interval: 500 };

/** How the management API answers a user. */
function api({ ports }: Node, user = ADMIN, password = PASSWORD) {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${ports.management}/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  };
}

const publish = (payload: string) => ({
  properties: { delivery_mode: 2 },
  routing_key: 'events',
  payload,
  payload_encoding: 'string',
});
const take = (ackmode: string) => ({ count: 1, ackmode, encoding: 'auto' });

describe('RabbitMQ with the generated configuration', () => {
  test('has the users, the queues and the limits that it was given', async () => {
    const [node] = await makeCluster('dev', { users: [{ name: 'app', configure: '^$' }] });
    const server = await startNode(node!, SECRETS);
    expect(server.output()).toContain('"msg":"Server startup complete');
    const cookie = await stat(join(node!.dir, 'home/.erlang.cookie'));
    expect((cookie.mode & 0o777).toString(8)).toBe('600');

    const ask = api(node!);
    // 60 % of the container's memory, and the limit of dev.
    await expect
      .poll(() => ask('nodes'), PATIENT)
      .toMatchObject([{ mem_limit: 322_122_547, disk_free_limit: 500_000_000 }]);
    expect(await ask('cluster-name')).toEqual({ name: 'rabbitmq-dev' });
    await expect
      .poll(() => ask('queues?columns=name,type,policy'), PATIENT)
      .toEqual([
        { name: 'dead-letters', type: 'quorum', policy: 'dead-letters' },
        { name: 'events', type: 'quorum', policy: 'events' },
      ]);
    expect(await ask('users?columns=name,tags')).toEqual([
      { name: 'app', tags: [] },
      { name: ADMIN, tags: ['administrator'] },
    ]);
    expect(await ask('users/app/permissions')).toEqual([
      { user: 'app', vhost: '/', configure: '^$', write: '.*', read: '.*' },
    ]);
    for (const [user, password] of [
      ['guest', 'guest'],
      ['app', 'app-password'],
      [ADMIN, 'wrong'],
    ]) {
      expect(await api(node!, user, password)('whoami')).toMatchObject(REFUSED);
    }
  });

  test('counts what the alerts ask for', async () => {
    const [node] = await makeCluster('dev', {});
    await startNode(node!, SECRETS);
    const metrics = await (await fetch(`http://127.0.0.1:${node!.ports.metrics}/metrics`)).text();
    for (const name of [
      'rabbitmq_alarms_memory_used_watermark',
      'rabbitmq_alarms_free_disk_space_watermark',
      'rabbitmq_identity_info',
    ]) {
      expect(metrics).toMatch(new RegExp(`^${name}(\\{.*\\})? [01]$`, 'm'));
    }
  });

  test('puts aside what could not be processed', async () => {
    const [node] = await makeCluster('dev', {});
    await startNode(node!, SECRETS);
    const ask = api(node!);
    const routed = await ask('exchanges/%2F/amq.default/publish', publish('hello'));
    expect(routed).toEqual({ routed: true });
    const rejected = await ask('queues/%2F/events/get', take('reject_requeue_false'));
    expect(rejected).toMatchObject([{ payload: 'hello' }]);
    await expect
      .poll(() => ask('queues/%2F/dead-letters/get', take('ack_requeue_true')), PATIENT)
      .toMatchObject([{ payload: 'hello' }]);
  });

  test('keeps its messages and follows its Secrets when it is started again', async () => {
    const [node] = await makeCluster('dev', {});
    const server = await startNode(node!, SECRETS);
    await api(node!)('exchanges/%2F/amq.default/publish', publish('kept'));
    expect(await runPreStop(node!)).toContain('maintenance mode');
    expect(await isOpen(node!.ports.amqp)).toBe(false);
    await stopServer(server);
    expect(server.process.exitCode).toBe(0);

    await startNode(node!, { ...SECRETS, 'default-user/password': 'another' });
    expect(await api(node!)('whoami')).toMatchObject(REFUSED);
    const kept = await api(
      node!,
      ADMIN,
      'another',
    )('queues/%2F/events/get', take('ack_requeue_false'));
    expect(kept).toMatchObject([{ payload: 'kept' }]);
  });

  test('makes three nodes one cluster, whose queues outlive one of them', async () => {
    const nodes = await makeCluster('prod', {});
    expect(nodes).toHaveLength(3);
    const servers = await Promise.all(nodes.map((node) => startNode(node, SECRETS)));
    const ask = api(nodes[0]!);
    await expect
      .poll(() => ask('queues/%2F/events?columns=members'), PATIENT)
      .toMatchObject({ members: [{}, {}, {}].map(() => expect.any(String) as string) });
    await ask('exchanges/%2F/amq.default/publish', publish('copied'));

    await runPreStop(nodes[0]!);
    await stopServer(servers[0]!);
    const survivor = api(nodes[1]!);
    await expect
      .poll(() => survivor('queues/%2F/events/get', take('ack_requeue_true')), PATIENT)
      .toMatchObject([{ payload: 'copied' }]);
    await startNode(nodes[0]!, SECRETS);
    await expect
      .poll(() => ask('nodes?columns=name,running'), PATIENT)
      .toEqual(
        [0, 1, 2].map((ordinal) => ({ name: `rabbitmq-${ordinal}@127.0.0.1`, running: true })),
      );
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { bump } from '../integration/scaffold.js';
import { chartArguments, type ChartPlace } from '../support/helm.js';
import { chartRelease, type ChartRelease } from './chart-release.js';
import { startControlPlane, type ControlPlane } from './control-plane.js';

const STAND_IN = 'ghcr.io/stefanprodan/podinfo:6.14.1';
const SHA = '1f0c3d5e7a9b2c4d6e8f0a1b2c3d4e5f60718293';
const DIGEST = `sha256:${'d'.repeat(64)}`;

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await startControlPlane();
  return () => controlPlane.stop();
});

async function bumpBackend({ dir, env }: ChartPlace, value: string): Promise<void> {
  const { exitCode, stderr } = await bump(dir, [`backend=${value}`, '--env', env]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
}

function imageOf({ kubectl }: ChartRelease, deployment: string): Promise<string> {
  const image = '--output=jsonpath={.spec.template.spec.containers[0].image}';
  return kubectl('get', 'deployment', deployment, image);
}

// Nothing runs here: hooks, which are Jobs, would never end, and with --wait no pod would become ready.
describe.each(['3', '4'])('on an API server without nodes, and without hooks, Helm %s', (major) => {
  test.each(['dev', 'prod'])('installs, upgrades and rolls back the chart in %s', async (env) => {
    const release = await chartRelease(controlPlane, { major, env, purpose: 'upgrade' });
    const { helm } = release;
    const upgrade = () => helm('upgrade', 'todo', ...chartArguments(release), '--no-hooks');

    const notes = await helm('install', 'todo', ...chartArguments(release), '--no-hooks');
    expect(notes).toContain('STATUS: deployed');
    expect(notes).toContain(`helm test todo --namespace ${release.namespace}`);
    expect(await imageOf(release, 'todo-backend')).toBe(STAND_IN);
    const frontend = await imageOf(release, 'todo-frontend');

    await bumpBackend(release, `ghcr.io/acme/todo:${SHA}`);
    await upgrade();
    expect(await imageOf(release, 'todo-backend')).toBe(`ghcr.io/acme/todo:${SHA}`);

    await bumpBackend(release, DIGEST);
    await upgrade();
    expect(await imageOf(release, 'todo-backend')).toBe(`ghcr.io/acme/todo@${DIGEST}`);

    await helm('rollback', 'todo', '2', '--no-hooks');
    expect(await imageOf(release, 'todo-backend')).toBe(`ghcr.io/acme/todo:${SHA}`);
    await helm('rollback', 'todo', '1', '--no-hooks');
    expect(await imageOf(release, 'todo-backend')).toBe(STAND_IN);
    expect(await imageOf(release, 'todo-frontend')).toBe(frontend);
    const history: unknown = JSON.parse(await helm('history', 'todo', '--output=json'));
    expect(history).toHaveLength(5);
    expect(history).toMatchObject({ 4: { status: 'deployed', description: 'Rollback to 1' } });
  });
});

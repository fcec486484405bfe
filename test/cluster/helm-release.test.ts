import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bump, initWithUrl } from '../integration/scaffold.js';
import { chartArguments, type ChartPlace } from '../support/helm.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { startControlPlane, type ControlPlane } from './control-plane.js';

const STAND_IN = 'ghcr.io/stefanprodan/podinfo:6.14.1';
const SHA = '1f0c3d5e7a9b2c4d6e8f0a1b2c3d4e5f60718293';
const DIGEST = `sha256:${'d'.repeat(64)}`;

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await startControlPlane();
  return () => controlPlane.stop();
});

/** A new repository with the to-do app as a chart. */
async function chartRepository(): Promise<string> {
  const dir = join(await tempDir(), 'shop');
  const { exitCode, stderr } = await initWithUrl(dir, ['--packaging', 'helm', '--env', 'dev,prod']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return dir;
}

async function bumpBackend({ dir, env }: ChartPlace, value: string): Promise<void> {
  const { exitCode, stderr } = await bump(dir, [`backend=${value}`, '--env', env]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
}

/** The release of a chart in a namespace of its own, with one Helm. */
function releaseOf(helmPath: string, place: ChartPlace, namespace: string) {
  const { env, kubectl } = controlPlane;
  const helm = async (...args: string[]) => {
    const all = [...args, '--namespace', namespace];
    return (await run(helmPath, all, { cwd: place.dir, env })).stdout;
  };
  const imageOf = (deployment: string) =>
    kubectl([
      ...['get', 'deployment', deployment, '--namespace', namespace],
      '--output=jsonpath={.spec.template.spec.containers[0].image}',
    ]);
  return { helm, imageOf };
}

// Nothing runs here: hooks, which are Jobs, would never end, and with --wait no pod would become ready.
describe.each(['3', '4'])('on an API server without nodes, and without hooks, Helm %s', (major) => {
  const helm = () => tools().helms.find(({ version }) => version.startsWith(major))!.path;

  test.each(['dev', 'prod'])('installs, upgrades and rolls back the chart in %s', async (env) => {
    const place = { dir: await chartRepository(), app: 'todo', env };
    const release = releaseOf(helm(), place, `todo-${env}-helm-${major}`);
    const upgrade = () => release.helm('upgrade', 'todo', ...chartArguments(place), '--no-hooks');

    const create = ['--no-hooks', '--create-namespace'];
    const notes = await release.helm('install', 'todo', ...chartArguments(place), ...create);
    expect(notes).toContain('STATUS: deployed');
    expect(notes).toContain(`helm test todo --namespace todo-${env}-helm-${major}`);
    expect(await release.imageOf('todo-backend')).toBe(STAND_IN);
    const frontend = await release.imageOf('todo-frontend');

    await bumpBackend(place, `ghcr.io/acme/todo:${SHA}`);
    await upgrade();
    expect(await release.imageOf('todo-backend')).toBe(`ghcr.io/acme/todo:${SHA}`);

    await bumpBackend(place, DIGEST);
    await upgrade();
    expect(await release.imageOf('todo-backend')).toBe(`ghcr.io/acme/todo@${DIGEST}`);

    await release.helm('rollback', 'todo', '2', '--no-hooks');
    expect(await release.imageOf('todo-backend')).toBe(`ghcr.io/acme/todo:${SHA}`);
    await release.helm('rollback', 'todo', '1', '--no-hooks');
    expect(await release.imageOf('todo-backend')).toBe(STAND_IN);
    expect(await release.imageOf('todo-frontend')).toBe(frontend);
    const history = JSON.parse(await release.helm('history', 'todo', '--output=json')) as {
      status: string;
      description: string;
    }[];
    expect(history).toHaveLength(5);
    expect(history.at(-1)).toMatchObject({ status: 'deployed', description: 'Rollback to 1' });
  });
});

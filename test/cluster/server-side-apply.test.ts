import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/manifests/kubernetes-object.js';
import { helmTemplate, parseHelmObjects } from '../support/helm.js';
import { buildOverlay, ENVIRONMENTS, scaffoldExample } from '../support/scaffold-example.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';
import { parseObjects } from '../unit/validate/parse-objects.js';
import { startControlPlane, type ControlPlane } from './control-plane.js';

const EXAMPLES = [
  'batch',
  'kafka',
  'microservices',
  'rabbitmq',
  'todo-app',
  'web-service',
  'worker',
] as const;

let controlPlane: ControlPlane;
let served: readonly string[];
beforeAll(async () => {
  controlPlane = await startControlPlane();
  served = (await controlPlane.kubectl(['api-versions'])).trim().split('\n');
  return () => controlPlane.stop();
});

/** Makes a namespace that says what a pod lacks for the strictest of the Pod Security Standards. */
async function makeNamespace(name: string): Promise<void> {
  await controlPlane.kubectl(['create', 'namespace', name]);
  const label = 'pod-security.kubernetes.io/warn=restricted';
  await controlPlane.kubectl(['label', 'namespace', name, label]);
}

/**
 * Has the API server check objects as Argo CD applies them, every warning an error; custom resources
 * excepted, whose definitions it does not have. For how many it took.
 */
async function applyDry(objects: readonly KubernetesObject[]): Promise<number> {
  const known = objects.filter(({ apiVersion = '' }) => served.includes(apiVersion));
  const dir = await tempDir();
  const list = { apiVersion: 'v1', kind: 'List', items: known };
  await writeFiles(dir, { 'objects.json': JSON.stringify(list) });
  const flags = ['--server-side', '--dry-run=server', '--warnings-as-errors', '--validate=strict'];
  const file = join(dir, 'objects.json');
  const output = await controlPlane.kubectl(['apply', ...flags, '--filename', file]);
  expect(output.trim().split('\n')).toHaveLength(known.length);
  return known.length;
}

describe.each(EXAMPLES)('the API server takes %s', (example) => {
  test.each(ENVIRONMENTS)('in %s', async (env) => {
    const { model, files } = await scaffoldExample(example);
    const { name } = model.apps[0]!;
    await makeNamespace(`${name}-${env}`);
    const objects = parseObjects(await buildOverlay(files, name, env));
    expect(await applyDry(objects)).toBeGreaterThan(0);
  });
});

describe('the API server takes what the chart renders, hooks and tests included,', () => {
  test.each(ENVIRONMENTS)('in %s', async (env) => {
    const { files } = await scaffoldExample('todo-app', { packaging: 'helm' });
    const dir = await tempDir();
    await writeFiles(dir, files);
    await makeNamespace(`chart-${env}`);
    const place = { dir, app: 'todo', env };
    const objects = parseHelmObjects(await helmTemplate(place, ['--namespace', `chart-${env}`]));
    expect(await applyDry(objects)).toBeGreaterThan(20);
  });
});

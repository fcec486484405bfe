import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/manifests/kubernetes-object.js';
import { overlaysOf } from '../../src/model/overlays.js';
import { helmTemplate, parseHelmObjects } from '../support/helm.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { CATALOG_VARIANTS, scaffoldCatalog } from '../support/scaffold-catalog.js';
import { ENVIRONMENTS, scaffoldExample } from '../support/scaffold-example.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { parseObjects } from '../unit/validate/parse-objects.js';
import { startControlPlane, type ControlPlane } from './control-plane.js';

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

/** What the newest kustomize makes of every overlay. */
async function buildAll({ model, files }: ReturnType<typeof scaffoldCatalog>) {
  const dir = await tempDir();
  await writeFiles(dir, files);
  const builds = await Promise.all(
    overlaysOf(model).map(({ folder }) =>
      kustomizeBuild(join(dir, folder), tools().kubectls.at(-1)!.path),
    ),
  );
  return builds.flatMap(({ stdout }) => parseObjects(stdout));
}

describe('the API server takes all examples in three environments', () => {
  beforeAll(async () => {
    const { model } = scaffoldCatalog(CATALOG_VARIANTS[0]!);
    for (const { app, env } of overlaysOf(model)) await makeNamespace(`${app}-${env}`);
  });

  test.each(CATALOG_VARIANTS)(
    '$secrets, exposure $exposure, external $external, $coordination, operator $operator, mesh $mesh, Knative $knative',
    async (variant) => {
      const objects = await buildAll(scaffoldCatalog(variant));
      expect(await applyDry(objects)).toBeGreaterThan(100);
    },
  );
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

test('the API server refuses what lacks something for the strictest Pod Security Standard', async () => {
  await makeNamespace('lax');
  const containers = [{ name: 'web', image: 'example.com/web:v1' }];
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'lax' },
    spec: { selector: { matchLabels: { app: 'web' } }, template },
  };
  await expect(applyDry([deployment])).rejects.toThrow(/would violate PodSecurity "restricted/);
});

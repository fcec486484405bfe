import { describe, expect, test } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { logicalImages } from '../../src/catalog/logical-images.js';
import { readFolder } from '../../src/io/files.js';
import { TEMPLATES_FOLDER } from '../../src/io/package.js';
import { expandApplicationSet } from '../../src/manifests/expand-application-set.js';
import { select } from '../../src/manifests/kinds.js';
import type { FileTree } from '../../src/model/file-tree.js';
import { destinationsOf } from '../../src/model/applications.js';
import { destinationFolder } from '../../src/model/overlays.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { parseObjects } from '../unit/validate/parse-objects.js';
import { brokenRules } from './rules-check.js';

const examples = [...(await readFolder(TEMPLATES_FOLDER)).keys()]
  .flatMap((path) => /^([^/]+)\/example\.yaml$/.exec(path)?.[1] ?? [])
  .filter((name) => name !== 'repository');

const MODES = ['applications', 'applicationset'] as const;
const LAYOUTS = {
  'one cluster': undefined,
  'another cluster by name': [{ name: 'eu' }],
  'clusters by name, one with an overlay of its own': [
    { name: 'in-cluster' },
    { name: 'eu', overlay: true },
  ],
  'clusters by server': [
    { server: 'https://eu.example.com' },
    { server: 'https://us.example.com:6443' },
  ],
};

const cases = examples.flatMap((example) =>
  MODES.flatMap((mode) =>
    Object.entries(LAYOUTS).map(([layout, destinations]) => ({
      example,
      mode,
      layout,
      destinations,
    })),
  ),
);

async function scaffold({ example, mode, destinations }: Omit<(typeof cases)[number], 'layout'>) {
  const catalog = await exampleCatalog(example);
  const found = findExample([catalog], example);
  const { app = 'app' } = found;
  const images = logicalImages(found, {});
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme', mode },
    environments: [{ name: 'dev' }, { name: 'prod', destinations }],
    platform: {},
    apps: [
      { name: app, example, images },
      { name: `${app}-more`, example, images, team: 'more' },
    ],
  });
  return { model, files: renderRepository(model, [catalog]) };
}

test.each(cases)('$example keeps every rule, $mode, $layout', async (one) => {
  const { model, files } = await scaffold(one);
  expect(await brokenRules(model, files)).toEqual([]);
});

/** The folders that refresh each Application, by its path, the root left out. */
function refreshPaths(files: FileTree): [string, string[]][] {
  const objects = [...files]
    .filter(
      ([path]) => /^argocd\/(app|platform)/.test(path) && !path.endsWith('kustomization.yaml'),
    )
    .flatMap(([, { content }]) => parseObjects(content));
  const applications = [
    ...select(objects, 'argoproj.io/v1alpha1/Application'),
    ...select(objects, 'argoproj.io/v1alpha1/ApplicationSet').flatMap(
      (set) => expandApplicationSet(set).applications,
    ),
  ];
  return applications.map(({ metadata, spec }) => [
    spec?.source?.path ?? '',
    (metadata?.annotations?.['argocd.argoproj.io/manifest-generate-paths'] ?? '').split(';'),
  ]);
}

describe('argocd/G-01: a bump refreshes the Applications of its overlay alone', () => {
  test.each(cases)('$example, $mode, $layout', async (one) => {
    const { model, files } = await scaffold(one);
    const refreshed = refreshPaths(files);
    expect(refreshed.map(([path]) => path)).toContain('platform/overlays/prod');
    for (const { name: app } of model.apps) {
      const overlay = `overlays/prod/${app}`;
      const bumped = `/${overlay}/kustomization.yaml`;
      expect(files.has(bumped.slice(1))).toBe(true);
      const concerned = refreshed.filter(([, paths]) =>
        paths.some((path) => bumped.startsWith(`${path}/`)),
      );
      const prod = model.environments[1]!;
      expect(concerned.map(([path]) => path)).toEqual(
        destinationsOf(prod).map((to) => destinationFolder(app, prod, to)),
      );
    }
  });
});

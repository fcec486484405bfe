import { describe, expect, test } from 'vitest';
import { readSchemas } from '../../../src/io/read-schemas.js';
import { createSchemaChecker, type Manifest } from '../../../src/manifests/schema-checker.js';
import { parseYaml } from './parse-yaml.js';

const { bundles } = await readSchemas('1.34');
const checker = createSchemaChecker(bundles);

function problems(manifest: Manifest): string[] {
  return checker.check(manifest).map(({ path, message }) => `${path}: ${message}`);
}

function deployment(container: object, spec: object = {}): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop-dev' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx', ...container }] },
      },
      ...spec,
    },
  };
}

const container = '/spec/template/spec/containers/0';

describe('a core object', () => {
  test('passes when every field is known and of its type', () => {
    expect(problems(deployment({ ports: [{ containerPort: 80 }] }))).toEqual([]);
  });

  test('is named in each finding', () => {
    expect(checker.check(deployment({ prots: [] }))).toEqual([
      {
        object: { group: 'apps', kind: 'Deployment', namespace: 'shop-dev', name: 'web' },
        problem: 'unknown-field',
        path: `${container}/prots`,
        message: expect.stringContaining('unknown field "prots"') as string,
      },
    ]);
  });

  test('has a slash in a field escaped in the path', () => {
    expect(problems(deployment({ 'a/b~c': 1 }))).toEqual([
      `${container}/a~1b~0c: unknown field "a/b~c"`,
    ]);
  });

  test.each([
    [{ replicas: 'three' }, '/spec/replicas: expected integer, got string "three"'],
    [{ replicas: 1.5 }, '/spec/replicas: expected integer, got number 1.5'],
    [{ paused: 'yes' }, '/spec/paused: expected boolean, got string "yes"'],
    [{ strategy: [] }, '/spec/strategy: expected object, got array'],
  ])('is told of the wrong type in %j', (spec, problem) => {
    expect(problems(deployment({}, spec))).toEqual([problem]);
  });

  test.each([
    [{ apiVersion: 'v1', kind: 'Secret', stringData: 'hunter2' }, '/stringData'],
    [{ apiVersion: 'v1', kind: 'Secret', data: 'hunter2' }, '/data'],
    [deployment({ env: 'A=hunter2' }), `${container}/env`],
    [deployment({ env: ['A=hunter2'] }), `${container}/env/0`],
  ])('is told no value that may be secret, of %j', (object, path) => {
    expect(problems({ metadata: { name: 'a' }, ...object })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: expected (object|array), got string$`)),
    ]);
  });

  test('is told of every missing field', () => {
    const { spec, ...rest } = deployment({});
    const { template } = spec as { template: unknown };
    expect(problems({ ...rest, spec: { template } })).toEqual(['/spec: missing field "selector"']);
  });

  test('takes a number and a name where the API takes either', () => {
    const rollingUpdate = { maxSurge: 1, maxUnavailable: '25%' };
    expect(problems(deployment({}, { strategy: { rollingUpdate } }))).toEqual([]);
  });

  test('takes quantities as numbers and as strings', () => {
    const limits = { cpu: 0.5, memory: '64Mi' };
    expect(problems(deployment({ resources: { limits, requests: { cpu: 1 } } }))).toEqual([]);
  });

  test('takes only strings as labels and annotations', () => {
    expect(
      problems({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { v: 1 } }, data: {} }),
    ).toEqual(['/metadata/labels/v: expected string, got number 1']);
  });

  test('may hold null, which kubectl drops', () => {
    expect(problems(deployment({ resources: null }, { replicas: null }))).toEqual([]);
  });
});

describe('a kind that no bundle knows', () => {
  const finding = checker.check({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w' },
  });

  test('is a finding of its own', () => {
    expect(finding).toMatchObject([
      { problem: 'unknown-kind', path: '', object: { group: 'example.com', name: 'w' } },
    ]);
  });

  test('has no scope', () => {
    expect(checker.isNamespaced('example.com/v1', 'Widget')).toBeUndefined();
    expect(checker.isNamespaced('apps/v1', 'Deployment')).toBe(true);
    expect(checker.isNamespaced('rbac.authorization.k8s.io/v1', 'ClusterRole')).toBe(false);
    expect(checker.isNamespaced('external-secrets.io/v1', 'ClusterSecretStore')).toBe(false);
  });
});

const application = parseYaml(`
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-prod
  namespace: argocd
  labels: {env: prod, app: shop, team: shop}
  annotations:
    argocd.argoproj.io/manifest-generate-paths: /overlays/prod/shop;/base/shop
    argocd.argoproj.io/sync-wave: "0"
spec:
  project: acme
  source:
    repoURL: https://git.example.com/acme/deploy.git
    targetRevision: refs/heads/main
    path: overlays/prod/shop
  destination: {server: https://kubernetes.default.svc, namespace: shop-prod}
  revisionHistoryLimit: 5
  syncPolicy:
    automated: {prune: true, selfHeal: true, enabled: false}
    managedNamespaceMetadata:
      labels: {pod-security.kubernetes.io/enforce: restricted}
    syncOptions: [CreateNamespace=true, ServerSideApply=true, PruneLast=true]
    retry: {limit: 5, refresh: true, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}
`);

function edited(text: string, replacement: string): Manifest {
  return JSON.parse(JSON.stringify(application).replace(text, replacement)) as Manifest;
}

describe('an Application', () => {
  test('passes with all fields of Argo CD 3.3', () => {
    expect(problems(application)).toEqual([]);
  });

  test('has its slips found', () => {
    expect(problems(edited('"selfHeal"', '"selfHeel"'))).toEqual([
      '/spec/syncPolicy/automated/selfHeel: unknown field "selfHeel", did you mean "selfHeal"?',
    ]);
  });

  test('A26: a field newer than the configured Argo CD is a finding', () => {
    const newer = edited('"targetRevision"', '"tagPrefix":"v","targetRevision"');
    expect(checker.check(newer)).toMatchObject([
      { problem: 'too-new', path: '/spec/source/tagPrefix', message: 'needs Argo CD 3.5' },
    ]);
    expect(createSchemaChecker(bundles, { argoCdVersion: '3.10' }).check(newer)).toEqual([]);
  });
});

describe('a kustomization', () => {
  const head = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

  test('K1: unknown and deprecated fields are findings', () => {
    const found = checker.check({
      ...head,
      resource: ['a.yaml'],
      bases: ['../base'],
      configMapGenerator: [{ name: 'c', env: 'c.env' }],
    });
    expect(found.map(({ problem, path }) => `${problem} ${path}`).sort()).toEqual([
      'deprecated /bases',
      'deprecated /configMapGenerator/0/env',
      'unknown-field /resource',
    ]);
    expect(found.map(({ message }) => message)).toContain('deprecated, use "resources"');
  });

  test('K5: a field newer than kustomize 5.4 is unknown', () => {
    const labels = [{ pairs: { a: 'b' }, includeVolumeClaimTemplates: true }];
    expect(checker.check({ ...head, labels })).toMatchObject([
      { problem: 'unknown-field', path: '/labels/0/includeVolumeClaimTemplates' },
    ]);
  });
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { brokenRules } from './rules-check.js';

const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
const catalog = await exampleCatalog('kafka');
const { images } = findExample([catalog], 'kafka');
const USERS = [{ name: 'app' }, { name: 'reports', secret: 'reports-login' }];

interface Variant {
  readonly secrets?: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Values that only one environment may have. */
  readonly dev?: object;
}

function scaffold({ secrets = 'generated', values, dev = {} }: Variant) {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: ENVIRONMENTS.map((name) => ({ name })),
    secrets,
    apps: [
      { name: 'kafka', example: 'kafka', images, values, environments: { dev: { values: dev } } },
    ],
  });
  return { model, files: renderRepository(model, [catalog]) };
}

/** What every kubectl builds of an overlay: the same, and without a word on standard error. */
async function build(variant: Variant, environment: string): Promise<string> {
  const dir = await tempDir();
  await writeFiles(dir, scaffold(variant).files);
  const folder = join(dir, 'overlays', environment, 'kafka');
  const builds = await Promise.all(
    tools().kubectls.map(({ path }) => kustomizeBuild(folder, path)),
  );
  for (const { stdout, stderr } of builds)
    expect({ stdout, stderr }).toEqual({ ...builds[0], stderr: '' });
  return builds[0]!.stdout;
}

const VARIANTS: readonly (readonly [string, Variant])[] = [
  [
    'combined, with users',
    { values: { mode: 'combined', users: USERS, clientNamespaces: ['shop-prod'] } },
  ],
  [
    'load balancers, client certificates and metrics',
    {
      values: {
        external: 'loadbalancer',
        users: USERS,
        monitoring: true,
        tls: { enabled: true, clusterIssuer: 'internal', clientAuth: true },
      },
      secrets: 'external-secrets',
    },
  ],
  [
    'an ingress',
    {
      values: {
        external: 'ingress',
        tls: { enabled: true, clusterIssuer: 'internal', clientAuth: true },
        ingressClassName: 'haproxy',
        storageClassName: 'fast',
      },
      secrets: 'existing',
    },
  ],
  [
    'ports of nodes',
    { values: { localImages: true, monitoring: true }, dev: { external: 'nodeport' } },
  ],
  [
    'ZooKeeper',
    {
      values: {
        coordination: 'zookeeper',
        monitoring: true,
        users: USERS,
        localImages: true,
        storageClassName: 'fast',
      },
    },
  ],
  [
    'a ZooKeeper that is there already, and load balancers',
    {
      values: {
        coordination: 'zookeeper',
        ensemble: 'external',
        zookeeperConnect: 'zk.example.com:2181/kafka',
        external: 'loadbalancer',
        tls: { enabled: true, clusterIssuer: '' },
        users: USERS,
      },
      secrets: 'existing',
    },
  ],
  ['Strimzi', { values: { operator: 'strimzi' } }],
  [
    'Strimzi, with load balancers, metrics and users',
    {
      values: {
        operator: 'strimzi',
        external: 'loadbalancer',
        tls: { enabled: true },
        monitoring: true,
        users: USERS,
        clientNamespaces: ['shop-prod'],
        topics: [{ name: 'Orders_1', resource: 'orders-1', config: { 'retention.ms': '1000' } }],
      },
    },
  ],
  [
    'Strimzi, through a gateway',
    {
      values: {
        operator: 'strimzi',
        external: 'ingress',
        tls: { enabled: true },
        gateway: { sectionName: 'kafka' },
      },
    },
  ],
  ['no topics', { values: { topics: [], spread: 'required' } }],
];

describe('kafka', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const rendered = await build({ values: {} }, environment);
    await expect(rendered).toMatchFileSnapshot(`kafka/expected/${environment}.yaml`);
  });

  test.each(VARIANTS)('builds and keeps every rule with %s', async (_name, variant) => {
    for (const environment of ENVIRONMENTS) await build(variant, environment);
    const { model, files } = scaffold(variant);
    // K-23 warns of what this mode is.
    const combined = variant.values['mode'] === 'combined';
    const expected = combined ? [expect.stringContaining('manifests/K-23 overlays/prod')] : [];
    expect(await brokenRules(model, files)).toEqual(expected);
  });

  test.each(VARIANTS)(
    'leaves no blank at a line end and no empty lines with %s',
    (_name, variant) => {
      const untidy = [...scaffold(variant).files].filter(
        ([path, { content }]) =>
          path.includes('/kafka/') && /[ \t]\n|\n{3}|^\n|\n\n$|[^\n]$/.test(content),
      );
      expect(untidy.map(([path]) => path)).toEqual([]);
    },
  );

  test.each([
    [{ operator: 'strimzi', coordination: 'zookeeper' }, 'without ZooKeeper only'],
    [{ operator: 'strimzi', mode: 'combined' }, 'two pools'],
    [{ coordination: 'zookeeper', mode: 'combined' }, 'no controllers'],
    [{ coordination: 'zookeeper', ensemble: 'external' }, 'needs zookeeperConnect'],
    [{ zookeeperConnect: 'zk:2181/kafka' }, 'ensemble: external'],
    [{ mode: 'combined', brokers: { replicas: 4 } }, 'odd'],
    [{ external: 'nodeport', tls: { enabled: false } }, 'for development'],
    [{ external: 'nodeport', tls: { enabled: true } }, 'without TLS'],
    [{ nodePort: 32700 }, 'nodePort'],
    [
      { external: 'loadbalancer', tls: { enabled: true, clusterIssuer: '' } },
      'needs a certificate',
    ],
    [
      {
        external: 'loadbalancer',
        tls: { enabled: true, clusterIssuer: 'letsencrypt-prod', clientAuth: true },
      },
      'no authority',
    ],
    [
      { external: 'loadbalancer', tls: { enabled: true, clusterIssuer: 'internal' } },
      'log in or show a certificate',
    ],
    [{ external: 'ingress', tls: { enabled: false } }, 'by TLS alone'],
    [{ external: 'loadbalancer', tls: { enabled: false } }, 'use TLS'],
    [{ tls: { enabled: false, clientAuth: true } }, 'with TLS only'],
  ])('refuses %j', (values, message) => {
    expect(() => scaffold({ values })).toThrow(message);
  });

  test("manifests/K-06: a cluster id is made once for each environment, and then the user's", () => {
    const { files } = scaffold({ values: {} });
    const ids = ENVIRONMENTS.map((name) => files.get(`overlays/${name}/kafka/cluster-id.env`)!);
    expect(ids.map(({ policy }) => policy)).toEqual(['seed', 'seed', 'seed']);
    expect(new Set(ids.map(({ content }) => content)).size).toBe(3);
  });
});

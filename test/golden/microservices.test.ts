import { describe, expect, test } from 'vitest';
import {
  buildOverlay,
  ENVIRONMENTS,
  scaffoldExample,
  untidyFiles,
  type Variant,
} from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

const services = [
  {
    name: 'storefront',
    exposed: true,
    calls: ['pricing', 'stock'],
    clients: ['portal'],
    size: 'large',
  },
  { name: 'admin', exposed: true, path: '/admin', calls: ['stock'], metricsPort: 9898 },
  {
    name: 'stock',
    calls: ['pricing'],
    port: 8080,
    uses: [
      { app: 'queue', service: 'queue', port: 5672 },
      { app: 'queue', service: 'queue-admin', port: 15672 },
    ],
    secretKeys: ['queue-password', 'signing.key'],
    health: { live: '/live', startAttempts: 40 },
  },
  { name: 'pricing', protocol: 'grpc', port: 9000, existingSecret: '', gracePeriodSeconds: 90 },
];
const others = ['queue', 'portal'];
const egress = [
  { service: 'stock', cidr: '203.0.113.0/24', ports: [443] },
  { service: 'pricing', namespace: 'rates', ports: [6379] },
];
const settings = { stock: { FEATURE_X: 'on', GREETING: 'a: #1' } };

/** Choices that each stand together in one of these. */
const VARIANTS: readonly (readonly [string, Variant])[] = [
  [
    'own services, a gateway, secrets of a store, metrics, a collector',
    {
      secrets: 'external-secrets',
      others,
      values: {
        services,
        egress,
        settings,
        exposure: 'gateway',
        monitoring: true,
        jaeger: false,
        tracing: { service: 'otel-collector' },
      },
    },
  ],
  [
    'own services, an ingress of a class, existing secrets, fixed replicas, local images, Jaeger everywhere',
    {
      secrets: 'existing',
      others,
      values: {
        services,
        egress,
        exposure: 'ingress',
        ingressClassName: 'traefik',
        autoscaling: false,
        localImages: true,
        jaeger: true,
      },
    },
  ],
  [
    'sealed secrets, inside only',
    {
      secrets: 'sealed-secrets',
      values: { exposure: 'none', ingressNamespaces: [], monitoring: true },
    },
  ],
  ['the mesh', { values: { mesh: 'istio', monitoring: true } }],
  [
    'the mesh with own services, a canary, no TLS, metrics and a collector',
    {
      secrets: 'external-secrets',
      others,
      values: {
        services,
        egress,
        settings,
        mesh: 'istio',
        jaeger: false,
        tracing: { service: 'otel-collector' },
      },
      environments: { dev: { tls: { enabled: false } }, staging: { canaries: { stock: 10 } } },
    },
  ],
  [
    'the mesh, inside only, without traces of its own',
    {
      values: {
        mesh: 'istio',
        exposure: 'none',
        ingressNamespaces: [],
        meshTracingProvider: '',
        localImages: true,
      },
    },
  ],
  [
    'the mesh with a canary of what is exposed',
    {
      values: { mesh: 'istio' },
      environments: {
        staging: { canaries: { 'api-gateway': 5 } },
        prod: { canaries: { 'api-gateway': 5 } },
      },
    },
  ],
  ['Knative', { values: { knative: true } }],
  [
    'Knative with own services, secrets of a store, a collector, local images',
    {
      secrets: 'external-secrets',
      others,
      values: {
        services,
        egress,
        settings,
        knative: true,
        jaeger: false,
        localImages: true,
        tracing: { service: 'otel-collector' },
      },
      environments: { dev: { exposure: 'none' } },
    },
  ],
];

describe('microservices', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const { files } = await scaffoldExample('microservices');
    await expect(await buildOverlay(files, 'shop', environment)).toMatchFileSnapshot(
      `microservices/expected/${environment}.yaml`,
    );
  });

  test.each([
    ['mesh', { mesh: 'istio' }],
    ['knative', { knative: true }],
  ])('renders %s for prod as it always did', async (name, values) => {
    const { files } = await scaffoldExample('microservices', { values });
    await expect(await buildOverlay(files, 'shop', 'prod')).toMatchFileSnapshot(
      `microservices/expected/${name}.yaml`,
    );
  });

  test.each(VARIANTS)('%s: builds everywhere and keeps every rule', async (_, variant) => {
    const { model, files } = await scaffoldExample('microservices', variant);
    for (const environment of ENVIRONMENTS) await buildOverlay(files, 'shop', environment);
    const sealed = 'is not sealed yet';
    const broken = await brokenRules(model, files);
    expect(broken.filter((line) => !line.includes(sealed))).toEqual([]);
    expect(untidyFiles(files)).toEqual([]);
  });

  test('M-09: an edge more changes both policies, the address, and nothing else', async () => {
    const edge = (calls: string[]) => ({
      mesh: 'istio',
      services: [
        { name: 'web', exposed: true, calls },
        { name: 'stock', calls: ['prices'] },
        { name: 'prices' },
      ],
    });
    const before = await scaffoldExample('microservices', { values: edge(['stock']) });
    const after = await scaffoldExample('microservices', { values: edge(['stock', 'prices']) });
    const changed = [...after.files]
      .filter(([path, { content }]) => before.files.get(path)?.content !== content)
      .map(([path]) => path)
      .filter((path) => path !== 'gitops-gen.yaml' && !path.startsWith('.gitops-gen/'));
    expect(changed.sort()).toEqual([
      'base/shop/README.md',
      'base/shop/services/prices/networkpolicy.yaml',
      'base/shop/services/web/kustomization.yaml',
      'base/shop/services/web/networkpolicy.yaml',
      ...ENVIRONMENTS.map((env) => `overlays/${env}/shop/mesh/services/prices.yaml`).sort(),
    ]);
  });

  test.each([
    [{ services: [{ name: 'a', exposed: true, calls: ['b'] }] }, 'there is no "b" among a'],
    [{ services: [{ name: 'a' }] }, "must have required property 'exposed'"],
    [
      {
        services: [
          { name: 'a', exposed: true, uses: [{ app: 'kafka', service: 'kafka', port: 9092 }] },
        ],
      },
      'there is no "kafka" among shop',
    ],
    [{ settings: { stock: { A: 'b' } } }, 'there is no "stock" among api-gateway'],
    [{ egress: [{ service: 'stock', cidr: '10.0.0.0/8', ports: [1] }] }, 'there is no "stock"'],
    [{ mesh: 'istio', canaries: { stock: 5 } }, 'there is no "stock" among api-gateway'],
    [{ canaries: { 'api-gateway': 5 } }, 'a canary gets its share of the requests by a mesh'],
    [{ knative: true, mesh: 'istio' }, 'Knative and a mesh are not combined here'],
  ])('refuses %j', async (values, message) => {
    await expect(scaffoldExample('microservices', { values })).rejects.toThrow(message);
  });
});

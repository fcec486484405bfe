import { describe, expect, test } from 'vitest';
import {
  buildOverlay,
  ENVIRONMENTS,
  scaffoldExample,
  untidyFiles,
  type Variant,
} from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

const wired = {
  uses: [
    { app: 'billing', service: 'billing', port: 8080 },
    { app: 'billing', service: 'billing-admin', port: 9000 },
  ],
  clients: ['portal'],
  clientNamespaces: ['legacy'],
  egress: [
    { cidr: '203.0.113.0/24', ports: [443] },
    { namespace: 'mail', ports: [25, 587] },
  ],
  settings: { FEATURE_X: 'on', GREETING: 'a: #1' },
  tracing: { service: 'otel-collector' },
  secretKeys: ['api-key', 'session.key'],
};
const others = ['billing', 'portal'];

/** Pairs of choices that each stand together in one of these. */
const VARIANTS: readonly (readonly [string, Variant])[] = [
  ['wired to others, generated secrets', { values: wired, others }],
  [
    'a gateway, secrets of a store, metrics at the same port',
    {
      secrets: 'external-secrets',
      values: { ...wired, exposure: 'gateway', metricsPort: 8080, monitoring: true },
      others,
    },
  ],
  [
    'gRPC behind a gateway, existing secrets, local images',
    {
      secrets: 'existing',
      values: {
        protocol: 'grpc',
        port: 9000,
        exposure: 'gateway',
        secretKeys: ['token'],
        existingSecret: 'vault-made',
        localImages: true,
        monitoring: true,
        gateway: { sectionName: 'https' },
      },
    },
  ],
  [
    'an ingress of a class, without TLS, fixed replicas',
    {
      values: {
        ingressClassName: 'traefik',
        tls: { enabled: false },
        autoscaling: false,
        localImages: true,
      },
      environments: { prod: { tls: { enabled: true }, host: 'pay.example.org' } },
    },
  ],
  [
    'inside only, metrics and no visitors',
    { values: { exposure: 'none', ingressNamespaces: [], monitoring: true, autoscaling: false } },
  ],
  [
    'Knative, wired to others, secrets of a store',
    {
      secrets: 'external-secrets',
      values: { ...wired, clients: [], clientNamespaces: [], knative: true, localImages: true },
      others,
    },
  ],
  [
    'Knative with gRPC, inside only',
    { values: { knative: true, protocol: 'grpc', exposure: 'none', secretKeys: ['token'] } },
  ],
];

describe('web-service', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const { files } = await scaffoldExample('web-service');
    await expect(await buildOverlay(files, 'web', environment)).toMatchFileSnapshot(
      `web-service/expected/${environment}.yaml`,
    );
  });

  test('renders for prod with Knative what it always did', async () => {
    const { files } = await scaffoldExample('web-service', { values: { knative: true } });
    await expect(await buildOverlay(files, 'web', 'prod')).toMatchFileSnapshot(
      'web-service/expected/knative.yaml',
    );
  });

  test.each(VARIANTS)('%s: builds everywhere and keeps every rule', async (_, variant) => {
    const { model, files } = await scaffoldExample('web-service', variant);
    for (const environment of ENVIRONMENTS) await buildOverlay(files, 'web', environment);
    expect(await brokenRules(model, files)).toEqual([]);
    expect(untidyFiles(files)).toEqual([]);
  });
});

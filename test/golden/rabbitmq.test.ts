import { describe, expect, test } from 'vitest';
import {
  buildOverlay,
  ENVIRONMENTS,
  scaffoldExample,
  untidyFiles,
  type Variant,
} from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

const OPERATOR = 'rabbitmq-cluster-operator';
const USERS = [
  { name: 'app' },
  { name: 'reports', vhost: 'reports', configure: '^$', secret: 'reports-login' },
];

const VARIANTS: readonly (readonly [string, Variant])[] = [
  [
    'users, an ingress, metrics',
    {
      values: {
        users: USERS,
        management: 'ingress',
        ingressClassName: 'traefik',
        monitoring: true,
        clientNamespaces: ['shop-prod'],
      },
    },
  ],
  [
    'users and secrets of a store, a gateway, load balancers',
    {
      secrets: 'external-secrets',
      values: {
        users: USERS,
        management: 'gateway',
        gateway: { sectionName: 'https' },
        external: 'loadbalancer',
        clusterIssuer: 'internal',
        storageClassName: 'fast',
      },
    },
  ],
  [
    'existing secrets, local images, a port of nodes',
    {
      secrets: 'existing',
      values: {
        existingSecrets: { defaultUser: 'rabbitmq-admin', erlangCookie: 'rabbitmq-cookie' },
        users: USERS,
        localImages: true,
        replicas: 5,
      },
      environments: { dev: { external: 'nodeport', replicas: 1 } },
    },
  ],
  [
    'a certificate by somebody else, metrics',
    {
      secrets: 'existing',
      values: { external: 'loadbalancer', clusterIssuer: '', monitoring: true, spread: 'required' },
    },
  ],
  ['the operator', { values: { operator: OPERATOR } }],
  [
    'the operator, a store, an ingress, load balancers, metrics',
    {
      secrets: 'external-secrets',
      values: {
        operator: OPERATOR,
        management: 'ingress',
        external: 'loadbalancer',
        clusterIssuer: 'internal',
        monitoring: true,
        clientNamespaces: ['shop-prod'],
        storageClassName: 'fast',
      },
    },
  ],
  [
    'the operator, an existing secret, a gateway',
    {
      secrets: 'existing',
      values: {
        operator: OPERATOR,
        existingSecrets: { defaultUser: 'rabbitmq-admin' },
        management: 'gateway',
      },
    },
  ],
];

describe('rabbitmq', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const { files } = await scaffoldExample('rabbitmq');
    await expect(await buildOverlay(files, 'rabbitmq', environment)).toMatchFileSnapshot(
      `rabbitmq/expected/${environment}.yaml`,
    );
  });

  test('renders for the operator what it always did', async () => {
    const { files } = await scaffoldExample('rabbitmq', { values: { operator: OPERATOR } });
    await expect(await buildOverlay(files, 'rabbitmq', 'prod')).toMatchFileSnapshot(
      'rabbitmq/expected/operator-prod.yaml',
    );
  });

  test.each(VARIANTS)('%s: builds everywhere and keeps every rule', async (_, variant) => {
    const { model, files } = await scaffoldExample('rabbitmq', variant);
    for (const environment of ENVIRONMENTS) await buildOverlay(files, 'rabbitmq', environment);
    expect(await brokenRules(model, files)).toEqual([]);
    expect(untidyFiles(files)).toEqual([]);
  });

  test.each([
    [{ existingSecrets: { defaultUser: 'other' } }, 'secrets mode "existing"'],
    [{ existingSecrets: { erlangCookie: 'other' } }, 'secrets mode "existing"'],
    [{ external: 'nodeport' }, 'for development'],
    [{ external: 'loadbalancer', clusterIssuer: '' }, 'needs a certificate'],
    [{ operator: OPERATOR, users: USERS }, 'messaging topology operator'],
    [{ operator: OPERATOR, localImages: true }, "which are the operator's"],
    [{ replicas: 2 }, 'replicas'],
  ])('refuses %j', async (values, message) => {
    await expect(scaffoldExample('rabbitmq', { values })).rejects.toThrow(message);
  });
});

import { describe, expect, test } from 'vitest';
import {
  buildOverlay,
  ENVIRONMENTS,
  scaffoldExample,
  untidyFiles,
  type Variant,
} from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

const VARIANTS: readonly (readonly [string, Variant])[] = [
  [
    'a queue, generated secrets, metrics',
    {
      values: {
        uses: [{ app: 'queue', service: 'queue', port: 5672 }],
        secretKeys: ['queue-password'],
        monitoring: true,
        settings: { QUEUE_NAME: 'orders' },
      },
      others: ['queue'],
    },
  ],
  [
    'a command, probes by a command, secrets of a store',
    {
      secrets: 'external-secrets',
      values: {
        command: ['celery', '-A', 'shop', 'worker'],
        health: {
          command: ['celery', '-A', 'shop', 'inspect', 'ping'],
          liveCommand: ['test', '-e', '/tmp/heartbeat'],
          timeoutSeconds: 20,
        },
        secretKeys: ['queue-password', 'api-key'],
        tracing: { service: 'otel-collector' },
        egress: [{ cidr: '10.1.0.0/16', ports: [5432] }],
        autoscaling: false,
      },
    },
  ],
  [
    'existing secrets, local images',
    {
      secrets: 'existing',
      values: {
        secretKeys: ['token'],
        existingSecret: 'vault-made',
        localImages: true,
        gracePeriodSeconds: 3600,
      },
    },
  ],
];

describe('worker', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const { files } = await scaffoldExample('worker');
    await expect(await buildOverlay(files, 'worker', environment)).toMatchFileSnapshot(
      `worker/expected/${environment}.yaml`,
    );
  });

  test.each(VARIANTS)('%s: builds everywhere and keeps every rule', async (_, variant) => {
    const { model, files } = await scaffoldExample('worker', variant);
    for (const environment of ENVIRONMENTS) await buildOverlay(files, 'worker', environment);
    expect(await brokenRules(model, files)).toEqual([]);
    expect(untidyFiles(files)).toEqual([]);
  });
});

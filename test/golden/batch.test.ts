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
    'a plain Job, alerts, a database outside of the cluster',
    {
      values: {
        hook: 'none',
        monitoring: true,
        database: {
          host: 'db.example.com',
          addresses: ['10.1.0.0/24', '10.2.0.0/24'],
          sslMode: 'verify-full',
        },
        storageClassName: 'fast',
      },
    },
  ],
  [
    'a bucket, secrets of a store, alerts',
    {
      secrets: 'external-secrets',
      values: { output: 'object-store', monitoring: true, storageClassName: 'fast' },
    },
  ],
  [
    'a bucket elsewhere, existing secrets, commands, local images',
    {
      secrets: 'existing',
      values: {
        output: 'object-store',
        objectStore: { endpoint: 'https://s3.example.com:9000', port: 9000, provider: 'Minio' },
        existingSecrets: { database: 'db-login', objectStore: 's3-key' },
        command: ['python', '-m', 'shop.migrate'],
        reportCommand: ['python', '-m', 'shop.report'],
        localImages: true,
      },
    },
  ],
  [
    'commands, a plain Job, sealed secrets, local images',
    {
      secrets: 'sealed-secrets',
      values: {
        hook: 'none',
        command: ['python', '-m', 'shop.migrate'],
        reportCommand: ['python', '-m', 'shop.report'],
        report: { timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' },
        localImages: true,
      },
    },
  ],
];

describe('batch', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const { files } = await scaffoldExample('batch');
    await expect(await buildOverlay(files, 'batch', environment)).toMatchFileSnapshot(
      `batch/expected/${environment}.yaml`,
    );
  });

  test('renders for a bucket what it always did', async () => {
    const { files } = await scaffoldExample('batch', {
      secrets: 'external-secrets',
      values: { output: 'object-store' },
    });
    await expect(await buildOverlay(files, 'batch', 'prod')).toMatchFileSnapshot(
      'batch/expected/object-store-prod.yaml',
    );
  });

  test.each(VARIANTS)('%s: builds everywhere and keeps every rule', async (_, variant) => {
    const { model, files } = await scaffoldExample('batch', variant);
    for (const environment of ENVIRONMENTS) await buildOverlay(files, 'batch', environment);
    // Until they are sealed, nothing makes the Secrets.
    const unsealed = variant.secrets === 'sealed-secrets' ? /not sealed yet/ : /^$/;
    const broken = await brokenRules(model, files);
    expect(broken.filter((line) => !unsealed.test(line))).toEqual([]);
    expect(untidyFiles(files)).toEqual([]);
  });

  test.each([
    [{ existingSecrets: { database: 'other' } }, 'secrets mode "existing"'],
    [{ existingSecrets: { objectStore: 'other' } }, 'secrets mode "existing"'],
    [{ output: 'object-store' }, 'nobody can make up'],
  ])('refuses %j', async (values, message) => {
    await expect(scaffoldExample('batch', { values })).rejects.toThrow(message);
  });
});

import { expect, test } from 'vitest';
import { hasRandomText } from '../../../src/validate/random-text.js';

test.each([
  'q7Rk2ZpW9xLmT4vB8nYc1HsD',
  'mail: q7Rk2ZpW9xLmT4vB8nYc1HsD',
  'a=b\nid="q7Rk2ZpW9xLmT4vB8nYc1HsD"\n',
  'wJa1rXUtnFEMIk7MDENGbPxRfiCYEXAMPLEKEy==',
])('%j looks random', (text) => {
  expect(hasRandomText(text)).toBe(true);
});

test.each([
  ['short', 'q7Rk2ZpW9xLm'],
  ['the id of a Kafka cluster', 'MkU3OEVBNTcwNTJENDM2Qk'],
  ['a digest', `sha256:${'0123456789abcdef'.repeat(4)}`],
  ['a UUID', '3f2c1ab0-9d1e-4b7a-8c55-0123456789ab'],
  ['a name', 'MyServiceHasAVeryLongNameInVersion2024'],
  ['a path', '/var/lib/postgresql/18/docker/pg_wal'],
  ['a URL', 'https://hooks.example.com/services/T00000000'],
  ['an image', 'ghcr.io/stefanprodan/podinfo:6.14.1'],
  ['prose', 'Words of 3 kinds, Upper and lower, are no key'],
])('%s does not: %j', (_, text) => {
  expect(hasRandomText(text)).toBe(false);
});

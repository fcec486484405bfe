import { expect, test } from 'vitest';
import { applicationName, clusterLabel } from '../../../src/model/applications.js';

test.each([
  ['https://eu.example.com:6443', 'eu-example-com'],
  ['https://10.0.0.1', '10-0-0-1'],
  ['https://[2001:db8::1]:6443', '2001-db8--1'],
  ['https://[2001:DB8::]', '2001-db8'],
  ['https://[::1]:6443', '1'],
  ['https://[::ffff:10.0.0.1]', 'ffff-a00-1'],
  ['https://eu_1.example.com.', 'eu-1-example-com'],
])('%s is called %s in names', (server, label) => {
  expect(clusterLabel({ server })).toBe(label);
  // RFC 1123, labels.
  expect(clusterLabel({ server })).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
});

test('A3: an Application of a cluster with an IPv6 address has a name that Kubernetes takes', () => {
  const to = { server: 'https://[2001:db8::1]:6443' };
  const prod = { name: 'prod', destinations: [to, { name: 'in-cluster' }] };
  expect(applicationName('todo', prod, to)).toBe('todo-prod-2001-db8--1');
});

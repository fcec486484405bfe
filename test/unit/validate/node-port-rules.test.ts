import { nodePortRules } from '../../../src/validate/node-port-rules.js';
import type { Repository } from '../../../src/validate/repository.js';
import { expect, test } from 'vitest';
import { add, breakWith, findingsOf, type Break } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const DEV = 'overlays/dev/todo';
const PROD = 'overlays/prod/todo';
const repository = await todoRepository();

const nodePort = (folder: string, name: string, protocol = 'TCP'): Break =>
  add(
    folder,
    `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {type: NodePort, ports: [{port: 1, protocol: ${protocol}, nodePort: 32000}]}}`,
  );

describeRules('node ports', nodePortRules, {
  repository,
  breaks: [
    ['manifests/B-38', 'one environment', nodePort(DEV, 'a'), nodePort(DEV, 'b')],
    ['manifests/B-38', 'two in one cluster', nodePort(DEV, 'a'), nodePort(PROD, 'a')],
  ],
});

const elsewhere = await todoRepository({
  environments: { prod: { destinations: [{ name: 'prod-eu' }] } },
});

test('manifests/B-38: a cluster is one by its name and by its server', async () => {
  const byName = await todoRepository({
    environments: { prod: { destinations: [{ name: 'in-cluster' }] } },
  });
  const both = breakWith(byName, [nodePort(DEV, 'a'), nodePort(PROD, 'a')]);
  expect(findingsOf(nodePortRules, both)).toHaveLength(1);
});

test.each<[string, Repository, Break[]]>([
  ['two clusters', elsewhere, [nodePort(DEV, 'a'), nodePort(PROD, 'a')]],
  ['two protocols', repository, [nodePort(DEV, 'a'), nodePort(DEV, 'b', 'UDP')]],
])('manifests/B-38: %s have a port each', (_name, good, breaks) => {
  expect(findingsOf(nodePortRules, breakWith(good, breaks))).toEqual([]);
});

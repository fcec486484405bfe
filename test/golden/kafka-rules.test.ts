import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { readSchemas } from '../../src/io/read-schemas.js';
import { createSchemaChecker } from '../../src/manifests/schema-checker.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { kafkaRules } from '../../src/validate/kafka-rules.js';
import type { Repository } from '../../src/validate/repository.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { findingsOf, remove, set, type Break, type Breaks } from '../unit/validate/break-rules.js';
import { describeRules } from '../unit/validate/describe-rules.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { parseObjects } from '../unit/validate/parse-objects.js';

const FOLDER = 'overlays/prod/kafka';

/** The example in prod. */
async function kafkaRepository(values: object): Promise<Repository> {
  const catalog = await exampleCatalog('kafka');
  const { images } = findExample([catalog], 'kafka');
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: [{ name: 'prod' }],
    apps: [{ name: 'kafka', example: 'kafka', images, values }],
  });
  const files = renderRepository(model, [catalog]);
  const dir = await tempDir();
  await writeFiles(dir, files);
  const { stdout } = await kustomizeBuild(join(dir, FOLDER), tools().kubectls[0]!.path);
  return {
    files,
    model,
    schemas: createSchemaChecker((await readSchemas('1.34')).bundles),
    overlays: [{ folder: FOLDER, env: 'prod', app: 'kafka', objects: parseObjects(stdout) }],
    argocd: { folder: 'argocd', objects: [] },
  };
}

const broker = (field: string, value: unknown): Break =>
  set(FOLDER, 'StatefulSet kafka-broker', `/spec/${field}`, value);
const service = (name: string, field: string, value: unknown): Break =>
  set(FOLDER, `Service ${name}`, `/spec/${field}`, value);
const cluster = (key: string, value: string): Break =>
  set(FOLDER, 'ConfigMap kafka-cluster', `/data/${key}`, value);

const repository = await kafkaRepository({ external: 'loadbalancer' });

/** Takes the text of a configuration file and puts another line at its end, which is the one that counts. */
function setting(nodes: string, line: string): Break {
  const config = repository.overlays[0]!.objects.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' && metadata?.name?.startsWith(`kafka-${nodes}-config`) === true,
  ) as unknown as { data: Record<string, string> };
  const text = `${config.data['environment.properties'] ?? ''}${line}\n`;
  return set(FOLDER, `ConfigMap kafka-${nodes}-config`, '/data/environment.properties', text);
}

const breaks: Breaks = [
  ['manifests/K-01', 'one by one', broker('podManagementPolicy', 'OrderedReady')],
  ['manifests/K-02', 'a virtual address', service('kafka-broker-headless', 'clusterIP', undefined)],
  [
    'manifests/K-02',
    'ready ones only',
    service('kafka-controller-headless', 'publishNotReadyAddresses', undefined),
  ],
  ['manifests/K-03', 'no Service', remove(FOLDER, 'Service kafka-bootstrap')],
  ['manifests/K-03', 'all', service('kafka-bootstrap', 'publishNotReadyAddresses', true)],
  ['manifests/K-04', 'one too few', remove(FOLDER, 'Service kafka-broker-2-external')],
  ['manifests/K-05', 'the mount itself', setting('broker', 'log.dirs=/var/lib/kafka/data')],
  ['manifests/K-06', 'too short', cluster('CLUSTER_ID', 'kafka')],
  ['manifests/K-06', 'a known one', cluster('CLUSTER_ID', '5L6g3nShT-eMCtK--X86sw')],
  ['manifests/K-08', 'another number', cluster('CONTROLLERS', '5')],
  ['manifests/K-09', 'too many', setting('broker', 'offsets.topic.replication.factor=4')],
  ['manifests/K-09', 'all copies needed', setting('controller', 'min.insync.replicas=3')],
  ['manifests/K-10', 'by accident', setting('broker', 'auto.create.topics.enable=true')],
  ['manifests/K-10', 'unclean', setting('controller', 'unclean.leader.election.enable=true')],
  ['manifests/K-13', 'no time', broker('template/spec/terminationGracePeriodSeconds', 30)],
  ['manifests/K-16', 'no size', broker('template/spec/containers/0/env/0/value', '')],
  [
    'manifests/K-16',
    'all of the memory',
    broker('template/spec/containers/0/resources/limits/memory', '4Gi'),
  ],
  ['manifests/K-23', 'combined', setting('broker', 'process.roles=broker,controller')],
];

describeRules('the Kafka app', kafkaRules, { repository, breaks });

test.each([
  { values: { coordination: 'zookeeper', external: 'ingress' }, broken: [] },
  { values: { mode: 'combined' }, broken: ['manifests/K-23'] },
  { values: { brokers: { replicas: 2 } }, broken: [] },
  { values: { brokers: { replicas: 1 } }, broken: [] },
])('with $values, the rules that say no are $broken', async ({ values, broken }) => {
  const findings = findingsOf(kafkaRules, await kafkaRepository(values));
  expect(findings.map(({ rule }) => rule)).toEqual(broken);
});

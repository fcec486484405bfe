import { describe, expect, test } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { logicalImages } from '../../src/catalog/logical-images.js';
import type { Values } from '../../src/model/repository-model.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { loadBuiltInCatalog } from '../../src/workflows/load-catalogs.js';
import { pairwise, type Row } from '../support/pairwise.js';
import { untidyFiles } from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

const FACTORS = {
  secrets: ['generated', 'external-secrets', 'sealed-secrets', 'existing'],
  exposure: ['none', 'ingress', 'gateway'],
  external: ['none', 'nodeport', 'loadbalancer', 'ingress'],
  coordination: ['kraft', 'zookeeper'],
  operator: ['none', 'the operator of each'],
  mesh: ['none', 'istio'],
  knative: ['no', 'yes'],
} as const;

const ROWS = pairwise(
  FACTORS,
  ({ coordination, operator, mesh, knative }) =>
    (operator === 'none' || coordination === 'kraft') && (mesh === 'none' || knative === 'no'),
);

const catalog = await loadBuiltInCatalog();
const EXAMPLES = [...catalog.examples.keys()].filter((name) => name !== 'repository');

/** What a variant says to the examples that have a choice. */
function valuesOf({ exposure, external, ...row }: Row<typeof FACTORS>): Record<string, Values> {
  const operated = row.operator !== 'none';
  const knative = row.knative === 'yes';
  return {
    'todo-app': {
      exposure,
      ...(operated && {
        operator: 'cloudnative-pg',
        archive: { destinationPath: 's3://backups/todo' },
      }),
    },
    kafka: {
      coordination: row.coordination,
      operator: operated ? 'strimzi' : 'none',
      ...outside(external),
      ...(external !== 'nodeport' && {
        tls: { enabled: external !== 'none', clusterIssuer: 'internal' },
      }),
    },
    rabbitmq: {
      operator: operated ? 'rabbitmq-cluster-operator' : 'none',
      management: exposure,
      clusterIssuer: 'internal',
      ...outside(external === 'ingress' ? 'none' : external),
    },
    microservices: { exposure, knative, mesh: row.mesh },
    'web-service': { exposure, knative },
  };
}

/** Ports of nodes are for development, and said there alone. */
function outside(external: string): Values {
  return external === 'nodeport' ? {} : { external };
}

function inDevelopment(example: string, external: string): Values {
  if (external !== 'nodeport' || !['kafka', 'rabbitmq'].includes(example)) return {};
  return { external, ...(example === 'kafka' && { tls: { enabled: false } }) };
}

describe('all examples in one repository', () => {
  test.each(ROWS)(
    '$secrets, exposure $exposure, external $external, $coordination, operator $operator, mesh $mesh, Knative $knative',
    async (row) => {
      const values = valuesOf(row);
      const model = repositoryModelSchema.parse({
        apiVersion: 'gitops-gen.dev/v1',
        repository: { url: 'https://git.example.com/acme/deploy.git' },
        argocd: { project: 'acme' },
        environments: [{ name: 'dev' }, { name: 'staging' }, { name: 'prod' }],
        secrets: row.secrets,
        apps: EXAMPLES.map((name) => {
          const example = findExample([catalog], name);
          const own = values[name] ?? {};
          return {
            name: example.app,
            example: name,
            images: logicalImages(example, own),
            values: own,
            environments: { dev: { values: inDevelopment(name, row.external) } },
          };
        }),
      });
      const files = renderRepository(model, [catalog]);
      const broken = await brokenRules(model, files);
      expect(broken.filter((line) => !line.includes('is not sealed yet'))).toEqual([]);
      expect(untidyFiles(files)).toEqual([]);
    },
  );
});

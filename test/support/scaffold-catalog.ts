import { findExample } from '../../src/catalog/find-example.js';
import { logicalImages } from '../../src/catalog/logical-images.js';
import type { ManagedTree } from '../../src/model/file-tree.js';
import type { RepositoryModel, Values } from '../../src/model/repository-model.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { loadBuiltInCatalog } from '../../src/workflows/load-catalogs.js';
import { pairwise, type Row } from './pairwise.js';
import { ENVIRONMENTS } from './scaffold-example.js';

/** What one can choose of the catalog as a whole. */
const FACTORS = {
  secrets: ['generated', 'external-secrets', 'sealed-secrets', 'existing'],
  exposure: ['none', 'ingress', 'gateway'],
  external: ['none', 'nodeport', 'loadbalancer', 'ingress'],
  coordination: ['kraft', 'zookeeper'],
  operator: ['none', 'the operator of each'],
  mesh: ['none', 'istio'],
  knative: ['no', 'yes'],
} as const;

export type CatalogVariant = Row<typeof FACTORS>;

/** Variants in which every two choices that go together at all are made together. */
export const CATALOG_VARIANTS: readonly CatalogVariant[] = pairwise(
  FACTORS,
  ({ coordination, operator, mesh, knative }) =>
    (operator === 'none' || coordination === 'kraft') && (mesh === 'none' || knative === 'no'),
);

const catalog = await loadBuiltInCatalog();
const EXAMPLES = [...catalog.examples.keys()].filter((name) => name !== 'repository');

/** What a variant says to the examples that have a choice. */
function valuesOf({ exposure, external, ...row }: CatalogVariant): Record<string, Values> {
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
      users: external === 'none' ? [] : [{ name: 'shop' }],
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

/** A repository with an app of every example, each called as the example says, in three environments. */
export function scaffoldCatalog(variant: CatalogVariant): {
  readonly model: RepositoryModel;
  readonly files: ManagedTree;
} {
  const values = valuesOf(variant);
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: ENVIRONMENTS.map((name) => ({ name })),
    secrets: variant.secrets,
    apps: EXAMPLES.map((name) => {
      const example = findExample([catalog], name);
      const own = values[name] ?? {};
      return {
        name: example.app,
        example: name,
        images: logicalImages(example, own),
        values: own,
        environments: { dev: { values: inDevelopment(name, variant.external) } },
      };
    }),
  });
  return { model, files: renderRepository(model, [catalog]) };
}

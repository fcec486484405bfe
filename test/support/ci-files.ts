import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';

export interface CiVariant {
  readonly ci: 'github' | 'gitlab' | 'none';
  readonly packaging: 'kustomize' | 'helm';
  /** Without one, the jobs that need it fail and say so. */
  readonly tool?: string;
  readonly registry?: string;
  readonly url?: string;
  readonly platform?: object;
}

const CI_FILE = /^(docs\/ci|\.github|\.gitlab-ci\.yml|templates\/)/;

/** What the to-do app gets for CI, by path: the pipelines of both its repositories. */
export async function ciFiles({
  ci,
  packaging,
  tool,
  registry,
  url = 'https://git.example.com/acme/deploy.git',
  platform,
}: CiVariant): Promise<ReadonlyMap<string, string>> {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url },
    argocd: { project: 'acme' },
    environments: [{ name: 'dev' }, { name: 'prod' }],
    registry,
    ci: { provider: ci, tool },
    platform,
    apps: [{ name: 'todo', example: 'todo-app', packaging }],
  });
  const files = renderRepository(model, [await exampleCatalog('todo-app')]);
  const found = [...files].filter(([path]) => CI_FILE.test(path));
  return new Map(found.map(([path, { content }]) => [path, content]));
}

/** What changes the files for a host: each value in one of them. */
export const CI_VARIANTS: readonly Omit<CiVariant, 'ci'>[] = [
  { packaging: 'kustomize', registry: 'registry.example.com:5000/acme' },
  { packaging: 'helm', tool: 'gitops-gen@1.2.3', platform: {} },
  {
    packaging: 'kustomize',
    tool: `git+https://git.example.com/tool.git#${'a'.repeat(40)}`,
    registry: 'ghcr.io/acme',
    url: 'ssh://git@git.example.com/acme/deploy.git',
  },
];

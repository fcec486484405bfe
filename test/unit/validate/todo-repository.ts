import { readFile } from 'node:fs/promises';
import { findExample } from '../../../src/catalog/find-example.js';
import { readSchemas } from '../../../src/io/read-schemas.js';
import type { KubernetesObject } from '../../../src/manifests/kubernetes-object.js';
import { createSchemaChecker } from '../../../src/manifests/schema-checker.js';
import type { FileTree } from '../../../src/model/file-tree.js';
import { PLATFORM, platformEnvironments, platformFolder } from '../../../src/model/platform.js';
import { repositoryModelSchema } from '../../../src/model/schema.js';
import { renderRepository } from '../../../src/render/render-repository.js';
import type { Build, Repository } from '../../../src/validate/repository.js';
import { exampleCatalog } from './example-catalog.js';
import { parseObjects } from './parse-objects.js';

const ENVIRONMENTS = ['dev', 'staging', 'prod'];
const expected = new URL('../../golden/todo-app/expected/', import.meta.url);
const catalog = await exampleCatalog('todo-app');
const { images } = findExample([catalog], 'todo-app');
const schemas = createSchemaChecker((await readSchemas('1.34')).bundles);

export interface TodoOptions {
  readonly mode?: 'applications' | 'applicationset';
  /** Merged into the model's environments, by name. */
  readonly environments?: Readonly<Record<string, object>>;
  readonly platform?: object;
}

/** The to-do app as the golden tests pin it, with the Argo CD manifests that go with it. */
export async function todoRepository({
  mode = 'applications',
  environments = {},
  platform,
}: TodoOptions = {}): Promise<Repository> {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme', mode },
    environments: ENVIRONMENTS.map((name) => ({ name, ...environments[name] })),
    platform,
    apps: [{ name: 'todo', example: 'todo-app', team: 'web', images }],
  });
  const files = renderRepository(model, [catalog]);
  return {
    files,
    model,
    schemas,
    overlays: [
      ...(await Promise.all(ENVIRONMENTS.map(todoOverlay))),
      ...platformEnvironments(model).map(({ name }) => platformOverlay(name, files)),
    ],
    argocd: { folder: 'argocd', objects: argocdObjects(files) },
  };
}

async function todoOverlay(env: string): Promise<Build> {
  const text = await readFile(new URL(`${env}.yaml`, expected), 'utf8');
  return { folder: `overlays/${env}/todo`, env, app: 'todo', objects: parseObjects(text) };
}

/** What kustomize makes of the platform, labels aside. */
function platformOverlay(env: string, files: FileTree): Build {
  const text = files.get('platform/base/priority-classes.yaml')?.content ?? '';
  return { folder: platformFolder(env), env, app: PLATFORM, objects: parseObjects(text) };
}

/** What kustomize makes of `argocd/`: the documents of its files, as they stand there. */
function argocdObjects(files: FileTree): KubernetesObject[] {
  return [...files]
    .filter(([path]) => /^argocd\/.*(?<!kustomization)\.yaml$/.test(path))
    .flatMap(([, { content }]) => parseObjects(content));
}

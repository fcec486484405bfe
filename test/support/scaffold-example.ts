import { join } from 'node:path';
import { expect } from 'vitest';
import { findExample } from '../../src/catalog/find-example.js';
import { logicalImages } from '../../src/catalog/logical-images.js';
import type { ManagedTree } from '../../src/model/file-tree.js';
import type { RepositoryModel, Values } from '../../src/model/repository-model.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderRepository } from '../../src/render/render-repository.js';
import { exampleCatalog } from '../unit/validate/example-catalog.js';
import { kustomizeBuild } from './kustomize-build.js';
import { tempDir } from './temp-dir.js';
import { tools } from './tools.js';
import { writeFiles } from './write-files.js';

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;

export interface Variant {
  readonly packaging?: 'kustomize' | 'helm';
  readonly secrets?: string;
  readonly values?: Values;
  /** Values that only one environment has. */
  readonly environments?: Readonly<Record<string, Values>>;
  /** Names of other apps of the repository, made of the same example. */
  readonly others?: readonly string[];
}

interface Scaffolded {
  readonly model: RepositoryModel;
  readonly files: ManagedTree;
}

/** A repository with one app of a built-in example, called as the example says, in three environments. */
export async function scaffoldExample(name: string, variant: Variant = {}): Promise<Scaffolded> {
  const { packaging, secrets = 'generated', values = {}, environments = {}, others = [] } = variant;
  const catalog = await exampleCatalog(name);
  const example = findExample([catalog], name);
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: ENVIRONMENTS.map((environment) => ({ name: environment })),
    secrets,
    apps: [
      {
        name: example.app,
        example: name,
        packaging,
        images: logicalImages(example, values),
        values,
        environments: Object.fromEntries(
          Object.entries(environments).map(([key, own]) => [key, { values: own }]),
        ),
      },
      ...others.map((other) => ({
        name: other,
        example: name,
        images: logicalImages(example, {}),
      })),
    ],
  });
  return { model, files: renderRepository(model, [catalog]) };
}

/**
 * What every kubectl builds of an app's overlay: the same, and without a word on standard error.
 */
export async function buildOverlay(
  files: ManagedTree,
  app: string,
  environment: string,
): Promise<string> {
  const dir = await tempDir();
  await writeFiles(dir, files);
  const folder = join(dir, 'overlays', environment, app);
  const builds = await Promise.all(
    tools().kubectls.map(({ path }) => kustomizeBuild(folder, path)),
  );
  for (const { stdout, stderr } of builds) {
    expect({ stdout, stderr }).toEqual({ ...builds[0], stderr: '' });
  }
  return builds[0]?.stdout ?? '';
}

/** Files with a blank at a line's end, with empty lines at either end, or with two in a row. */
export function untidyFiles(files: ManagedTree): string[] {
  return [...files]
    .filter(([, { content }]) => /[ \t]\n|\n{3}|^\n|\n\n$|[^\n]$/.test(content))
    .map(([path]) => path);
}

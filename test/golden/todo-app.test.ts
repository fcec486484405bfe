import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findExample } from '../../src/catalog/find-example.js';
import { readSchemas } from '../../src/io/read-schemas.js';
import { createSchemaChecker, type Manifest } from '../../src/manifests/schema-checker.js';
import type { ManagedTree } from '../../src/model/file-tree.js';
import { repositoryModelSchema } from '../../src/model/schema.js';
import { renderApp } from '../../src/render/render-app.js';
import { loadBuiltInCatalog } from '../../src/workflows/load-catalogs.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';

const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
const SECRETS = ['generated', 'external-secrets', 'sealed-secrets', 'existing'] as const;
const example = findExample([await loadBuiltInCatalog()], 'todo-app');
const { check } = createSchemaChecker((await readSchemas('1.34')).bundles);

function renderTodo(values: object, secrets: (typeof SECRETS)[number] = 'generated'): ManagedTree {
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: ENVIRONMENTS.map((name) => ({ name })),
    secrets,
    apps: [{ name: 'todo', example: 'todo-app', values }],
  });
  return renderApp(model, model.apps[0]!, example);
}

/** What every kubectl builds of an overlay: the same, and without a word on standard error. */
async function build(dir: string, environment: string): Promise<string> {
  const folder = join(dir, 'overlays', environment, 'todo');
  const builds = await Promise.all(
    tools().kubectls.map(({ path }) => kustomizeBuild(folder, path)),
  );
  for (const { stdout, stderr } of builds)
    expect({ stdout, stderr }).toEqual({ ...builds[0], stderr: '' });
  return builds[0]!.stdout;
}

/** What the schemas have against the objects, one line each. */
function problems(rendered: string): string[] {
  const objects = parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
  return objects
    .flatMap(check)
    .map(({ object, path, message }) => `${object.kind} ${object.name} ${path}: ${message}`);
}

describe('todo-app', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const dir = await tempDir();
    await writeFiles(dir, renderTodo({}));
    const rendered = await build(dir, environment);
    expect(problems(rendered)).toEqual([]);
    await expect(rendered).toMatchFileSnapshot(`todo-app/expected/${environment}.yaml`);
  });

  test.each(
    SECRETS.flatMap((secrets) =>
      ['none', 'ingress', 'gateway'].map((exposure) => ({ secrets, exposure })),
    ),
  )('builds with secrets $secrets and exposure $exposure', async ({ secrets, exposure }) => {
    const dir = await tempDir();
    await writeFiles(
      dir,
      renderTodo(
        { exposure, monitoring: true, localImages: true, storageClassName: 'fast' },
        secrets,
      ),
    );
    for (const environment of ENVIRONMENTS) {
      expect(problems(await build(dir, environment))).toEqual([]);
    }
  });

  test('builds with migrations by a command of the backend', async () => {
    const dir = await tempDir();
    await writeFiles(dir, renderTodo({ migration: { command: ['flask', 'db', 'upgrade'] } }));
    expect(problems(await build(dir, 'prod'))).toEqual([]);
  });

  test.each(SECRETS)(
    'leaves no blank at a line end and no empty lines, with secrets %s',
    (secrets) => {
      const untidy = [...renderTodo({ monitoring: true }, secrets)].filter(([, { content }]) =>
        /[ \t]\n|\n{3}|^\n|\n\n$|[^\n]$/.test(content),
      );
      expect(untidy.map(([path]) => path)).toEqual([]);
    },
  );
});

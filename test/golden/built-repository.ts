import { readSchemas } from '../../src/io/read-schemas.js';
import { createSchemaChecker } from '../../src/manifests/schema-checker.js';
import type { Values } from '../../src/model/repository-model.js';
import type { Repository } from '../../src/validate/repository.js';
import { buildOverlay, scaffoldExample } from '../support/scaffold-example.js';
import { parseObjects } from '../unit/validate/parse-objects.js';

/** An example in prod, as its rules see it: `breaks` are applied to it. */
export async function builtRepository(example: string, values: Values): Promise<Repository> {
  const { model, files } = await scaffoldExample(example, { values });
  const app = model.apps[0]?.name ?? example;
  const objects = parseObjects(await buildOverlay(files, app, 'prod'));
  return {
    files,
    model,
    schemas: createSchemaChecker((await readSchemas('1.34')).bundles),
    overlays: [{ folder: `overlays/prod/${app}`, env: 'prod', app, objects }],
    argocd: { folder: 'argocd', objects: [] },
  };
}

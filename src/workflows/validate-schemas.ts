import { readSchemas } from '../io/read-schemas.js';
import { createSchemaChecker, type SchemaChecker } from '../manifests/schema-checker.js';
import { schemasFromCustomResourceDefinition } from '../manifests/schemas-from-custom-resource-definition.js';
import type { FileTree } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';
import type { SchemaBundle } from '../model/schema-bundle.js';
import { definitionsOfKinds } from '../validate/written-objects.js';

/**
 * The schemas of the oldest Kubernetes that a repository is for, and of the kinds that it defines
 * itself. `notice` is set where that version is not known.
 */
export async function schemasFor(
  files: FileTree,
  model: RepositoryModel | undefined,
  wanted?: string,
): Promise<{ readonly schemas: SchemaChecker; readonly notice?: string }> {
  const { bundles, notice } = await readSchemas(wanted ?? (model && oldestVersion(model)));
  const own = definitionsOfKinds(files).flatMap(({ object }) => schemasOf(object));
  const argoCdVersion = model?.argocd.version;
  const options = argoCdVersion === undefined ? {} : { argoCdVersion };
  return {
    schemas: createSchemaChecker([...bundles, ...own], options),
    ...(notice !== undefined && { notice }),
  };
}

function oldestVersion({ kubernetesVersion, environments }: RepositoryModel): string | undefined {
  return [kubernetesVersion, ...environments.map((one) => one.kubernetesVersion)]
    .filter((version) => version !== undefined)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))[0];
}

/** None of a definition that no API server would take. */
function schemasOf(definition: object): SchemaBundle[] {
  try {
    return [schemasFromCustomResourceDefinition({ ...definition })];
  } catch {
    return [];
  }
}

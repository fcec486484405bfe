import type { Catalog } from '../catalog/catalog.js';
import { packageVersion } from '../io/package.js';
import type { FileTree, ManagedTree } from '../model/file-tree.js';
import type { ModelFile } from '../model-file/parse-model.js';
import { modelJsonSchema } from '../model-file/print-model.js';
import { renderRepository } from '../render/render-repository.js';
import { sha256 } from '../state/digest.js';
import { stateFiles, type Origin } from '../state/state-files.js';

/** All that a model and its catalogs make, and the state that goes with it. */
export interface DesiredTree {
  readonly files: ManagedTree;
  readonly state: FileTree;
}

/** @throws UsageError where the model, a value or a template is wrong. */
export async function desiredTree(
  { value: model }: ModelFile,
  catalogs: readonly Catalog[],
): Promise<DesiredTree> {
  const files = renderRepository(model, catalogs);
  const generator = await packageVersion();
  const originOf = (app: string | undefined): Origin => {
    const example = model.apps.find(({ name }) => name === app)?.example ?? '';
    const name = example.includes('/') ? (example.split('/')[0] ?? '') : '';
    const catalog = catalogs.find((candidate) => candidate.name === name)?.version ?? generator;
    return { generator, catalog, inputs: inputsDigest(files, app) };
  };
  return { files, state: stateFiles(files, { originOf, schema: modelJsonSchema() }) };
}

/** Changes with the files that were rendered for an app, or for the rest. */
function inputsDigest(files: ManagedTree, app: string | undefined): string {
  const own = [...files]
    .filter(([, file]) => file.app === app)
    .map(([path, { content }]) => [path, content]);
  return sha256(JSON.stringify(own.sort()));
}

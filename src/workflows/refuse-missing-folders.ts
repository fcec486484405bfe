import { isFolder } from '../io/files.js';
import { problemAt } from '../yaml/parse-with-schema.js';
import type { ManagedRepository } from './managed-repository.js';

/** @throws UsageError where the model names a folder of an app of others, and there is none. */
export async function refuseMissingFolders({ root, model }: ManagedRepository): Promise<void> {
  for (const [index, { overlays }] of model.value.unmanaged.entries()) {
    for (const [env, folder] of Object.entries(overlays)) {
      if (await isFolder(root, folder)) continue;
      const message = `there is no folder ${folder}: name the one that it has, or delete the line`;
      throw problemAt(model, ['unmanaged', index, 'overlays', env], message);
    }
  }
}

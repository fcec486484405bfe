import { dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import { exists } from '../io/files.js';
import { MODEL_PATH } from '../model-file/parse-model.js';

/**
 * The root of the repository around `start`: the nearest folder upwards with a `gitops-gen.yaml`.
 *
 * @throws UsageError where there is none, or no `start`.
 */
export async function findRepository(start: string): Promise<string> {
  if (!(await exists(start))) {
    throw new UsageError(`there is no folder ${start}`, { code: 'NO_REPOSITORY' });
  }
  for (let folder = start; ; folder = dirname(folder)) {
    if (await exists(join(folder, MODEL_PATH))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new UsageError(`no ${MODEL_PATH} in ${start} or a folder above it`, {
    code: 'NO_REPOSITORY',
    hint: 'Go to a repository, name one with -C, or make one with `gitops-gen init`.',
  });
}

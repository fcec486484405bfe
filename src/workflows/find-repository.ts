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
  const root = await nearestModel(start);
  if (root !== undefined) return root;
  throw new UsageError(`no ${MODEL_PATH} in ${start} or a folder above it`, {
    code: 'NO_REPOSITORY',
    hint: 'Go to a repository, name one with -C, or make one with `gitops-gen init`.',
  });
}

/** The nearest folder upwards with a `gitops-gen.yaml`, or `undefined` if none has one. */
export async function nearestModel(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await exists(join(folder, MODEL_PATH))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

import type { Example } from '../catalog/catalog.js';
import type { App, RepositoryModel } from '../model/repository-model.js';
import { sha256 } from './digest.js';

/**
 * A digest of all that decides what the files of an app are: the app, what it shares with the
 * others, its example and the versions of its catalog and of this program. As long as it stays,
 * so do the files.
 */
export function inputsDigest(
  model: RepositoryModel,
  app: App,
  made: { readonly example: string; readonly catalog: string; readonly generator: string },
): string {
  const shared = { ...model, apps: [app] };
  return sha256(JSON.stringify([made, shared]));
}

/** A digest of everything that an example says and holds. */
export function exampleDigest({ templates, partials, ...rest }: Example): string {
  return sha256(JSON.stringify([[...templates], [...partials], rest]));
}

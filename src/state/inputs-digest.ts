import type { Example } from '../catalog/catalog.js';
import type { App, RepositoryModel } from '../model/repository-model.js';
import { sha256 } from './digest.js';

/**
 * A digest of all that decides what the files of an app are: the app, what it shares with the
 * others, its example and the versions of its catalog and of this program. As long as it stays,
 * so do the files.
 */
export function inputsDigest(model: RepositoryModel, app: App, made: MadeOf): string {
  const shared = { ...model, apps: [app] };
  const others = made.seesApps ? model.apps.map(({ name }) => name).sort() : [];
  return sha256(JSON.stringify([made, shared, others]));
}

/** What the files of an app are made of besides the model. */
export interface MadeOf {
  /** See {@link exampleDigest}. */
  readonly example: string;
  /** See {@link seesApps}. */
  readonly seesApps: boolean;
  /** Version of the catalog. */
  readonly catalog: string;
  /** Version of this program. */
  readonly generator: string;
}

/** A digest of everything that an example says and holds. */
export function exampleDigest({ templates, partials, ...rest }: Example): string {
  return sha256(JSON.stringify([[...templates], [...partials], rest]));
}

/** Whether an example may read the names of the other apps, `env.apps`; `apps/v1` is none. */
export function seesApps({ templates, partials, files }: Example): boolean {
  const texts = [
    JSON.stringify(files),
    ...[...templates.values()].map(({ content }) => content),
    ...partials.values(),
  ];
  return texts.some((text) => /\bapps\b(?!\/)/.test(text));
}

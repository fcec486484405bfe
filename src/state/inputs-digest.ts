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

/** A digest of everything that an example says, holds and includes. */
export function exampleDigest(example: Example): string {
  const templates = [...example.templates];
  const partials = [...includedPartials(example)];
  return sha256(JSON.stringify({ ...example, templates, partials }));
}

/** Whether an example may read the names of the other apps, `env.apps`; `apps/v1` is none. */
export function seesApps(example: Example): boolean {
  const texts = [
    JSON.stringify(example.files),
    ...[...example.templates.values()].map(({ content }) => content),
    ...includedPartials(example).values(),
  ];
  return texts.some((text) => /\bapps\b(?!\/)/.test(text));
}

/** `{{> name` and `{{> (`: what is included, or that only rendering can tell. */
const INCLUDE = /\{\{~?#?>\s*(\(|[a-z0-9-]+)/g;

/** The partials that the templates include, through one another as well. */
function includedPartials({ templates, partials }: Example): ReadonlyMap<string, string> {
  const included = new Map<string, string>();
  const texts = [...templates.values()].map(({ content }) => content);
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(INCLUDE)) {
      if (name === '(') return partials;
      const partial = partials.get(name);
      if (partial === undefined || included.has(name)) continue;
      included.set(name, partial);
      texts.push(partial);
    }
  }
  return included;
}

import type { Catalog } from '../catalog/catalog.js';
import { findExample } from '../catalog/find-example.js';
import { packageVersion } from '../io/package.js';
import type { ManagedTree } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { clusterKindsIn } from '../render/cluster-kinds.js';
import { renderRenames, renderRepository } from '../render/render-repository.js';
import { exampleDigest, inputsDigest, seesApps, type MadeOf } from '../state/inputs-digest.js';
import type { Origin } from '../state/state-files.js';
import { catalogOf } from './catalog-versions.js';

/** What a model and its catalogs make, as far as it is not known to be there already. */
export interface DesiredTree {
  readonly files: ManagedTree;
  /** Old path → new path, as the examples declare them. */
  readonly renames: ReadonlyMap<string, string>;
  /** Apps whose files were not rendered, since nothing that they are made of has changed. */
  readonly skipped: ReadonlySet<string>;
  /** Where the files of an app come from; of `undefined`, those of no app. */
  readonly originOf: (app: string | undefined) => Origin;
}

/**
 * Renders a model. An app whose `inputs` digest is what `known` says is skipped.
 *
 * @throws UsageError where the model, a value or a template is wrong.
 */
export async function desiredTree(
  model: RepositoryModel,
  catalogs: readonly Catalog[],
  known: (app: string) => string | undefined = () => undefined,
): Promise<DesiredTree> {
  const origins = originsOf(model, catalogs, await packageVersion());
  // An ApplicationSet lists what is read from the files of all apps.
  const canSkip = model.argocd.mode === 'applications';
  const listed = examplesWithClusterObjects(model, catalogs);
  const skipped = model.apps
    .filter(({ example }) => canSkip && !listed.has(example))
    .map(({ name }) => name)
    .filter((name) => known(name) === origins.get(name)?.inputs);
  const shared = origins.get(undefined) ?? { generator: '', catalog: '', inputs: '' };
  return {
    files: renderRepository(model, catalogs, new Set(skipped)),
    renames: renderRenames(model, catalogs),
    skipped: new Set(skipped),
    originOf: (app) => origins.get(app) ?? shared,
  };
}

/** An AppProject lists the kinds of such objects, which are read from the files of the apps. */
function examplesWithClusterObjects(
  { apps }: RepositoryModel,
  catalogs: readonly Catalog[],
): ReadonlySet<string> {
  const names = [...new Set(apps.map(({ example }) => example))];
  const has = (name: string) => {
    const { templates, partials } = findExample(catalogs, name);
    const texts = [...[...templates.values()].map(({ content }) => content), ...partials.values()];
    return texts.some((text) => clusterKindsIn(text).length > 0);
  };
  return new Set(names.filter(has));
}

function originsOf(
  model: RepositoryModel,
  catalogs: readonly Catalog[],
  generator: string,
): Map<string | undefined, Origin> {
  const examples = new Map<string, Pick<MadeOf, 'example' | 'seesApps'>>();
  const versions = new Map(catalogs.map(({ name, version }) => [name, version]));
  const origins = new Map<string | undefined, Origin>();
  for (const app of model.apps) {
    const example = findExample(catalogs, app.example);
    const known = examples.get(app.example);
    const made = known ?? { example: exampleDigest(example), seesApps: seesApps(example) };
    examples.set(app.example, made);
    const catalog = versions.get(catalogOf(app.example)) ?? '';
    const inputs = inputsDigest(model, app, { ...made, catalog, generator });
    origins.set(app.name, { generator, catalog, inputs });
  }
  const shared = { generator, catalog: versions.get('') ?? '', inputs: '' };
  return origins.set(undefined, shared);
}

import { UsageError } from '../errors.js';
import { writeRenderedFolder } from '../io/rendered-folder.js';
import { splitManifests, type ManifestText } from '../manifests/split-manifests.js';
import { didYouMean } from '../model/nearest.js';
import { builtOverlays, type Overlay } from '../model/overlays.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { findRepository } from './find-repository.js';
import { overlayBuilder } from './overlay-builder.js';
import { readModel } from './overlay-images.js';
import { workingTree } from './tree.js';

export interface RenderRequest {
  /** A folder in the repository. */
  readonly repository: string;
  /** `ENV` or `ENV/APP`, of the overlay of a destination `ENV-CLUSTER`; none means all. */
  readonly selection: readonly string[];
  /** Absolute path of the folder to write to. */
  readonly out?: string;
}

/** An overlay and what it renders to. */
export interface RenderedText {
  /** Of the overlay of a destination, `<env>-<cluster>`. */
  readonly env: string;
  readonly app: string;
  readonly text: string;
  readonly manifests: readonly ManifestText[];
}

export interface Rendered {
  readonly overlays: readonly RenderedText[];
  /** Below the folder that was written to: files of earlier runs whose objects are gone. */
  readonly removed: readonly string[];
}

/**
 * Builds overlays with the real kustomize, and those of charts with the real Helm. With `out`, each
 * object goes to a file of its own, `<env>/<app>/<kind>-<name>.yaml`. Of the files that an earlier
 * run wrote there for the same selection, those of objects that are gone are removed.
 *
 * @throws UsageError where a program is missing, an overlay does not exist or does not build, or a
 * file in `out` is in the way.
 */
export async function render({ repository, selection, out }: RenderRequest): Promise<Rendered> {
  const root = await findRepository(repository);
  const { value: model } = await readModel(workingTree(root));
  const build = overlayBuilder(root, model);
  const overlays: RenderedText[] = [];
  for (const overlay of selectOverlays(model, selection)) {
    const { manifests: text } = await build(overlay);
    overlays.push({
      env: placeOf(overlay),
      app: overlay.app,
      text,
      manifests: splitManifests(text),
    });
  }
  if (out === undefined) return { overlays, removed: [] };
  const covers = (path: string) =>
    selection.length === 0 || selection.some((wanted) => path.startsWith(`${wanted}/`));
  return {
    overlays,
    removed: await writeRenderedFolder(out, { files: filesOf(overlays), covers }),
  };
}

function selectOverlays(model: RepositoryModel, selection: readonly string[]): Overlay[] {
  const all = builtOverlays(model);
  const namesOf = (one: Overlay) => [placeOf(one), `${placeOf(one)}/${one.app}`];
  const names = all.flatMap(namesOf);
  const unknown = selection.find((wanted) => !names.includes(wanted));
  if (unknown !== undefined) {
    throw new UsageError(`there is no overlay "${unknown}"${didYouMean(unknown, new Set(names))}`, {
      code: 'TARGET_NOT_FOUND',
      hint: 'Name an environment, or one and an app as ENV/APP.',
    });
  }
  if (selection.length === 0) return all;
  return all.filter((one) => namesOf(one).some((name) => selection.includes(name)));
}

function placeOf({ env, cluster }: Overlay): string {
  return cluster === undefined ? env : `${env}-${cluster}`;
}

function filesOf(overlays: readonly RenderedText[]): Map<string, string> {
  return new Map(
    overlays.flatMap(({ env, app, manifests }) =>
      manifests.map(({ fileName, text }) => [`${env}/${app}/${fileName}`, text] as const),
    ),
  );
}

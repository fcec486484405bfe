import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { replaceFolder } from '../io/replace-folder.js';
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

/**
 * Builds overlays with the real kustomize, and those of charts with the real Helm. With `out`, each
 * object goes to a file of its own, `<env>/<app>/<kind>-<name>.yaml`, and files of objects that are
 * gone are removed.
 *
 * @throws UsageError where a program is missing, an overlay does not exist or does not build.
 */
export async function render({
  repository,
  selection,
  out,
}: RenderRequest): Promise<RenderedText[]> {
  const root = await findRepository(repository);
  const { value: model } = await readModel(workingTree(root));
  const build = overlayBuilder(root, model);
  const rendered: RenderedText[] = [];
  for (const overlay of selectOverlays(model, selection)) {
    const text = await build(overlay);
    rendered.push({
      env: placeOf(overlay),
      app: overlay.app,
      text,
      manifests: splitManifests(text),
    });
  }
  if (out !== undefined) await writeRendered(out, rendered);
  return rendered;
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

async function writeRendered(out: string, rendered: readonly RenderedText[]): Promise<void> {
  for (const { env, app, manifests } of rendered) {
    const files = manifests.map(({ fileName, text }) => [fileName, text] as const);
    await replaceFolder(join(out, env, app), new Map(files));
  }
}

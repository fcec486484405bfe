import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
import { overlayFolder, overlaysOf, type Overlay } from '../model/overlays.js';
import { pathProblem } from '../model/repository-path.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { imagesPaths, readImagesFile, readModel, type ImagesFile } from './overlay-images.js';
import type { Tree } from './tree.js';

/** Which overlays; an empty list means all. */
export interface OverlayScope {
  readonly envs: readonly string[];
  readonly apps: readonly string[];
  /** Where no app is named: the apps to look at, by what the model says of them. */
  readonly likely?: (model: RepositoryModel) => readonly string[];
}

/**
 * The files that say which images the overlays have. With environments and apps only these are read
 * where they are at their usual places; else the model says which overlays there are.
 *
 * @throws UsageError where a name is unknown, or there is no overlay at all.
 */
export async function readOverlays(
  tree: Tree,
  { envs, apps, likely }: OverlayScope,
): Promise<ImagesFile[]> {
  const usual = envs.flatMap((env) =>
    apps.map((app) => ({ env, app, folder: overlayFolder(env, app) })),
  );
  const isUsual = usual.every(({ folder }) => pathProblem(folder) === undefined);
  const found = isUsual ? await readAll(tree, usual) : [];
  if (usual.length > 0 && found.length === usual.length) return found;
  const { value: model } = await readModel(tree);
  refuseUnknown('environment', envs, model.environments);
  refuseUnknown('app', apps, [...model.apps, ...model.unmanaged]);
  const candidates = apps.length > 0 ? apps : (likely?.(model) ?? []);
  const files = await readAll(
    tree,
    overlaysOf(model).filter(({ env, app }) => isWanted(env, envs) && isWanted(app, candidates)),
  );
  if (files.length === 0) throw noOverlay({ envs, apps });
  return files;
}

async function readAll(tree: Tree, overlays: readonly Overlay[]): Promise<ImagesFile[]> {
  const files: ImagesFile[] = [];
  await tree.prefetch?.(overlays.flatMap(imagesPaths));
  for (const overlay of overlays) {
    const file = await readImagesFile(tree, overlay);
    if (file) files.push(file);
  }
  return files;
}

/** An empty list means all. */
function isWanted(name: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name);
}

/** @throws UsageError where an app has no overlay in the environment. */
export function refuseMissing(
  files: readonly ImagesFile[],
  { apps, env }: { readonly apps: readonly string[]; readonly env: string },
): void {
  const missing = apps.find((app) => !files.some((file) => file.app === app));
  if (missing !== undefined) throw noOverlay({ envs: [env], apps: [missing] });
}

/** @throws UsageError where a name is none of those that are known. */
export function refuseUnknown(
  what: string,
  wanted: readonly string[],
  known: readonly { name: string }[],
): void {
  const names = known.map(({ name }) => name);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`there is no ${what} "${unknown}"${didYouMean(unknown, names)}`, {
    code: 'TARGET_NOT_FOUND',
    hint: `There are: ${names.join(', ')}.`,
  });
}

/** The refusal of a scope in which there is none. */
export function noOverlay({ envs, apps }: OverlayScope): UsageError {
  const whose = apps.length === 0 ? '' : ` of ${apps.join(', ')}`;
  const where = envs.length === 0 ? '' : ` in ${envs.join(', ')}`;
  return new UsageError(`there is no overlay${whose}${where}`, {
    code: 'TARGET_NOT_FOUND',
    hint: 'An overlay has a kustomization.yaml or a values.yaml.',
  });
}

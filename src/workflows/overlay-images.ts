import { join } from 'node:path/posix';
import { findImages, type ImageEntry } from '../images/survey-images.js';
import type { ModelFile } from '../model-file/parse-model.js';
import { UsageError } from '../errors.js';
import { KUSTOMIZATION_NAMES } from '../manifests/local-references.js';
import type { Overlay } from '../model/overlays.js';
import type { Tree } from './tree.js';

/** The file of an overlay in which its images stand. */
export interface ImagesFile {
  readonly path: string;
  readonly text: string;
  readonly env: string;
  readonly app: string;
}

/**
 * The file that says which images an app has in an environment: the kustomization of its overlay,
 * or its Helm values. `undefined` if the tree has neither.
 */
export async function readImagesFile(
  tree: Tree,
  overlay: Overlay,
): Promise<ImagesFile | undefined> {
  const { env, app } = overlay;
  for (const path of imagesPaths(overlay)) {
    const text = await tree.read(path);
    if (text !== undefined) return { path, text, env, app };
  }
  return undefined;
}

/** The paths at which {@link readImagesFile} looks. */
export function imagesPaths({ folder }: Overlay): string[] {
  return [...KUSTOMIZATION_NAMES, 'values.yaml'].map((name) => join(folder, name));
}

export function imagesOf({ text, path }: ImagesFile): ImageEntry[] {
  return findImages(text, path);
}

/** `undefined` of a file that was not there, or cannot be read. */
export function imagesIfReadable(
  text: string | undefined,
  path: string,
): readonly ImageEntry[] | undefined {
  try {
    return text === undefined ? undefined : findImages(text, path);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** @throws UsageError where the tree has no model, or none that can be read. */
export async function readModel(tree: Tree): Promise<ModelFile> {
  // What checks a model takes long to load, and many bumps need none.
  const { parseModel, MODEL_PATH } = await import('../model-file/parse-model.js');
  const text = await tree.read(MODEL_PATH);
  if (text !== undefined) return parseModel(text);
  throw new UsageError(`there is no ${MODEL_PATH}`, {
    code: 'PRECONDITION',
    hint: 'Name the file with --file, or the overlay with --env and --app.',
  });
}

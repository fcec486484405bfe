import { UsageError } from '../errors.js';
import { matchesImage } from '../images/matches-image.js';
import type { ImageChange } from '../images/image-change.js';
import { didYouMean } from '../model/nearest.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { imagesOf, type ImagesFile } from './overlay-images.js';
import { readOverlays } from './read-overlays.js';
import type { Tree } from './tree.js';

/** Where images are to be set; what is not said is looked for. */
export interface BumpScope {
  readonly envs: readonly string[];
  readonly allEnvs: boolean;
  readonly apps: readonly string[];
  readonly file?: string;
  /** An image that a file lacks is added to it: it cannot be looked for. */
  readonly add: boolean;
}

/** Changes of the images of one file. */
export interface BumpTarget {
  readonly path: string;
  readonly env?: string;
  readonly app?: string;
  readonly changes: readonly ImageChange[];
  /** What the file said when its images were so, if nothing but them is different `now`. */
  readonly earlier?: { readonly text: string; readonly now: string };
}

/**
 * The files that a bump is about. With environment and app, or a file, only these are read; else
 * the model says which overlays there are.
 *
 * @throws UsageError where an image is found nowhere, in several apps, or, without an environment,
 * in several environments.
 */
export async function findBumpTargets(
  tree: Tree,
  changes: readonly ImageChange[],
  scope: BumpScope,
): Promise<BumpTarget[]> {
  if (scope.file !== undefined) return [{ path: scope.file, changes }];
  const files = await readOverlays(tree, {
    ...scope,
    likely: (model) => appsWithImages(model, changes),
  });
  const named = scope.envs.length > 0 && scope.apps.length > 0;
  const targets = named ? files.map((file) => ({ file, changes })) : assign(files, changes, scope);
  return targets.map(({ file: { path, env, app }, changes: own }) => ({
    path,
    env,
    app,
    changes: own,
  }));
}

/**
 * The apps that can have the images, by what the model says of their images. All, as an empty list,
 * where it knows an image of none: the key may be a registry's name.
 */
function appsWithImages(
  { apps, unmanaged }: RepositoryModel,
  changes: readonly ImageChange[],
): string[] {
  const lists = [...apps, ...unmanaged.map(({ name }) => ({ name, images: {} }))];
  const known = changes.map(({ key }) => apps.some(({ images }) => Object.hasOwn(images, key)));
  if (known.includes(false)) return [];
  const mayHave = (images: object) =>
    Object.keys(images).length === 0 || changes.some(({ key }) => Object.hasOwn(images, key));
  return lists.filter(({ images }) => mayHave(images)).map(({ name }) => name);
}

interface Assigned {
  readonly file: ImagesFile;
  readonly changes: readonly ImageChange[];
}

/** Gives each file the changes whose image it has. */
function assign(
  files: readonly ImagesFile[],
  changes: readonly ImageChange[],
  scope: BumpScope,
): Assigned[] {
  const matches = changes.map((change) => ({
    change,
    files: files.filter((file) => matchesImage(imagesOf(file), change)),
  }));
  for (const { change, files: found } of matches) checkFound(change, found, { files, scope });
  return files
    .map((file) => ({
      file,
      changes: matches.filter((match) => match.files.includes(file)).map(({ change }) => change),
    }))
    .filter((assigned) => assigned.changes.length > 0);
}

function checkFound(
  { key }: ImageChange,
  found: readonly ImagesFile[],
  { files, scope }: { readonly files: readonly ImagesFile[]; readonly scope: BumpScope },
): void {
  if (found.length === 0) {
    const names = [...new Set(files.flatMap(imagesOf).map(({ name }) => name))];
    throw new UsageError(`no overlay has an image "${key}"${didYouMean(key, names)}`, {
      code: 'TARGET_NOT_FOUND',
      hint: `There are: ${names.join(', ')}.`,
    });
  }
  const apps = [...new Set(found.map(({ app }) => app))];
  if (apps.length > 1 && scope.apps.length === 0) {
    throw ambiguous(
      `"${key}" is an image of several apps: ${apps.join(', ')}`,
      'Choose with --app.',
    );
  }
  const envs = [...new Set(found.map(({ env }) => env))];
  if (envs.length > 1 && scope.envs.length === 0 && !scope.allEnvs) {
    const hint = 'Choose with --env, or take all with --all-envs.';
    throw ambiguous(`"${key}" stands in several environments: ${envs.join(', ')}`, hint);
  }
}

function ambiguous(message: string, hint: string): UsageError {
  return new UsageError(message, { code: 'TARGET_AMBIGUOUS', hint });
}

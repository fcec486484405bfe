import { UsageError } from '../errors.js';
import { overlaysOf, type Overlay } from '../model/overlays.js';
import { promotionOrder } from '../model/repository-model.js';
import { NOT_HERE, openVersions, type FileVersions } from './file-versions.js';
import { findRepository } from './find-repository.js';
import { imagesOf, readImagesFile, readModel } from './overlay-images.js';
import { refuseUnknown } from './read-overlays.js';
import type { FileVersion } from './past-images.js';
import { appStatus, type DeployedFile, type ImageStatus } from './status-matrix.js';
import { workingTree, type Tree } from './tree.js';

export interface StatusRequest {
  /** A folder in the repository. */
  readonly repository: string;
  /** An empty list means all. */
  readonly envs: readonly string[];
  readonly apps: readonly string[];
  /** Told after each app. */
  readonly onProgress: (done: number, all: number) => void;
}

export interface Status {
  /** Those asked for: along `promotion`, then the others. */
  readonly environments: readonly string[];
  /** The environments along `promotion`, all of them. */
  readonly order: readonly string[];
  /** By app as the model has them, then by environment. */
  readonly images: readonly ImageStatus[];
  /** What is not known, and why. */
  readonly messages: readonly string[];
}

/** So many earlier versions of files are in memory at once, if no app alone has more. */
const MAX_VERSIONS = 5000;

/**
 * What runs where: the images of all overlays as they stand in the working tree, and who set them, by
 * the history that is here. Nothing is fetched, built or written.
 *
 * @throws UsageError where there is no model, or a name is not in it.
 */
export async function status(request: StatusRequest): Promise<Status> {
  const root = await findRepository(request.repository);
  const tree = workingTree(root);
  const { value: model } = await readModel(tree);
  const all = [...model.apps, ...model.unmanaged];
  refuseUnknown('environment', request.envs, model.environments);
  refuseUnknown('app', request.apps, all);
  const order = promotionOrder(model);
  const sequence = new Set([...order, ...model.environments.map(({ name }) => name)]);
  const environments = select([...sequence], request.envs);
  const apps = select(
    all.map(({ name }) => name),
    request.apps,
  );
  const before = environments.flatMap((env) => order[order.indexOf(env) - 1] ?? []);
  const compared = new Set([...environments, ...before]);
  const overlays = overlaysOf(model).filter(
    ({ env, app }) => apps.includes(app) && compared.has(env),
  );
  const { files, messages } = await readFiles(
    tree,
    [...sequence].flatMap((name) => overlays.filter(({ env }) => env === name)),
  );
  const { versions, message } = await openVersions(
    root,
    files.map(({ path }) => path),
  );
  const missing = new Set(message === undefined ? [] : [message]);
  const today = new Date().toISOString().slice(0, 10);
  const images: ImageStatus[] = [];
  let done = 0;
  for (const group of groupsOf(files, apps, versions)) {
    const past = await versions?.read(group.flat().map(({ path }) => path));
    for (const own of group) {
      const known = own.map((file) => withVersions(file, past));
      if (past && known.some((file) => !file.versions)) missing.add(NOT_HERE);
      const standIns = model.apps.find(({ name }) => name === own[0]?.app)?.images ?? {};
      images.push(...appStatus(known, { order, standIns, today }));
      request.onProgress(++done, apps.length);
    }
  }
  return {
    environments,
    order,
    images: images.filter(({ env }) => environments.includes(env)),
    messages: [...messages, ...missing],
  };
}

/** Those of the names that are wanted, in their own order; an empty list means all. */
function select(names: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
}

/** What cannot be read hides nothing but itself. */
async function readFiles(tree: Tree, overlays: readonly Overlay[]) {
  const files: DeployedFile[] = [];
  const messages: string[] = [];
  for (const overlay of overlays) {
    try {
      const file = await readImagesFile(tree, overlay);
      if (file) files.push({ ...file, images: imagesOf(file) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      messages.push(`${error.place?.path ?? overlay.folder} is left out: ${error.message}`);
    }
  }
  return { files, messages };
}

function withVersions(
  file: DeployedFile,
  past: ReadonlyMap<string, readonly FileVersion[]> | undefined,
): DeployedFile {
  const versions = past?.get(file.path);
  return { ...file, ...(versions && { versions }) };
}

/** The files of apps, in groups whose versions are read together. */
function groupsOf(
  files: readonly DeployedFile[],
  apps: readonly string[],
  versions: FileVersions | undefined,
): DeployedFile[][][] {
  const groups: DeployedFile[][][] = [];
  let room = 0;
  for (const app of apps) {
    const own = files.filter((file) => file.app === app);
    const size = own.reduce((sum, { path }) => sum + (versions?.count(path) ?? 0), 0);
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = MAX_VERSIONS;
    }
    groups.at(-1)?.push(own);
    room -= size;
  }
  return groups;
}

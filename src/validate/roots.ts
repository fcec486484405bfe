import { dirname } from 'node:path/posix';
import { recogniseOverlays } from '../manifests/recognise-overlays.js';
import type { SchemaChecker } from '../manifests/schema-checker.js';
import type { FileTree } from '../model/file-tree.js';
import { builtOverlays, type Overlay } from '../model/overlays.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { kustomizationClosure } from '../render/closure.js';
import { deployedFolder, writtenApplications } from './deployments.js';
import { kustomizationOf } from './kustomization-file.js';
import { rootKustomizations } from './root-kustomizations.js';
import { argocdObjects } from './written-objects.js';

/** Something to build. */
export interface Root extends Partial<Overlay> {
  readonly folder: string;
  /** The files that say what it builds to and how it is deployed. */
  readonly reads: ReadonlySet<string>;
}

export interface RootsRequest {
  readonly files: FileTree;
  readonly schemas: SchemaChecker;
  readonly model?: RepositoryModel | undefined;
  /** What an app is called whose folder does not say. */
  readonly fallback: string;
}

/**
 * All that is built of a repository: what its model names, and every kustomization that nobody
 * builds on. Without a model, folders named after environments say which app is meant.
 */
export function rootsOf({ schemas, ...request }: RootsRequest): Root[] {
  const applications = applicationFiles(request.files, schemas);
  return builtRoots(request).map((root) => ({
    ...root,
    reads: new Set([...root.reads, ...(applications.get(root.folder) ?? [])]),
  }));
}

/** As {@link rootsOf}, where it is only asked what they build to, and not how that is deployed. */
export function builtRoots({ files, model, fallback }: Omit<RootsRequest, 'schemas'>): Root[] {
  const named = model ? builtOverlays(model) : recogniseOverlays(files, fallback).overlays;
  const known = new Map<string, Overlay>(named.map((overlay) => [overlay.folder, overlay]));
  const roots = rootKustomizations(files);
  const folders = new Set(
    // The overlay of a base may be broken, and the base is none for that.
    model ? [...known.keys(), ...roots.filter((folder) => !folder.startsWith('base/'))] : roots,
  );
  return [...folders].map((folder) => ({
    folder,
    ...known.get(folder),
    reads: new Set([
      ...kustomizationClosure(files, folder),
      ...chartFiles(files, model, known.get(folder)),
    ]),
  }));
}

/** Of an app that is a chart: the chart, and its values. */
function chartFiles(
  files: FileTree,
  model: RepositoryModel | undefined,
  overlay: Overlay | undefined,
): string[] {
  if (!overlay || model?.apps.find(({ name }) => name === overlay.app)?.packaging !== 'helm')
    return [];
  const { app, env, folder } = overlay;
  const folders = [`charts/${app}/`, `overlays/${env}/${app}/`, `${folder}/`];
  return [...files.keys()].filter((path) => folders.some((one) => path.startsWith(one)));
}

/** The files with the Applications that deploy a folder. */
function applicationFiles(files: FileTree, schemas: SchemaChecker): Map<string, string[]> {
  const byFolder = new Map<string, string[]>();
  for (const { path, object } of argocdObjects(files)) {
    if (schemas.check(object).some(({ problem }) => problem === 'invalid')) continue;
    for (const { application } of writtenApplications({
      argocd: { folder: '', objects: [object] },
    })) {
      const folder = deployedFolder(application);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
    }
  }
  return byFolder;
}

/**
 * Whether what a root builds to can be another one after a change of the paths: of a file that it
 * reads, of one beside those, or of one that it names and that is gone.
 */
export function isAffected(
  { reads }: Root,
  changed: ReadonlySet<string>,
  files: FileTree,
): boolean {
  const folders = new Set([...reads].map((path) => dirname(path)));
  const named = new Set(
    [...folders].flatMap((folder) =>
      (kustomizationOf(files, folder)?.references ?? []).map(({ target }) => target),
    ),
  );
  return [...changed].some(
    (path) =>
      reads.has(path) || folders.has(dirname(path)) || named.has(path) || named.has(dirname(path)),
  );
}

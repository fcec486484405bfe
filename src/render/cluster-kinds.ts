import { clusterKind, type ClusterKind } from '../model/cluster-kinds.js';
import type { ManagedTree } from '../model/file-tree.js';
import { overlayFolder } from '../model/overlays.js';
import type { Environment, RepositoryModel } from '../model/repository-model.js';
import { kustomizationClosure } from './closure.js';

export type ClusterKindsByApp = ReadonlyMap<string, readonly ClusterKind[]>;

/**
 * The kinds of the cluster-wide objects of each app: those in the files that one of its overlays
 * reaches, and in its chart, where only Helm can tell what is left out.
 */
export function clusterKindsByApp(
  { environments }: Pick<RepositoryModel, 'environments'>,
  files: ManagedTree,
): ClusterKindsByApp {
  const kinds = new Map<string, ClusterKind[]>();
  const closures = new Map<string, ReadonlySet<string>>();
  for (const [path, { app, content }] of files) {
    const found = app === undefined ? [] : clusterKindsIn(content);
    if (app === undefined || found.length === 0) continue;
    const reached = closures.get(app) ?? filesOfOverlays(app, environments, files);
    closures.set(app, reached);
    const counts = reached.has(path) || path.startsWith(`charts/${app}/`);
    if (counts) kinds.set(app, [...(kinds.get(app) ?? []), ...found]);
  }
  return kinds;
}

function filesOfOverlays(
  app: string,
  environments: readonly Environment[],
  files: ManagedTree,
): ReadonlySet<string> {
  const folders = environments.map(({ name }) => overlayFolder(name, app));
  return new Set(folders.flatMap((folder) => [...kustomizationClosure(files, folder)]));
}

/** The kinds of cluster-wide objects in a manifest, or in the template of one. */
export function clusterKindsIn(text: string): ClusterKind[] {
  return [...text.matchAll(/^kind: (\w+)/gm)].flatMap(([, kind = '']) => clusterKind(kind) ?? []);
}

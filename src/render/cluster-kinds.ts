import { clusterKind, type ClusterKind } from '../model/cluster-kinds.js';
import type { ManagedTree } from '../model/file-tree.js';

export type ClusterKindsByApp = ReadonlyMap<string, readonly ClusterKind[]>;

/** The kinds of the cluster-wide objects that the files of each app hold. */
export function clusterKindsByApp(files: ManagedTree): ClusterKindsByApp {
  const kinds = new Map<string, ClusterKind[]>();
  for (const { app, content } of files.values()) {
    const found = app === undefined ? [] : clusterKindsIn(content);
    if (app !== undefined && found.length > 0) {
      kinds.set(app, [...(kinds.get(app) ?? []), ...found]);
    }
  }
  return kinds;
}

/** The kinds of cluster-wide objects in a manifest, or in the template of one. */
export function clusterKindsIn(text: string): ClusterKind[] {
  return [...text.matchAll(/^kind: (\w+)/gm)].flatMap(([, kind = '']) => clusterKind(kind) ?? []);
}

import { compareApplications, type ApplicationMoves } from '../manifests/compare-applications.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { PathPlan } from '../merge/merge-plan.js';
import type { TextFile } from '../model/file-tree.js';
import { parseValues } from '../yaml/parse.js';

/** What becomes of the Applications that the templates made last time, when what is planned is applied. */
export function applicationMoves(paths: readonly PathPlan[]): ApplicationMoves {
  const changed = paths.filter(
    ({ path, sides: { ancestor, theirs } }) =>
      /^argocd\/(applications|applicationsets|platform|projects)\//.test(path) &&
      ancestor?.content !== theirs?.content,
  );
  return compareApplications(
    changed.flatMap(({ path, sides }) => objectsIn(path, sides.ancestor)),
    changed.flatMap(({ path, sides }) => objectsIn(path, sides.theirs)),
  );
}

function objectsIn(path: string, file: TextFile | undefined): KubernetesObject[] {
  return file ? (parseValues(file.content, path, '1.1') as KubernetesObject[]) : [];
}

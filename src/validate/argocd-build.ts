import type { FileTree } from '../model/file-tree.js';
import { kustomizationClosure } from '../render/closure.js';
import type { Build, Repository } from './repository.js';
import { argocdObjects, isOfArgoCd } from './written-objects.js';

/** Where a repository with a model keeps Argo CD's own objects. */
export const ARGOCD_FOLDER = 'argocd';

/**
 * Tells Argo CD's own objects from what is deployed. With a model, they are what `argocd/` builds
 * to; without one, or where that does not build, they stand wherever somebody put them.
 */
export function splitArgocd(
  builds: readonly Build[],
  files: FileTree,
  hasModel: boolean,
): Pick<Repository, 'argocd' | 'overlays'> {
  const argocd = builds.find(({ folder }) => folder === ARGOCD_FOLDER);
  if (hasModel && argocd) return { argocd, overlays: builds.filter((one) => one !== argocd) };
  const built = new Set(builds.flatMap(({ folder }) => [...kustomizationClosure(files, folder)]));
  const written = argocdObjects(files);
  const own = builds.flatMap(({ objects }) => objects.filter(isOfArgoCd));
  const others = written.filter(({ path }) => !built.has(path)).map(({ object }) => object);
  return {
    argocd: {
      folder: hasModel ? ARGOCD_FOLDER : '',
      objects: [...own, ...others],
      sources: [...new Set(written.map(({ path }) => path))],
    },
    overlays: builds.map((build) => ({
      ...build,
      objects: build.objects.filter((object) => !isOfArgoCd(object)),
    })),
  };
}

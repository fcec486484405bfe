import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { SchemaProblem } from '../manifests/schema-problem.js';
import type { Build, Repository } from './repository.js';

/** Something that the schema of an object's kind has against it. */
export interface ShapeProblem {
  readonly overlay: Build;
  readonly object: KubernetesObject;
  readonly problem: SchemaProblem;
}

/** A repository whose objects have the shape that rules may rely on. */
export interface CheckedRepository extends Repository {
  readonly shapeProblems: readonly ShapeProblem[];
}

/**
 * Checks every object against its schema and keeps from the rules those whose values are of
 * another type than their fields say: their problems are all there is to say about them.
 */
export function checkSchemas(repository: Repository): CheckedRepository {
  const checked = [...repository.overlays, repository.argocd].map((overlay) => {
    const shapeProblems = overlay.objects.flatMap((object) =>
      repository.schemas.check(object).map((problem) => ({ overlay, object, problem })),
    );
    const misshapen = new Set(
      shapeProblems
        .filter(({ problem }) => problem.problem === 'invalid')
        .map(({ object }) => object),
    );
    const objects = overlay.objects.filter((object) => !misshapen.has(object));
    return { overlay: { ...overlay, objects }, shapeProblems };
  });
  return {
    ...repository,
    overlays: checked.slice(0, -1).map(({ overlay }) => overlay),
    argocd: checked.at(-1)?.overlay ?? repository.argocd,
    shapeProblems: checked.flatMap(({ shapeProblems }) => shapeProblems),
  };
}

import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { CheckedRepository } from './check-schemas.js';
import { onceFor } from './once-for.js';

/** The object that some build has in the namespace of another, or in one that is named. */
export function objectAt(
  repository: CheckedRepository,
  { metadata }: KubernetesObject,
  [kind, name, namespace = metadata?.namespace]: readonly [
    kind: string,
    name: string,
    namespace?: string | undefined,
  ],
): KubernetesObject | undefined {
  return namesOf(repository).get(keyOf(kind, namespace, name));
}

/** The objects of all builds, by kind, namespace and name. */
const namesOf = onceFor(({ overlays }: CheckedRepository) => {
  const all = overlays.flatMap(({ objects }) => objects);
  return new Map(
    all.map((object) => [
      keyOf(object.kind ?? '', object.metadata?.namespace, object.metadata?.name ?? ''),
      object,
    ]),
  );
});

function keyOf(kind: string, namespace = '', name: string): string {
  return `${kind} ${namespace}/${name}`;
}

export function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? '';
}

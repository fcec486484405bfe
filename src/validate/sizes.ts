import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { podsOf, replicasOf, serversOf } from '../manifests/pods.js';
import { parseQuantity } from '../manifests/quantity.js';

/** How much an object takes of something. */
export interface Size {
  readonly object: KubernetesObject;
  /** Such as `memory of Deployment shop, container web`. */
  readonly what: string;
  readonly size: number;
}

/** Replicas, what containers request, and the storage of claims. */
export function sizesOf(objects: readonly KubernetesObject[]): Size[] {
  return [...replicas(objects), ...requests(objects), ...storage(objects)];
}

function replicas(objects: readonly KubernetesObject[]): Size[] {
  return serversOf(objects).map((object) => {
    return { object, what: `replicas of ${nameOf(object)}`, size: replicasOf(object, objects) };
  });
}

function requests(objects: readonly KubernetesObject[]): Size[] {
  return podsOf(objects).flatMap(({ owner, spec }) =>
    (spec.containers ?? []).flatMap(({ name = '?', resources }) =>
      ['cpu', 'memory'].flatMap((resource) => {
        const size = parseQuantity(resources?.requests?.[resource]);
        const what = `${resource} of ${nameOf(owner)}, container ${name}`;
        return size === undefined ? [] : [{ object: owner, what, size }];
      }),
    ),
  );
}

function storage(objects: readonly KubernetesObject[]): Size[] {
  const claims = [
    ...select(objects, 'v1/PersistentVolumeClaim').map((object) => ({ object, claim: object })),
    ...select(objects, 'apps/v1/StatefulSet').flatMap((object) =>
      (object.spec?.volumeClaimTemplates ?? []).map((claim) => ({ object, claim })),
    ),
  ];
  return claims.flatMap(({ object, claim }) => {
    const size = parseQuantity(claim.spec?.resources?.requests?.['storage']);
    const what = `storage of ${nameOf(object)}, claim ${claim.metadata?.name ?? '?'}`;
    return size === undefined ? [] : [{ object, what, size }];
  });
}

function nameOf({ kind = '?', metadata }: KubernetesObject): string {
  return `${kind} ${metadata?.name ?? '?'}`;
}

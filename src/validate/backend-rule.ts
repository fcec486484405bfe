import { isCustomResource } from '../manifests/api-groups.js';
import { isOfKind, select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { HttpRoute, Ingress, Service } from '../manifests/services.js';
import type { CheckedRepository } from './check-schemas.js';
import { nameOf, objectAt } from './objects-by-name.js';
import type { Rule } from './rule.js';
import { overlayRule } from './scoped-rules.js';

/** What leads to Services leads to some that are there. */
export const backendRule: Rule = overlayRule({
  id: 'references/backend',
  title: 'Ingresses and HTTPRoutes lead to a port of a Service',
  fix: 'correct the name of the Service, or the port: it is one of the Service, not of its pods',
  source: 'Kubernetes: Ingress; Gateway API: HTTPRoute',
  *check({ objects }, repository) {
    for (const object of select(objects, 'networking.k8s.io/v1/Ingress')) {
      for (const message of missingBackends(object, backendsOfIngress(object), repository)) {
        yield { object, message };
      }
    }
    for (const object of select(objects, 'gateway.networking.k8s.io/v1/HTTPRoute')) {
      for (const message of missingBackends(object, backendsOfRoute(object), repository)) {
        yield { object, message };
      }
    }
  },
});

interface Backend {
  readonly name: string;
  readonly namespace?: string | undefined;
  /** Name or number; absent where it is not said. */
  readonly port?: string | number | undefined;
}

function backendsOfIngress({ spec }: Ingress): Backend[] {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return [...paths.map(({ backend }) => backend), spec?.defaultBackend].flatMap((backend) => {
    const { name, port } = backend?.service ?? {};
    return name === undefined ? [] : [{ name, port: port?.name ?? port?.number }];
  });
}

function backendsOfRoute({ spec }: HttpRoute): Backend[] {
  return (spec?.rules ?? []).flatMap(({ backendRefs = [] }) =>
    backendRefs.flatMap(({ kind = 'Service', name, namespace, port }) =>
      kind === 'Service' && name !== undefined ? [{ name, namespace, port }] : [],
    ),
  );
}

function* missingBackends(
  object: KubernetesObject,
  backends: readonly Backend[],
  repository: CheckedRepository,
): Iterable<string> {
  for (const { name, namespace = object.metadata?.namespace, port } of backends) {
    const service = objectAt(repository, object, ['Service', name, namespace]);
    if (!service && !isMade(name, namespace, repository)) yield `there is no Service ${name}`;
    if (
      service &&
      isOfKind(service, 'v1/Service') &&
      port !== undefined &&
      !hasPort(service, port)
    ) {
      yield `Service ${name} has no port ${port}`;
    }
  }
}

/** Whether a Service may be one that an operator makes: it calls it after what it makes it for. */
function isMade(
  service: string,
  namespace: string | undefined,
  { overlays }: CheckedRepository,
): boolean {
  return overlays.some(({ objects }) =>
    objects.some(
      (one) =>
        isCustomResource(one) &&
        one.metadata?.namespace === namespace &&
        (service === nameOf(one) || service.startsWith(`${nameOf(one)}-`)),
    ),
  );
}

function hasPort({ spec }: Service, wanted: string | number): boolean {
  return (spec?.ports ?? []).some(({ name, port }) => name === wanted || port === wanted);
}

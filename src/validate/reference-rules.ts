import { dirname } from 'node:path/posix';
import { isCustomResource } from '../manifests/api-groups.js';
import { isOfKind, select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { withoutHash } from '../manifests/name-hash.js';
import type { MountedRef } from '../manifests/pod-spec.js';
import { containersOf, podsOf, type Pod } from '../manifests/pods.js';
import { includesLabels, selects } from '../manifests/selectors.js';
import type { HttpRoute, Ingress, Service } from '../manifests/services.js';
import { isMap } from '../model/is-map.js';
import type { CheckedRepository } from './check-schemas.js';
import { kustomizationIn, kustomizationsOf } from './kustomization-file.js';
import { onceFor } from './once-for.js';
import type { Rule } from './rule.js';
import { objectRule, overlayRule, podRule } from './scoped-rules.js';
import { isManifest } from './written-objects.js';

/** ConfigMaps that the cluster, or what runs in it, puts into every namespace. */
const EVERYWHERE = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert']);

/** What names something else names what is there. Of Secrets that is X-02, of autoscalers R-03. */
export const referenceRules: readonly Rule[] = [
  podRule({
    id: 'references/config-map',
    title: 'ConfigMaps that pods read are there',
    fix: 'add it, correct the name, or mark it as optional: a pod does not start without',
    source: 'Kubernetes: ConfigMaps and Pods',
    severity: 'warning',
    *check(pod, _overlay, repository) {
      const needed = configMapsNeeded(pod);
      for (const name of new Set(needed.map((one) => one.name))) {
        if (EVERYWHERE.has(name)) continue;
        const configMap = objectAt(repository, pod.owner, ['ConfigMap', name]);
        if (!configMap) yield `there is no ConfigMap ${name}`;
        const keys = needed.flatMap((one) => (configMap && one.name === name ? one.keys : []));
        for (const key of new Set(keys)) {
          if (!hasKey(configMap, key)) yield `ConfigMap ${withoutHash(name)} has no ${key}`;
        }
      }
    },
  }),
  podRule({
    id: 'references/service-account',
    title: 'Service accounts of pods are there',
    fix: 'add the ServiceAccount, or correct the name: no pod is made without',
    source: 'Kubernetes: Configure Service Accounts for Pods',
    severity: 'warning',
    *check(pod, _overlay, repository) {
      const { serviceAccountName: name = 'default' } = pod.spec;
      if (name !== 'default' && !isThere(repository, pod.owner, ['ServiceAccount', name])) {
        yield `there is no ServiceAccount ${name}`;
      }
    },
  }),
  podRule({
    id: 'references/claim',
    title: 'Volumes that pods claim are there',
    fix: 'add the PersistentVolumeClaim, or correct the name: a pod waits for it for ever',
    source: 'Kubernetes: Persistent Volumes',
    severity: 'warning',
    *check(pod, _overlay, repository) {
      for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
        const name = persistentVolumeClaim?.claimName;
        if (name === undefined) continue;
        if (!isThere(repository, pod.owner, ['PersistentVolumeClaim', name])) {
          yield `there is no PersistentVolumeClaim ${name}`;
        }
      }
    },
  }),
  overlayRule({
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
  }),
  objectRule(['v1/Service'], {
    id: 'references/target-port',
    title: 'Services lead to a port of their pods',
    fix: 'set targetPort to the name of a container port',
    source: 'Kubernetes: Service; a name that no pod has leads nowhere',
    *check({ spec }, { objects }) {
      const wanted = spec?.selector;
      const pods = podsOf(objects).filter(({ labels }) => wanted && includesLabels(labels, wanted));
      for (const { port = 0, targetPort } of spec?.ports ?? []) {
        const names = pods.flatMap(portNames);
        if (typeof targetPort === 'string' && pods.length > 0 && !names.includes(targetPort)) {
          yield `port ${port} leads to ${targetPort}, which is no port of its pods`;
        }
      }
    },
  }),
  objectRule(['policy/v1/PodDisruptionBudget'], {
    id: 'references/disruption-budget',
    title: 'Disruption budgets are for pods that exist',
    fix: 'select labels of a pod template',
    source: 'kube-linter: dangling-pdb; kube-score: poddisruptionbudget-has-policy',
    severity: 'warning',
    *check({ spec: { selector = {} } = {} }, { objects }) {
      const values = Object.values(selector.matchLabels ?? {});
      // Operators label the pods that they make with the name of what they make them for.
      if (objects.some((one) => isCustomResource(one) && values.includes(nameOf(one)))) return;
      if (!podsOf(objects).some(({ labels }) => selects(selector, labels))) {
        yield 'no pod has the labels of its selector';
      }
    },
  }),
  {
    id: 'references/unlisted',
    title: 'Manifests beside a kustomization are part of it',
    fix: 'list it in resources, or delete it: it is not deployed',
    source: 'Kustomize: what no kustomization lists is not built',
    severity: 'warning',
    *check({ files }) {
      const listed = new Set(
        kustomizationsOf(files).flatMap(({ references }) => references.map(({ target }) => target)),
      );
      for (const [path, file] of files) {
        // What lies below argocd/ has a rule of its own, which knows that all of it is applied.
        if (listed.has(path) || path.startsWith('argocd/') || !isManifest(path, file)) continue;
        if (kustomizationIn(files, dirname(path)) === undefined) continue;
        yield { message: 'no kustomization lists it', place: { path } };
      }
    },
  },
];

interface NeededConfigMap {
  readonly name: string;
  readonly keys: readonly string[];
}

/** The ConfigMaps without which a pod does not start, and the keys that it needs of them. */
function configMapsNeeded(pod: Pod): NeededConfigMap[] {
  const volumes = (pod.spec.volumes ?? []).flatMap(({ configMap, projected }) => [
    configMap,
    ...(projected?.sources ?? []).map((source) => source.configMap),
  ]);
  const variables = containersOf(pod).flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef),
    ...envFrom.map(({ configMapRef }) => configMapRef),
  ]);
  return [...volumes, ...variables].flatMap(
    (reference: (MountedRef & { readonly key?: string }) | undefined) => {
      if (reference?.name === undefined || reference.optional === true) return [];
      const { name, key, items = [] } = reference;
      return [
        { name, keys: [key, ...items.map((item) => item.key)].filter((one) => one !== undefined) },
      ];
    },
  );
}

function hasKey(
  configMap:
    (KubernetesObject & { readonly data?: unknown; readonly binaryData?: unknown }) | undefined,
  key: string,
): boolean {
  return [configMap?.data, configMap?.binaryData].some(
    (data) => isMap(data) && Object.hasOwn(data, key),
  );
}

/** Whether some build has an object in the namespace of another. */
function isThere(
  repository: CheckedRepository,
  other: KubernetesObject,
  name: readonly [kind: string, name: string],
): boolean {
  return objectAt(repository, other, name) !== undefined;
}

/** The object that some build has in the namespace of another. */
function objectAt(
  repository: CheckedRepository,
  { metadata }: KubernetesObject,
  [kind, name]: readonly [kind: string, name: string],
): KubernetesObject | undefined {
  return namesOf(repository).get(keyOf(kind, metadata?.namespace, name));
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
  { metadata }: KubernetesObject,
  backends: readonly Backend[],
  repository: CheckedRepository,
): Iterable<string> {
  for (const { name, namespace = metadata?.namespace, port } of backends) {
    const service = namesOf(repository).get(keyOf('Service', namespace, name));
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

function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? '';
}

function hasPort({ spec }: Service, wanted: string | number): boolean {
  return (spec?.ports ?? []).some(({ name, port }) => name === wanted || port === wanted);
}

function portNames(pod: Pod): string[] {
  return containersOf(pod).flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? []));
}

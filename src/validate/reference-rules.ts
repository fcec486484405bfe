import { dirname } from 'node:path/posix';
import { isCustomResource } from '../manifests/api-groups.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { withoutHash } from '../manifests/name-hash.js';
import type { MountedRef } from '../manifests/pod-spec.js';
import { containersOf, podsOf, type Pod } from '../manifests/pods.js';
import { includesLabels, selects } from '../manifests/selectors.js';
import { isMap } from '../model/is-map.js';
import { backendRule } from './backend-rule.js';
import type { CheckedRepository } from './check-schemas.js';
import { kustomizationIn, kustomizationsOf } from './kustomization-file.js';
import { nameOf, objectAt } from './objects-by-name.js';
import type { Rule } from './rule.js';
import { objectRule, podRule } from './scoped-rules.js';
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
  backendRule,
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

function portNames(pod: Pod): string[] {
  return containersOf(pod).flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? []));
}

import { objectSyncOptions } from '../manifests/annotations.js';
import { isCustomResource, PREFERRED_VERSIONS } from '../manifests/api-groups.js';
import { select } from '../manifests/kinds.js';
import type { KubernetesObject, Labels } from '../manifests/kubernetes-object.js';
import { keysOf } from '../manifests/selectors.js';
import { groupOf } from '../model/object-id.js';
import { isProduction } from './environment-preset.js';
import type { Rule } from './rule.js';
import { objectRule, overlayRule } from './scoped-rules.js';

const IDENTITY = ['name', 'component', 'part-of', 'managed-by'].map(
  (key) => `app.kubernetes.io/${key}`,
);
/** Labels that a release, a move or a rename changes, while selectors cannot. */
const CHANGING_LABELS = new Set([
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
  'version',
  'env',
  'environment',
  'team',
  'commit',
]);
/** Labels by which a namespace takes restricted pods only. */
export const POD_SECURITY = ['enforce', 'audit', 'warn'].map(
  (mode) => `pod-security.kubernetes.io/${mode}`,
);
/** Custom resources that stand for data. */
const DATABASES = new Set([
  'postgresql.cnpg.io/Cluster',
  'rabbitmq.com/RabbitmqCluster',
  'kafka.strimzi.io/Kafka',
  'kafka.strimzi.io/KafkaNodePool',
]);

/** What is the same for all kinds: labels, versions, and what must not be lost. */
export const objectRules: readonly Rule[] = [
  overlayRule({
    id: 'manifests/B-28',
    title: 'Objects say what they are and to whom they belong',
    fix: `set the labels ${IDENTITY.join(', ')}`,
    source: 'Kubernetes: Recommended Labels',
    *check({ objects }) {
      for (const object of objects) {
        const missing = IDENTITY.filter((key) => object.metadata?.labels?.[key] === undefined);
        if (missing.length > 0) yield { object, message: `labels lack ${missing.join(', ')}` };
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-28-selectors',
    title: 'Selectors read labels that never change',
    fix: 'select by app.kubernetes.io/name',
    source: 'kustomize#1009: selectors of workloads are immutable',
    *check({ objects }) {
      for (const object of selectingObjects(objects)) {
        const changing = selectorKeys(object).filter((key) => CHANGING_LABELS.has(key));
        if (changing.length > 0) {
          yield { object, message: `its selector reads ${changing.join(', ')}` };
        }
      }
    },
  }),
  objectRule(['v1/Namespace'], {
    id: 'manifests/B-29',
    title: 'Namespaces take restricted pods only',
    fix: `set the labels ${POD_SECURITY.join(', ')} to restricted`,
    source: 'Kubernetes: Pod Security Admission',
    *check({ metadata }) {
      for (const key of POD_SECURITY) {
        const level = metadata?.labels?.[key];
        if (level !== 'restricted') yield `${key} is ${level ?? 'not set'}`;
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-35',
    title: 'Objects are written in the version of their API that lasts',
    fix: 'change apiVersion',
    source: 'Kubernetes: Deprecated API Migration Guide',
    *check({ objects }) {
      for (const object of objects) {
        const { apiVersion = '', kind = '' } = object;
        const preferred = PREFERRED_VERSIONS[kind];
        const ofOurs = preferred !== undefined && groupsOf(preferred).includes(groupOf(apiVersion));
        if (ofOurs && apiVersion !== preferred) {
          yield { object, message: `${apiVersion} should be ${preferred}` };
        }
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-36',
    title: 'Custom resources wait for their definitions',
    fix: 'annotate argocd.argoproj.io/sync-options: SkipDryRunOnMissingResource=true',
    source: 'Argo CD: Sync Options, skip dry run for new custom resource types',
    *check({ objects }) {
      for (const object of objects) {
        const skips = objectSyncOptions(object).includes('SkipDryRunOnMissingResource=true');
        if (isCustomResource(object) && !skips && !isDefined(object, objects)) {
          yield { object, message: 'a cluster that does not know its kind fails the whole sync' };
        }
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-37',
    title: 'In prod, data survives its manifest',
    fix: 'annotate argocd.argoproj.io/sync-options: Prune=false,Delete=false',
    source: 'Argo CD: Sync Options, no prune resources',
    *check({ objects, env }, { model }) {
      if (!isProduction(model, env)) return;
      for (const object of objects.filter(holdsData)) {
        if (!isKept(object)) yield { object, message: 'a commit that drops it deletes the data' };
      }
    },
  }),
];

/** Whether an object stands for data that goes when it goes. */
export function holdsData({ apiVersion = '', kind = '' }: KubernetesObject): boolean {
  return (
    (apiVersion === 'v1' && ['PersistentVolumeClaim', 'Namespace'].includes(kind)) ||
    DATABASES.has(`${groupOf(apiVersion)}/${kind}`)
  );
}

/** Whether Argo CD asks before it removes an object, or never does. */
export function isKept(object: KubernetesObject): boolean {
  const options = objectSyncOptions(object);
  return ['Prune', 'Delete'].every((option) =>
    ['false', 'confirm'].some((value) => options.includes(`${option}=${value}`)),
  );
}

/** `extensions` is where many kinds came from. */
function groupsOf(preferred: string): string[] {
  return [groupOf(preferred), 'extensions'];
}

function selectingObjects(objects: readonly KubernetesObject[]): Selecting[] {
  return select(
    objects,
    'apps/v1/Deployment',
    'apps/v1/StatefulSet',
    'apps/v1/DaemonSet',
    'v1/Service',
  );
}

type Selecting = KubernetesObject<{ readonly selector?: object }>;

/** A Service's selector is a map of labels, that of a workload a label selector. */
function selectorKeys({ kind, spec }: Selecting): string[] {
  const selector = spec?.selector ?? {};
  return keysOf(kind === 'Service' ? { matchLabels: selector as Labels } : selector);
}

function isDefined({ apiVersion = '', kind }: KubernetesObject, all: readonly KubernetesObject[]) {
  return all.some((other) => {
    const { group, names } = (other.spec ?? {}) as { group?: string; names?: { kind?: string } };
    return (
      other.kind === 'CustomResourceDefinition' &&
      group === groupOf(apiVersion) &&
      names?.kind === kind
    );
  });
}

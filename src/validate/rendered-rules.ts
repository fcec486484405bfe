import {
  hookPhases,
  objectSyncOptions,
  argoCdAnnotation,
  syncWave,
} from '../manifests/annotations.js';
import type { Application } from '../manifests/argo-cd.js';
import { select, type JobSpec, type KubernetesObject } from '../manifests/kinds.js';
import { podOf, podsOf, configMapsOf, serversOf } from '../manifests/pods.js';
import { includesLabels, selects } from '../manifests/selectors.js';
import { splitReference } from '../model/image-reference.js';
import { groupOf } from '../model/object-id.js';
import { kustomizationClosure } from '../render/closure.js';
import { visit, isScalar } from '../yaml/ast.js';
import { parseDocuments } from '../yaml/parse.js';
import type { CheckedRepository } from './check-schemas.js';
import { applicationsOf, clusterOf, deploymentsOf } from './deployments.js';
import { isProduction } from './environment-preset.js';
import { kustomizationRule } from './kustomization-file.js';
import { holdsData, isKept } from './object-rules.js';
import type { Build } from './repository.js';
import type { Rule, Violation } from './rule.js';
import { objectRule, overlayRule } from './scoped-rules.js';

const PHASES = new Set([
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'PreDelete',
  'PostDelete',
  'Skip',
]);
/** Kinds that Argo CD does not manage unless it is told to. */
const EXCLUDED = new Set([
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
  'Lease.coordination.k8s.io',
  'CertificateSigningRequest.certificates.k8s.io',
  'CertificateRequest.cert-manager.io',
]);
const EXCLUDED_GROUPS = /^(.*\.?kyverno\.io|reports\.kyverno\.io|wgpolicyk8s\.io|cilium\.io)$/;
/** A hook that goes this soon may be gone before Argo CD has seen it end. */
const SHORTEST_TTL_SECONDS = 600;

/** Rendered objects under Argo CD. That custom resources wait for their definitions is B-36. */
export const renderedRules: readonly Rule[] = [
  overlayRule({
    id: 'argocd/R-01',
    title: 'Every overlay builds, without a word',
    fix: 'mend what kustomize says; `kustomize edit fix` replaces deprecated fields',
    source: 'Argo CD: kustomize.go; it runs a plain kustomize build',
    *check({ folder, complaint = '' }) {
      const place = { path: `${folder}/kustomization.yaml` };
      if (complaint !== '') yield { message: complaint, place };
    },
  }),
  {
    id: 'argocd/R-02',
    title: 'An object belongs to one Application',
    fix: 'keep it in one of the apps',
    source: 'argo-cd#2600, #11838: two Applications fight',
    check: sharedObjects,
  },
  overlayRule({
    id: 'argocd/R-02-kind',
    title: 'Objects are of kinds that Argo CD manages',
    fix: 'leave the object to the controller that makes it',
    source: 'Argo CD: upgrading 2.14 to 3.0, default resource exclusions',
    *check({ objects }) {
      for (const object of objects) {
        const { apiVersion = '', kind = '' } = object;
        const group = groupOf(apiVersion);
        const name = group === '' ? kind : `${kind}.${group}`;
        if (EXCLUDED.has(name) || (EXCLUDED_GROUPS.test(group) && kind.includes('Report'))) {
          yield { object, message: `Argo CD ignores ${kind}` };
        }
      }
    },
  }),
  overlayRule({
    id: 'argocd/R-03',
    title: 'The autoscaler alone decides the number of replicas',
    fix: 'remove replicas from the workload and from the kustomization, and ignore /spec/replicas in the Application with RespectIgnoreDifferences=true',
    source: 'argo-cd#2748, #6520; kubernetes#25238',
    check: replicaComplaints,
  }),
  objectRule(['batch/v1/Job'], {
    id: 'argocd/R-04',
    title: 'A Job can be synced again, and ends',
    fix: 'make it a hook with hook-delete-policy: BeforeHookCreation and ttlSecondsAfterFinished absent or from 600; set backoffLimit and activeDeadlineSeconds',
    source: 'argo-cd#13851, #6880: a Job is immutable, and a TTL hangs a hook',
    *check(job) {
      const {
        backoffLimit,
        activeDeadlineSeconds,
        ttlSecondsAfterFinished: ttl,
      }: JobSpec = job.spec ?? {};
      const isHook = hookPhases(job).length > 0;
      const options = objectSyncOptions(job);
      if (isHook && argoCdAnnotation(job, 'hook-delete-policy') === undefined) {
        yield 'it has no hook-delete-policy';
      }
      if (isHook && (ttl ?? Infinity) < SHORTEST_TTL_SECONDS) yield 'it goes before Argo CD looks';
      const replaced = ['Force=true', 'Replace=true'].every((option) => options.includes(option));
      if (!isHook && !replaced) yield 'it is no hook: a changed one cannot be applied';
      if (!isHook && ttl !== undefined) yield 'when its time is over, it is made again for ever';
      if (backoffLimit === undefined) yield 'backoffLimit is not set';
      if (activeDeadlineSeconds === undefined) yield 'activeDeadlineSeconds is not set';
    },
  }),
  objectRule(['batch/v1/CronJob'], {
    id: 'argocd/R-05',
    title: 'A failed run of a CronJob does not hold up a sync',
    fix: 'annotate argocd.argoproj.io/ignore-healthcheck: "true"; set concurrencyPolicy and both history limits',
    source: 'argo-cd#24429, #25551',
    severity: 'warning',
    *check(cronJob) {
      const { spec = {} } = cronJob;
      const ignored = argoCdAnnotation(cronJob, 'ignore-healthcheck');
      if (ignored !== 'true') yield 'one failed run makes the app Degraded';
      if (spec.concurrencyPolicy === undefined) yield 'concurrencyPolicy is not set';
      if (
        spec.successfulJobsHistoryLimit === undefined ||
        spec.failedJobsHistoryLimit === undefined
      ) {
        yield 'its history has no limits';
      }
    },
  }),
  overlayRule({
    id: 'argocd/R-07',
    title: 'Selectors pick pods that exist',
    fix: 'use labels of the pod template',
    source: 'kube-linter: mismatching-selector, dangling-service',
    linters: ['kube-linter/dangling-service', 'kube-score/service-targets-pod'],
    *check({ objects }) {
      for (const object of serversOf(objects)) {
        if (!selects(object.spec?.selector ?? {}, podOf(object)?.labels ?? {})) {
          yield { object, message: 'it does not select its own pods' };
        }
      }
      const pods = podsOf(objects);
      for (const object of select(objects, 'v1/Service')) {
        const wanted = object.spec?.selector;
        if (wanted && !pods.some(({ labels }) => includesLabels(labels, wanted))) {
          yield { object, message: 'no pod has the labels of its selector' };
        }
      }
    },
  }),
  overlayRule({
    id: 'argocd/R-08',
    title: 'What a controller injects into a webhook is left to it',
    fix: 'remove caBundle, and ignore .webhooks[]?.clientConfig.caBundle in the Application',
    source: 'argo-cd#1487, #25447; istio#52785',
    *check(overlay, repository) {
      const applications = applicationsOf(overlay, repository);
      const webhooks = select(
        overlay.objects,
        'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration',
        'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration',
      );
      for (const object of webhooks) {
        if (object.webhooks?.some(({ clientConfig }) => clientConfig?.caBundle !== undefined)) {
          yield { object, message: 'it has a caBundle' };
        }
        if (!ignore(applications, object, 'caBundle')) {
          yield { object, message: 'its Application does not ignore caBundle' };
        }
      }
    },
  }),
  overlayRule({
    id: 'argocd/R-10',
    title: 'Data and definitions survive their manifests',
    fix: 'annotate argocd.argoproj.io/sync-options: Prune=false,Delete=false; keep definitions in an Application of their own',
    source: 'argo-cd#15441, #16995',
    severity: 'warning',
    *check({ objects, env }, { model }) {
      for (const object of objects) {
        const isDefinition = object.kind === 'CustomResourceDefinition';
        // In prod, losing data is an error: B-37.
        const mayLose = holdsData(object) && !isProduction(model, env) && env !== undefined;
        if ((isDefinition || mayLose) && !isKept(object)) {
          yield { object, message: 'a commit that drops it deletes what depends on it' };
        }
      }
    },
  }),
  overlayRule({
    id: 'argocd/R-11',
    title: 'A hook has what it needs when it starts',
    fix: 'use a known phase and a name; make what a PreSync hook uses a PreSync hook of a lower wave',
    source: 'argo-helm#2887; Argo CD: Sync Phases and Waves',
    check: hookComplaints,
  }),
  kustomizationRule({
    id: 'argocd/R-12',
    title: 'Every entry of images changes an image',
    fix: 'correct name: it is what the base says before the colon',
    source: 'A bump of an image that nobody uses changes nothing',
    *check({ value, folder }, { files }) {
      const used = value.images ? imagesUsed(folder, files) : new Set();
      for (const [index, { name = '' }] of (value.images ?? []).entries()) {
        if (!used.has(name))
          yield { at: ['images', index], message: `nothing uses the image ${name}` };
      }
    },
  }),
];

function* sharedObjects(repository: CheckedRepository): Iterable<Violation> {
  const owners = new Map<string, string>();
  for (const { application, overlay } of deploymentsOf(repository)) {
    const name = application.metadata?.name ?? '?';
    for (const object of overlay?.objects ?? []) {
      const { apiVersion = '', kind = '', metadata = {} } = object;
      const { namespace = '', name: own = '' } = metadata;
      const cluster = clusterOf(application.spec?.destination);
      const key = [cluster, groupOf(apiVersion), kind, namespace, own].join(' ');
      const other = owners.get(key) ?? name;
      if (other !== name && overlay) {
        yield { overlay, object, message: `${other} and ${name} both have it` };
      }
      owners.set(key, name);
    }
  }
}

function* replicaComplaints(overlay: Build, repository: CheckedRepository): Iterable<Violation> {
  const applications = applicationsOf(overlay, repository);
  for (const autoscaler of select(overlay.objects, 'autoscaling/v2/HorizontalPodAutoscaler')) {
    const { kind, name } = autoscaler.spec?.scaleTargetRef ?? {};
    const target = serversOf(overlay.objects).find(
      (server) => server.kind === kind && server.metadata?.name === name,
    );
    if (!target) {
      yield { object: autoscaler, message: `there is no ${kind ?? '?'} ${name ?? '?'}` };
    } else {
      if (target.spec?.replicas !== undefined) {
        yield { object: target, message: 'each sync sets back what the autoscaler decided' };
      }
      if (!ignore(applications, target, '/spec/replicas')) {
        yield { object: target, message: 'its Application does not ignore /spec/replicas' };
      }
    }
  }
}

/** Whether all Applications ignore a path of an object. */
function ignore(
  applications: readonly Application[],
  object: KubernetesObject,
  path: string,
): boolean {
  return applications.every(({ spec }) =>
    (spec?.ignoreDifferences ?? []).some(
      ({ kind, name, jsonPointers = [], jqPathExpressions = [] }) =>
        kind === object.kind &&
        (name === undefined || name === object.metadata?.name) &&
        [...jsonPointers, ...jqPathExpressions].some((each) => each.includes(path)),
    ),
  );
}

function* hookComplaints({ objects }: Build): Iterable<Violation> {
  for (const hook of objects.filter((object) => hookPhases(object).length > 0)) {
    const unknown = hookPhases(hook).find((phase) => !PHASES.has(phase));
    if (unknown !== undefined) yield { object: hook, message: `there is no phase ${unknown}` };
    if (hook.metadata?.name === undefined) yield { object: hook, message: 'it has no name' };
    const pod = podOf(hook);
    if (!pod || !hookPhases(hook).includes('PreSync')) continue;
    const used = objects.filter(({ kind, metadata }) => {
      const name = metadata?.name ?? '';
      return (
        (kind === 'ServiceAccount' && pod.spec.serviceAccountName === name) ||
        (kind === 'ConfigMap' && configMapsOf(pod).has(name))
      );
    });
    for (const object of used) {
      const before = hookPhases(object).includes('PreSync') && syncWave(object) < syncWave(hook);
      const { kind = '?', metadata } = object;
      if (!before) {
        yield {
          object: hook,
          message: `${kind} ${metadata?.name ?? '?'} is not there when it starts`,
        };
      }
    }
  }
}

/** Names of the images in the files that a build reads, as they stand there. */
function imagesUsed(folder: string, files: CheckedRepository['files']): Set<string> {
  const used = new Set<string>();
  for (const path of kustomizationClosure(files, folder)) {
    for (const document of parseDocuments(files.get(path)?.content ?? '', '1.1')) {
      visit(document, {
        Pair(_, { key, value }) {
          if (isScalar(key) && key.value === 'image' && isScalar(value)) {
            used.add(splitReference(String(value.value)).name);
          }
        },
      });
    }
  }
  return used;
}

import type { Application } from '../manifests/argo-cd.js';
import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { podOf, podsOf, serversOf } from '../manifests/pods.js';
import { includesLabels, selects } from '../manifests/selectors.js';
import { clusterOf } from '../model/applications.js';
import type { TextFile } from '../model/file-tree.js';
import { splitReference } from '../model/image-reference.js';
import { groupOf } from '../model/object-id.js';
import { kustomizationClosure } from '../render/closure.js';
import { visit, isScalar } from '../yaml/ast.js';
import { parseDocuments } from '../yaml/parse.js';
import type { CheckedRepository } from './check-schemas.js';
import { applicationsOf, deploymentsOf } from './deployments.js';
import { isProduction } from './environment-preset.js';
import { kustomizationRule, overlayFileIn } from './kustomization-file.js';
import { holdsData, isKept } from './object-rules.js';
import { onceFor } from './once-for.js';
import type { Build } from './repository.js';
import type { Rule, Violation } from './rule.js';
import { overlayRule } from './scoped-rules.js';

/** Kinds that Argo CD does not manage unless it is told to. */
const EXCLUDED = new Set([
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
  'Lease.coordination.k8s.io',
  'CertificateSigningRequest.certificates.k8s.io',
  'CertificateRequest.cert-manager.io',
]);
const EXCLUDED_GROUPS = /^(.*\.?kyverno\.io|reports\.kyverno\.io|wgpolicyk8s\.io|cilium\.io)$/;
/** Rendered objects under Argo CD. That custom resources wait for their definitions is B-36. */
export const renderedRules: readonly Rule[] = [
  overlayRule({
    id: 'argocd/R-01',
    title: 'Every overlay builds, without a word',
    fix: 'mend what kustomize says; `kustomize edit fix` replaces deprecated fields',
    source: 'Argo CD: kustomize.go; it runs a plain kustomize build',
    *check({ folder, complaint = '' }, { files }) {
      const place = { path: overlayFileIn(files, folder) ?? folder };
      const isAdvice = complaint.split('\n').every((line) => line.startsWith('# Warning: '));
      const severity = isAdvice ? 'warning' : 'error';
      if (complaint !== '') yield { message: complaint, place, severity };
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

/** Names of the images in the files that a build reads, as they stand there. */
function imagesUsed(folder: string, files: CheckedRepository['files']): Set<string> {
  const read = [...kustomizationClosure(files, folder)].flatMap((path) => files.get(path) ?? []);
  return new Set(read.flatMap(imagesIn));
}

const imagesIn = onceFor(({ content }: TextFile) => {
  const names: string[] = [];
  for (const document of parseDocuments(content, '1.1')) {
    visit(document, {
      Pair(_, { key, value }) {
        if (isScalar(key) && key.value === 'image' && isScalar(value)) {
          names.push(splitReference(String(value.value)).name);
        }
      },
    });
  }
  return names;
});

import { join } from 'node:path/posix';
import { hookPhases } from '../manifests/annotations.js';
import { isOfKind, select } from '../manifests/kinds.js';
import { isRemote } from '../manifests/local-references.js';
import { configMapsOf, podsOf } from '../manifests/pods.js';
import { isHashed } from '../manifests/name-hash.js';
import {
  API_VERSIONS,
  kustomizationIn,
  kustomizationProblems,
  kustomizationRule,
  kustomizationsOf,
  type Kustomization,
} from './kustomization-file.js';
import { formatPath } from '../yaml/locate.js';
import type { Rule } from './rule.js';
import { overlayRule } from './scoped-rules.js';

/** How kustomizations are written. */
export const kustomizationRules: readonly Rule[] = [
  kustomizationRule({
    id: 'argocd/K-01',
    title: 'Kustomizations have known fields, each once, and none that goes away',
    fix: 'correct the field; `kustomize edit fix` replaces deprecated ones',
    source: 'Kustomize: kustomization.go; a duplicate key passes without a word',
    ofAnyShape: true,
    *check(file, { schemas }) {
      for (const { message } of file.document.errors) {
        yield { message: message.split('\n')[0] ?? '' };
      }
      for (const { path, message, problem } of kustomizationProblems(file, schemas)) {
        const at = path.split('/').slice(1);
        yield problem === 'deprecated'
          ? { message: `${formatPath(at)}: ${message}`, at, severity: 'warning' }
          : { message, at };
      }
    },
  }),
  kustomizationRule({
    id: 'argocd/K-02',
    title: 'Labels reach pods, and neither selectors nor claim templates',
    fix: 'set includeSelectors: false, and name spec/template/metadata/labels in fields (or set includeTemplates: true where there is no StatefulSet)',
    source: 'kustomize#1009, #3249: selectors and claim templates are immutable',
    *check({ value }) {
      for (const [index, label] of (value.labels ?? []).entries()) {
        const at = ['labels', index];
        if (label.includeSelectors === true) yield { at, message: 'it changes selectors' };
        if (label.includeVolumeClaimTemplates === true) {
          yield { at, message: 'it changes claim templates' };
        }
        const inPods = label.fields?.some(({ path }) => path === 'spec/template/metadata/labels');
        if (label.includeTemplates !== true && inPods !== true) {
          yield { at, message: 'it leaves pods without the labels', severity: 'warning' };
        }
      }
    },
  }),
  kustomizationRule({
    id: 'argocd/K-03',
    title: 'A build reads this repository, and remote bases at a commit only',
    fix: 'name a file below the kustomization, a folder of this repository, or a URL with ?ref= and a commit',
    source: 'Argo CD: Best Practices, manifests at a commit; kustomize: load restrictor',
    *check({ value, folder, references }, { files }) {
      for (const list of ['resources', 'components'] as const) {
        for (const [index, reference] of (value[list] ?? []).entries()) {
          const message = escapes(reference, folder);
          if (message !== undefined) yield { at: [list, index], message };
        }
      }
      for (const { yamlPath, target, offset } of references) {
        const isFile = files.has(target);
        if (!isFile && kustomizationIn(files, target) === undefined) {
          yield { offset, message: `${yamlPath}: there is no such file or kustomization` };
        } else if (isFile && !isBelow(target, folder)) {
          const message = `${yamlPath} is a file outside of the folder of the kustomization`;
          yield { offset, message };
        }
      }
    },
  }),
  kustomizationRule({
    id: 'argocd/K-04',
    title: 'The overlay decides the namespace, and nobody else',
    fix: 'set namespace in overlays/<env>/<app>, and nowhere below base/, argocd/ or platform/',
    source: 'One source of truth for what the Application says too (A-17)',
    needs: ['model'],
    *check({ value, folder }) {
      const isOverlay = /^overlays\/[^/]+\/[^/]+$/.test(folder);
      if (isOverlay && value.namespace === undefined && !buildsOnOverlay(value)) {
        yield { message: 'namespace is not set' };
      }
      if (/^(base|argocd|platform)(\/|$)/.test(folder) && value.namespace !== undefined) {
        yield { at: ['namespace'], message: 'namespace is set' };
      }
    },
  }),
  kustomizationRule({
    id: 'argocd/K-05',
    title: 'Kustomizations say their version',
    fix: 'set apiVersion: kustomize.config.k8s.io/v1beta1 and kind: Kustomization (v1alpha1 and Component)',
    source: 'Kustomize: kustomization.go',
    *check({ value: { apiVersion, kind } }) {
      if (kind === undefined) yield { message: 'kind is not set' };
      else if (!(kind in API_VERSIONS)) yield { at: ['kind'], message: `there is no kind ${kind}` };
      else if (apiVersion !== API_VERSIONS[kind]) {
        yield { message: `apiVersion is not ${API_VERSIONS[kind] ?? ''}` };
      }
    },
  }),
  overlayRule({
    id: 'argocd/K-06',
    title: 'What a CronJob or a hook reads is not pruned under it',
    fix: 'set options.disableNameSuffixHash: true on the generator of that ConfigMap',
    source: 'argo-cd#9153: a run starts long after the sync that pruned its ConfigMap',
    severity: 'warning',
    *check({ objects }) {
      const rendered = new Set(
        select(objects, 'v1/ConfigMap').map(({ metadata }) => metadata?.name),
      );
      for (const pod of podsOf(objects)) {
        const runsLater =
          isOfKind(pod.owner, 'batch/v1/CronJob') || hookPhases(pod.owner).length > 0;
        for (const name of runsLater ? configMapsOf(pod) : []) {
          if (rendered.has(name) && isHashed(name)) {
            yield {
              object: pod.owner,
              message: `it reads ConfigMap ${name}, which a change renames`,
            };
          }
        }
      }
    },
  }),
  kustomizationRule({
    id: 'argocd/K-07',
    title: 'All clusters of an environment run the same images',
    fix: 'move images to the overlay of the environment: `gitops-gen bump` sets them there',
    source: 'An image that one cluster overrides stays behind every bump',
    needs: ['model'],
    *check({ value }) {
      if (buildsOnOverlay(value) && value.images !== undefined) {
        yield { at: ['images'], message: 'a bump of the environment does not reach it' };
      }
    },
  }),
  {
    id: 'argocd/K-06-all',
    title: 'Names of ConfigMaps have a hash, unless one by one',
    fix: 'move disableNameSuffixHash from generatorOptions to the options of the generators that need it',
    source: 'argo-cd#1629: a change of configuration has to roll the pods',
    severity: 'warning',
    *check({ files }) {
      for (const { path, value } of kustomizationsOf(files)) {
        if (value.generatorOptions?.disableNameSuffixHash === true) {
          yield { place: { path }, message: 'no ConfigMap of this kustomization has a hash' };
        }
      }
    },
  },
];

function escapes(reference: string, folder: string): string | undefined {
  if (isRemote(reference)) {
    const pinned = /[?&]ref=[0-9a-f]{40}(&|$)/.test(reference);
    return pinned ? undefined : `${reference} is remote, and at no commit`;
  }
  const outside = reference.startsWith('/') || join(folder, reference).startsWith('..');
  return outside ? `${reference} is outside of the repository` : undefined;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`);
}

/** A destination with patches of its own builds on the overlay of its environment. */
function buildsOnOverlay({ resources = [] }: Kustomization): boolean {
  return resources.some((path) => /^\.\.\/\.\.\/[^/.]+\/[^/]+\/?$/.test(path));
}

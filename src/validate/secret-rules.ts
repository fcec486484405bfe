import { hookPhases, syncWave } from '../manifests/annotations.js';
import { isOfKind, select, type Role } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { containersOf, podsOf, secretsOf } from '../manifests/pods.js';
import { kustomizationClosure } from '../render/closure.js';
import { parseDocuments } from '../yaml/parse.js';
import type { CheckedRepository } from './check-schemas.js';
import { kustomizationRule } from './kustomization-file.js';
import { leaks } from './leaks.js';
import type { Build } from './repository.js';
import type { Rule } from './rule.js';
import { objectRule, overlayRule, podRule } from './scoped-rules.js';
import { makersOf, secretMaker } from './secret-makers.js';

/** Readable by the owner and the group, and by nobody else. */
const MOST_READABLE = 0o440;

/** What the modes other than `existing` make Secrets with; a Certificate is needed in any mode. */
const KINDS_OF_MODES: ReadonlySet<string> = new Set([
  'ExternalSecret',
  'SealedSecret',
  'Job',
  'Secret',
]);

/** Where the values of secrets come from, whatever the mode. */
export const secretRules: readonly Rule[] = [
  podRule({
    id: 'manifests/X-01',
    title: 'Secrets are files that only the container reads',
    fix: 'mount the Secret as a volume with defaultMode: 0440 and read the file; variables show up in crash reports and `kubectl describe`',
    source: 'Kubernetes: Good practices for Secrets; kubesec',
    *check(pod) {
      for (const { name = '?', secret, projected } of pod.spec.volumes ?? []) {
        const holds = secret ?? (projected?.sources?.some((source) => source.secret) && projected);
        if (holds && ((holds.defaultMode ?? 0o644) & ~MOST_READABLE) !== 0) {
          yield `volume ${name} can be read by others`;
        }
      }
      for (const { name = '?', env = [], envFrom = [] } of containersOf(pod)) {
        if (envFrom.some(({ secretRef }) => secretRef)) {
          yield `container ${name}: all keys of a Secret become variables`;
        }
        for (const variable of env.filter(({ valueFrom }) => valueFrom?.secretKeyRef)) {
          yield `container ${name}: the variable ${variable.name ?? '?'} holds a secret`;
        }
      }
    },
  }),
  overlayRule({
    id: 'manifests/X-02',
    title: 'Something makes each Secret that a pod needs',
    fix: 'add the one ExternalSecret, SealedSecret or bootstrap Job that makes it; with `secrets: existing`, make it yourself and keep none of them',
    source: 'Argo CD: Secret Management',
    *check({ objects }, { model }) {
      const wanted = new Set(podsOf(objects).flatMap((pod) => [...secretsOf(pod)]));
      for (const name of wanted) {
        const makers = makersOf(name, objects);
        const [first] = makers;
        const forSecrets = makers.some(({ kind = '' }) => KINDS_OF_MODES.has(kind));
        if (makers.length > 1 || (forSecrets && model?.secrets === 'existing')) {
          const kinds = makers.map(({ kind = '?' }) => kind).join(', ');
          yield { ...(first && { object: first }), message: `Secret ${name} is made by ${kinds}` };
        } else if (!first && model?.secrets === 'sealed-secrets') {
          yield {
            severity: 'warning',
            message: `Secret ${name} is not sealed yet: seal it with kubeseal`,
          };
        } else if (!first && model?.secrets !== 'existing') {
          yield {
            message: `nothing here makes Secret ${name}`,
            severity: model ? 'error' : 'notice',
          };
        }
      }
    },
  }),
  kustomizationRule({
    id: 'manifests/X-03',
    title: 'Nothing generates a Secret from files in git',
    fix: 'remove secretGenerator, change the value where it is used, and have the cluster make the Secret',
    source: 'Argo CD: Secret Management',
    *check({ value }) {
      if ((value.secretGenerator ?? []).length > 0) {
        yield { at: ['secretGenerator'], message: 'the values of secretGenerator are in git' };
      }
    },
  }),
  {
    id: 'manifests/X-03-leak',
    title: 'No key or token is in git',
    fix: 'revoke it, then remove it; a commit that removes it does not take it out of the history',
    source: 'gitleaks: default rules',
    *check({ files }) {
      for (const [path, { content }] of files) {
        for (const { what, line } of leaks(content)) {
          yield { message: `this is ${what}`, place: { path, line } };
        }
      }
    },
  },
  objectRule(['external-secrets.io/v1/ExternalSecret'], {
    id: 'manifests/X-04',
    title: 'A generated password is generated once',
    fix: 'set refreshPolicy: CreatedOnce and target.immutable: true',
    source: 'External Secrets Operator: generators; each refresh makes another value',
    *check({ spec = {} }) {
      if (!(spec.dataFrom ?? []).some(({ sourceRef }) => sourceRef?.generatorRef)) return;
      if (spec.refreshPolicy !== 'CreatedOnce') yield 'refreshPolicy is not CreatedOnce';
      if (spec.target?.immutable !== true) yield 'target.immutable is not true';
    },
  }),
  overlayRule({
    id: 'manifests/X-06',
    title: 'The Job that makes a Secret has all it needs, and changes none',
    fix: 'make the ServiceAccount, its Role and RoleBinding, its NetworkPolicy and the Job PreSync hooks in rising waves, with restartPolicy: Never; allow the Role no more than get and create',
    source: 'Argo CD: Sync Phases and Waves',
    *check({ objects }) {
      for (const role of select(objects, 'rbac.authorization.k8s.io/v1/Role')) {
        const maker = secretMaker(role, objects);
        if (!maker) continue;
        for (const message of bootstrapComplaints(role, maker, objects)) {
          yield { object: maker, message };
        }
      }
    },
  }),
  overlayRule({
    id: 'manifests/X-07',
    title: 'What is sealed keeps its name and namespace',
    fix: 'take namePrefix, nameSuffix and foreign namespaces away, or seal it again for the name and namespace that it ends up with',
    source: 'Sealed Secrets: scopes; both are part of what is encrypted',
    *check(overlay, repository) {
      const rendered = select(overlay.objects, 'bitnami.com/v1alpha1/SealedSecret');
      for (const { name, namespace, path } of sealedSources(overlay, repository)) {
        const kept = rendered.some(
          ({ metadata }) => metadata?.name === name && metadata.namespace === namespace,
        );
        if (!kept) {
          const message = `it is sealed as ${namespace ?? '?'}/${name}, and rendered as another`;
          yield { message, place: { path } };
        }
      }
    },
  }),
];

function* bootstrapComplaints(
  role: Role,
  job: KubernetesObject,
  objects: readonly KubernetesObject[],
): Iterable<string> {
  const verbs = (role.rules ?? []).flatMap((rule) => rule.verbs ?? []);
  const more = verbs.filter((verb) => verb !== 'get' && verb !== 'create');
  if (more.length > 0) yield `its Role allows ${more.join(', ')}`;
  const needs = objects.filter(
    (object) =>
      object !== job &&
      object.metadata?.name === job.metadata?.name &&
      ['ServiceAccount', 'Role', 'RoleBinding', 'NetworkPolicy'].includes(object.kind ?? ''),
  );
  for (const object of [...needs, job]) {
    if (!hookPhases(object).includes('PreSync'))
      yield `its ${object.kind ?? '?'} is no PreSync hook`;
  }
  for (const object of needs.filter((one) => syncWave(one) >= syncWave(job))) {
    yield `its ${object.kind ?? '?'} comes no earlier than the Job`;
  }
  if (isOfKind(job, 'batch/v1/Job') && job.spec?.template?.spec?.restartPolicy !== 'Never') {
    yield 'restartPolicy is not Never';
  }
}

/** SealedSecrets as their files have them, those for a whole cluster or namespace left out. */
function sealedSources({ folder }: Build, { files }: CheckedRepository) {
  return [...kustomizationClosure(files, folder)].flatMap((path) => {
    const text = files.get(path)?.content ?? '';
    if (!text.includes('SealedSecret')) return [];
    return parseDocuments(text, '1.1').flatMap((document) => {
      const object = document.toJS() as KubernetesObject | null;
      if (object?.kind !== 'SealedSecret') return [];
      const { name = '?', namespace, annotations = {} } = object.metadata ?? {};
      const wide = Object.keys(annotations).some((key) => key.endsWith('-wide'));
      return wide ? [] : [{ name, namespace, path }];
    });
  });
}

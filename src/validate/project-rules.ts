import { syncWave } from '../manifests/annotations.js';
import type { AppProject, ApplicationDestination, ResourceKind } from '../manifests/argo-cd.js';
import { RESOURCES_FINALIZER } from '../manifests/expand-application-set.js';
import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { clusterKind } from '../model/cluster-kinds.js';
import { groupOf } from '../model/object-id.js';
import type { RepositoryModel } from '../model/repository-model.js';
import type { CheckedRepository } from './check-schemas.js';
import type { Deployment } from './deployments.js';
import { isAbsentOr } from './is-absent-or.js';
import { hasTwice } from './has-twice.js';
import { projectRule } from './project-rule.js';
import type { Rule } from './rule.js';

/** What projects allow. */
export const projectRules: readonly Rule[] = [
  projectRule({
    id: 'argocd/P-01',
    title: 'A project outlives its Applications',
    fix: `set the finalizer ${RESOURCES_FINALIZER} and argocd.argoproj.io/sync-wave: "-1"`,
    source: 'argo-cd#3175, #4369: Applications without project cannot be deleted',
    *check(project, deployments) {
      const { name, finalizers = [] } = project.metadata ?? {};
      if (name === 'default') yield 'it is the project that everybody may use';
      if (!finalizers.includes(RESOURCES_FINALIZER)) yield 'it has no finalizer';
      const late = deployments.some(
        ({ origin, isRoot }) => !isRoot && syncWave(origin) <= syncWave(project),
      );
      if (late) yield 'its wave is not before that of its Applications';
    },
  }),
  projectRule({
    id: 'argocd/P-02',
    title: 'A project names the repositories it may read',
    fix: 'list the URLs in sourceRepos, without *',
    source: 'Argo CD: Projects; ValidateProject',
    *check({ spec }) {
      const repos = spec?.sourceRepos ?? [];
      if (repos.length === 0) yield 'sourceRepos is empty';
      if (repos.some((url) => url.includes('*'))) yield 'sourceRepos has a *';
      if (hasTwice(repos)) yield 'sourceRepos names one twice';
    },
  }),
  projectRule({
    id: 'argocd/P-03',
    title: 'A project names the namespaces it may write',
    fix: 'list server or name, and namespace, in destinations, without *; the namespace of Argo CD in the project of the root only',
    source: 'Argo CD: Cluster Bootstrapping; who may write there is an administrator',
    *check({ spec }, deployments, { model }) {
      const destinations = spec?.destinations ?? [];
      const isRoot = deployments.some((deployment) => deployment.isRoot);
      if (destinations.length === 0 && deployments.length > 0) yield 'destinations is empty';
      for (const destination of destinations) yield* destinationComplaints(destination);
      if (hasTwice(destinations.map((one) => JSON.stringify(one))))
        yield 'destinations names one twice';
      const central = destinations.some(({ namespace }) => namespace === model?.argocd.namespace);
      if (model && central && !isRoot) yield 'it may write into the namespace of Argo CD';
    },
  }),
  projectRule({
    id: 'argocd/P-04',
    title: 'A project allows the cluster-wide objects that its apps have, and no others',
    fix: 'list them in clusterResourceWhitelist, with {group: "", kind: Namespace, name} for each namespace that Argo CD creates; for platform/ in platform.kinds of gitops-gen.yaml',
    source: 'argo-cd#20233, #22869: a namespace that is created passes the same check',
    check: clusterResourceComplaints,
  }),
  projectRule({
    id: 'argocd/P-05',
    title: 'A project allows all kinds that its apps have',
    fix: 'remove namespaceResourceWhitelist, or list every kind',
    source: 'Argo CD: app_project_types.go; [] denies everything',
    *check({ spec }, deployments, { schemas }) {
      const allowed = spec?.namespaceResourceWhitelist;
      if (!allowed) return;
      if (allowed.length === 0) yield 'namespaceResourceWhitelist denies everything';
      const denied = objectsOf(deployments).find(
        (object) =>
          schemas.isNamespaced(object.apiVersion ?? '', object.kind ?? '') === true &&
          !allowed.some((kind) => isOf(kind, object)),
      );
      if (denied) yield `it does not allow ${denied.kind ?? '?'}`;
    },
  }),
  projectRule({
    id: 'argocd/P-06',
    title: 'A project forbids nothing that its apps have',
    fix: 'remove the kind from the blacklist',
    source: 'Argo CD: app_project_types.go',
    *check({ spec = {} }, deployments, { schemas }) {
      const { clusterResourceBlacklist = [], namespaceResourceBlacklist = [] } = spec;
      const denied = objectsOf(deployments).find((object) => {
        const isWide = isClusterWide(object, schemas) ?? isAllowedWide(spec, object);
        const forbidden = isWide ? clusterResourceBlacklist : namespaceResourceBlacklist;
        return forbidden.some((kind) => isOf(kind, object));
      });
      if (denied) yield `it forbids ${denied.kind ?? '?'}`;
    },
  }),
  projectRule({
    id: 'argocd/P-11',
    title: 'What platform/ deploys is in no namespace',
    fix: "set namespaceResourceBlacklist to [{group: '*', kind: '*'}] in its project",
    source:
      'Argo CD: app_project_types.go; it writes no empty list, and without one everything is allowed',
    *check({ spec }, deployments) {
      const isPlatform = deployments.some((deployment) => deployment.isPlatform);
      const forbidden = spec?.namespaceResourceBlacklist ?? [];
      const forbidsAll = forbidden.some(({ group, kind }) => group === '*' && kind === '*');
      if (isPlatform && !forbidsAll) yield 'it allows objects that are in a namespace';
    },
  }),
  projectRule({
    id: 'argocd/P-08',
    title: 'Signatures are not checked by what goes away',
    fix: 'use sourceIntegrity',
    source: 'Argo CD: upgrading 3.4 to 3.5',
    *check({ spec }) {
      if (spec?.signatureKeys) yield 'signatureKeys is set';
    },
  }),
  {
    id: 'argocd/P-09',
    title: 'Notifications are subscribed to once, for the project',
    fix: 'move notifications.argoproj.io/subscribe.* from the Application to its AppProject',
    source: 'Argo CD: Notification Subscriptions',
    severity: 'warning',
    *check({ argocd }) {
      for (const object of select(argocd.objects, 'argoproj.io/v1alpha1/Application')) {
        const keys = Object.keys(object.metadata?.annotations ?? {});
        const own = keys.find((key) => key.startsWith('notifications.argoproj.io/subscribe.'));
        if (own !== undefined) yield { object, overlay: argocd, message: `it has ${own}` };
      }
    },
  },
  projectRule({
    id: 'argocd/P-09-orphans',
    title: 'Objects of nobody are not warned of everywhere',
    fix: 'set orphanedResources.warn: false, or argocd.orphanedResources: warn in gitops-gen.yaml',
    source: 'Argo CD: Orphaned Resources Monitoring; the scan is slow',
    severity: 'warning',
    *check({ spec }, _deployments, { model }) {
      const isAskedFor = model?.argocd.orphanedResources === 'warn';
      if (
        spec?.orphanedResources &&
        !isAskedFor &&
        !isAbsentOr(spec.orphanedResources.warn, false)
      ) {
        yield 'each Application warns of every orphan of its namespace';
      }
    },
  }),
];

function* destinationComplaints({ server, name, namespace = '' }: ApplicationDestination) {
  if ((server === undefined) === (name === undefined)) {
    yield 'a destination names not exactly one of server and name';
  }
  if (`${server ?? ''}${name ?? ''}${namespace}`.includes('*')) yield 'a destination has a *';
  if (namespace === '') yield 'a destination names no namespace';
  if (namespace === 'kube-system') yield 'it may write into kube-system';
}

function* clusterResourceComplaints(
  { spec }: AppProject,
  deployments: readonly Deployment[],
  { schemas, model }: CheckedRepository,
): Iterable<string> {
  const allowed = spec?.clusterResourceWhitelist ?? [];
  const isPlatform = deployments.some((one) => one.isPlatform);
  const wide = objectsOf(deployments).filter(
    (object) => isClusterWide(object, schemas) ?? (isPlatform || isAllowedWide(spec, object)),
  );
  const created = deployments
    .filter(({ application }) =>
      application.spec?.syncPolicy?.syncOptions?.includes('CreateNamespace=true'),
    )
    .map(({ application }): KubernetesObject => {
      const name = application.spec?.destination?.namespace ?? '';
      return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    });
  for (const object of [...wide, ...created]) {
    if (!isAllowedWide(spec, object)) {
      yield `it does not allow ${object.kind ?? '?'} ${object.metadata?.name ?? '?'}`;
    }
  }
  if (isPlatform) yield* platformKindComplaints(allowed, model);
  for (const kind of allowed) {
    if (kind.kind === '*' || kind.group === '*') yield 'clusterResourceWhitelist has a *';
    else if (
      !isPlatform &&
      ![...wide, ...created].some((object) => isOf(kind, object) && isNamed(kind, object))
    ) {
      yield `it allows ${kind.kind ?? '?'} ${kind.name ?? ''}, which no app has`;
    }
  }
}

/** The files of the platform belong to people, who say by hand which kinds they may hold. */
function* platformKindComplaints(
  allowed: readonly ResourceKind[],
  model: RepositoryModel | undefined,
): Iterable<string> {
  if (!model) return;
  const meant = (model.platform?.kinds ?? []).map(clusterKind);
  const isSame = (one: ResourceKind, other: ResourceKind | undefined) =>
    one.kind === other?.kind && one.group === other?.group;
  for (const kind of allowed) {
    if (!meant.some((one) => isSame(kind, one))) {
      yield `it allows ${kind.kind ?? '?'}, which platform.kinds does not name`;
    }
  }
  for (const kind of meant) {
    if (kind && !allowed.some((one) => isSame(one, kind))) yield `it does not allow ${kind.kind}`;
  }
}

function objectsOf(deployments: readonly Deployment[]): KubernetesObject[] {
  return deployments.flatMap(({ overlay }) => overlay?.objects ?? []);
}

function isOf({ group, kind }: ResourceKind, object: KubernetesObject): boolean {
  const matches = (pattern = '', value = '') => pattern === '*' || pattern === value;
  return matches(group, groupOf(object.apiVersion ?? '')) && matches(kind, object.kind);
}

/** `undefined` where no schema tells. */
function isClusterWide(
  { apiVersion = '', kind = '' }: KubernetesObject,
  schemas: CheckedRepository['schemas'],
): boolean | undefined {
  const isNamespaced = schemas.isNamespaced(apiVersion, kind);
  return isNamespaced === undefined ? undefined : !isNamespaced;
}

function isAllowedWide(spec: AppProject['spec'], object: KubernetesObject): boolean {
  const allowed = spec?.clusterResourceWhitelist ?? [];
  return allowed.some((kind) => isOf(kind, object) && isNamed(kind, object));
}

function isNamed({ name }: ResourceKind, { metadata }: KubernetesObject): boolean {
  return name === undefined || name === metadata?.name;
}

import { argoCdAnnotation } from '../manifests/annotations.js';
import type { Application, IgnoreDifference } from '../manifests/argo-cd.js';
import { groupOf } from '../model/object-id.js';
import { needsServerSideDiff } from '../model/server-side-diff.js';
import { applicationRule, type Deployment } from './deployments.js';
import { isAbsentOr } from './is-absent-or.js';
import { POD_SECURITY } from './object-rules.js';
import type { Rule } from './rule.js';

const ROOT_OPTIONS = [
  'ServerSideApply=true',
  'ApplyOutOfSyncOnly=true',
  'FailOnSharedResource=true',
];
const PLATFORM_OPTIONS = [...ROOT_OPTIONS, 'PruneLast=true'];
const APP_OPTIONS = [...PLATFORM_OPTIONS, 'CreateNamespace=true'];
const FORBIDDEN = ['Replace=true', 'Force=true', 'Validate=false', 'Prune=false'];
const KNOWN_OPTIONS = new Set(
  'ApplyOutOfSyncOnly ClientSideApplyMigration CreateNamespace Delete DisableClientSideApplyMigration FailOnSharedResource Force Prune PruneLast PrunePropagationPolicy Replace RespectIgnoreDifferences ServerSideApply SkipDryRunOnMissingResource Validate'.split(
    ' ',
  ),
);
/** Kinds without group that an Application may have to ignore a difference of. */
const CORE_KINDS = new Set([
  'ConfigMap',
  'Namespace',
  'PersistentVolumeClaim',
  'Secret',
  'Service',
  'ServiceAccount',
]);
/** Minors of Kubernetes that each Argo CD is tested with. */
const TESTED: Readonly<Record<string, readonly [from: number, to: number]>> = {
  '3.3': [32, 35],
  '3.4': [32, 35],
  '3.5': [33, 36],
};

/** How Applications are kept in sync. */
export const applicationSyncRules: readonly Rule[] = [
  applicationRule({
    id: 'argocd/A-18',
    title: 'Applications follow git by themselves',
    fix: 'set automated to {prune: true, selfHeal: true}, for platform/ prune: false; where people sync, autoSync: false of the environment adds enabled: false',
    source: 'Argo CD: Automated Sync Policy; argo-cd#27875: self-heal recovers missed refreshes',
    *check({ application, isRoot, isPlatform, expected }) {
      const automated = application.spec?.syncPolicy?.automated;
      if (!automated) {
        yield 'automated is not set';
        return;
      }
      if (isPlatform && automated.prune !== false) yield 'what git drops, every app loses';
      if (!isRoot && !isPlatform && automated.prune !== true) yield 'what git drops stays';
      if (automated.selfHeal !== true) yield 'what is changed by hand stays changed';
      if (!isAbsentOr(automated.allowEmpty, false)) yield 'an empty build deletes everything';
      const enabled = expected?.environment.autoSync ?? true;
      if ((automated.enabled ?? true) !== enabled && (expected ?? isRoot)) {
        yield `enabled is ${String(automated.enabled ?? true)}, and the model says otherwise`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-19',
    title: 'Sync options are known, and those that protect are on',
    fix: `set ${APP_OPTIONS.join(', ')}; for platform/ all but CreateNamespace, for the root ${ROOT_OPTIONS.join(', ')}`,
    source: 'Argo CD: Sync Options',
    *check({ application, isRoot, isPlatform, overlay }) {
      const options = syncOptions(application);
      const ownsNamespace = overlay?.objects.some(({ kind }) => kind === 'Namespace') ?? false;
      const wanted = isRoot ? ROOT_OPTIONS : isPlatform ? PLATFORM_OPTIONS : APP_OPTIONS;
      if (isPlatform && options.includes('CreateNamespace=true')) yield 'it needs no namespace';
      for (const option of wanted.filter((one) => !options.includes(one))) {
        if (option !== 'CreateNamespace=true' || !ownsNamespace) yield `${option} is missing`;
      }
      const names = options.map((option) => option.split('=')[0] ?? '');
      const unknown = names.find((name) => !KNOWN_OPTIONS.has(name));
      if (unknown !== undefined) yield `there is no option ${unknown}`;
      const twice = names.find((name, index) => names.indexOf(name) < index);
      if (twice !== undefined) yield `${twice} is given twice`;
    },
  }),
  applicationRule({
    id: 'argocd/A-20',
    title: 'No sync option endangers the whole app',
    fix: 'remove it; annotate the one object that needs it with argocd.argoproj.io/sync-options',
    source: 'argo-cd#12810, #13100, #5214: deleted namespaces, broken hooks',
    *check({ application }) {
      for (const option of FORBIDDEN) {
        if (syncOptions(application).includes(option)) yield `${option} is for every object`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-21',
    title: 'A sync leaves alone what is ignored, and nothing else',
    fix: 'set RespectIgnoreDifferences=true where a field such as /spec/replicas is ignored; remove it where a path leads into a list',
    source: 'argo-cd#23283, #26588: a path into a list froze all fields of the containers',
    *check({ application }) {
      const respects = syncOptions(application).includes('RespectIgnoreDifferences=true');
      const paths = (application.spec?.ignoreDifferences ?? []).flatMap(pathsOf);
      const intoList = paths.find(leadsIntoList);
      if (!respects && paths.some((path) => !leadsIntoList(path))) {
        yield 'each sync sets what is ignored';
      }
      if (respects && intoList !== undefined) yield `${intoList} freezes the whole list`;
    },
  }),
  applicationRule({
    id: 'argocd/A-22',
    title: 'The namespace takes restricted pods only, and has one owner',
    fix: `set managedNamespaceMetadata.labels ${POD_SECURITY.join(', ')} to restricted with CreateNamespace=true, or keep a Namespace in the overlay`,
    source: 'Argo CD: Sync Options, namespace metadata',
    *check({ application, isRoot, overlay }) {
      if (isRoot) return;
      const creates = syncOptions(application).includes('CreateNamespace=true');
      const labels = application.spec?.syncPolicy?.managedNamespaceMetadata?.labels;
      const { namespace } = application.spec?.destination ?? {};
      const owned = overlay?.objects.some(
        ({ kind, metadata }) => kind === 'Namespace' && metadata?.name === namespace,
      );
      if (!creates && labels) yield 'its labels are ignored: it does not create the namespace';
      if (creates && owned === true) yield 'the namespace is in the overlay too';
      const loose = POD_SECURITY.find((key) => labels?.[key] !== 'restricted');
      if (creates && loose !== undefined) yield `the label ${loose} is not restricted`;
    },
  }),
  applicationRule({
    id: 'argocd/A-23',
    title: 'A failed sync is tried again, with the newest commit',
    fix: 'set retry to {limit: 5, refresh: true, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}',
    source: 'Argo CD: Automated Sync Policy; a revision whose tries are used up waits for a commit',
    *check({ application }) {
      const { limit = 0, refresh, backoff = {} } = application.spec?.syncPolicy?.retry ?? {};
      const [duration, most] = [backoff.duration, backoff.maxDuration].map(goSeconds);
      if (limit < 1) yield 'retry.limit is below 1';
      if (refresh !== true) yield 'retry.refresh is not true';
      if (!Number.isInteger(backoff.factor ?? 2)) yield 'backoff.factor is no whole number';
      if (duration === undefined || most === undefined) yield 'backoff has no durations';
      else if (duration > most) yield 'backoff.duration is above maxDuration';
    },
  }),
  applicationRule({
    id: 'argocd/A-24',
    title: 'What is ignored exists',
    fix: 'write group (apps for a Deployment), kind, name and at least one path',
    source: 'argo-cd#28590: without group, kind: Deployment matches nothing',
    check: ignoreComplaints,
  }),
  applicationRule({
    id: 'argocd/A-25',
    title: 'The history of an Application is short',
    fix: 'set revisionHistoryLimit to 1 up to 10',
    source: 'argo-cd#14486: an object has to fit into etcd',
    severity: 'warning',
    *check({ application }) {
      const limit = application.spec?.revisionHistoryLimit ?? 0;
      if (limit < 1 || limit > 10) yield `revisionHistoryLimit is ${limit}`;
    },
  }),
  applicationRule({
    id: 'argocd/A-27',
    title: 'A cluster newer than Argo CD compares by itself',
    fix: 'annotate argocd.argoproj.io/compare-options: ServerSideDiff=true, or set kubernetesVersion of gitops-gen.yaml',
    source: 'argo-cd#18778: ComparisonError … field not declared in schema',
    severity: 'warning',
    needs: ['model'],
    *check({ application, expected }, { model }) {
      if (!model) return;
      const options = argoCdAnnotation(application, 'compare-options') ?? '';
      if (
        needsServerSideDiff(model, expected?.environment) &&
        !options.includes('ServerSideDiff=true')
      ) {
        yield 'Argo CD may not know every field of the cluster';
      }
      const version = expected?.environment.kubernetesVersion ?? model.kubernetesVersion;
      const minor = Number(version?.split('.')[1]);
      const [from, to] = TESTED[model.argocd.version] ?? [0, Infinity];
      if (minor < from || minor > to) {
        yield `Argo CD ${model.argocd.version} is not tested with Kubernetes ${version ?? ''}`;
      }
    },
  }),
];

function syncOptions(application: Application): readonly string[] {
  return application.spec?.syncPolicy?.syncOptions ?? [];
}

function pathsOf({ jsonPointers = [], jqPathExpressions = [] }: IgnoreDifference): string[] {
  return [...jsonPointers, ...jqPathExpressions];
}

/** `/spec/containers/0`, `/spec/containers/-`, `.spec.containers[]`. */
function leadsIntoList(path: string): boolean {
  return /\/(\d+|-)(\/|$)/.test(path) || path.includes('[');
}

function* ignoreComplaints({ application, overlay }: Deployment): Iterable<string> {
  for (const entry of application.spec?.ignoreDifferences ?? []) {
    const { group, kind = '', name, jsonPointers = [] } = entry;
    const label = `ignoreDifferences of ${kind || '?'} ${name ?? ''}`;
    if (group === undefined) yield `${label} names no group`;
    if (group === '' && !CORE_KINDS.has(kind)) yield `${label}: ${kind} is of no core kind`;
    if (kind === '') yield `${label} names no kind`;
    if (name === undefined) yield `${label} names no object`;
    if (pathsOf(entry).length === 0 && !entry.managedFieldsManagers) yield `${label} has no path`;
    const relative = jsonPointers.find((pointer) => !pointer.startsWith('/'));
    if (relative !== undefined) yield `${label}: ${relative} does not start with /`;
    const exists = overlay?.objects.some(
      (object) =>
        object.kind === kind &&
        object.metadata?.name === name &&
        groupOf(object.apiVersion ?? '') === group,
    );
    if (exists === false) yield `${label}: it deploys no such object`;
  }
}

/** A duration as Go reads it, in seconds: `1m30s` is 90. */
export function goSeconds(text = ''): number | undefined {
  if (!/^(\d+(\.\d+)?(h|m|s))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  return [...text.matchAll(/([\d.]+)(h|m|s)/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0),
    0,
  );
}

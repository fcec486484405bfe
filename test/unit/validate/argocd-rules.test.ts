import { describe, expect, test } from 'vitest';
import { applicationBoundsRules } from '../../../src/validate/application-bounds-rules.js';
import { applicationRules } from '../../../src/validate/application-rules.js';
import { applicationSetRules } from '../../../src/validate/application-set-rules.js';
import { applicationSyncRules } from '../../../src/validate/application-sync-rules.js';
import { helmSourceRules } from '../../../src/validate/helm-source-rules.js';
import { projectRoleRules } from '../../../src/validate/project-role-rules.js';
import { projectRules } from '../../../src/validate/project-rules.js';
import { renderedRules } from '../../../src/validate/rendered-rules.js';
import { argocdSchemaRules } from '../../../src/validate/schema-rules.js';
import { syncWindowRules } from '../../../src/validate/sync-window-rules.js';
import { treeRules } from '../../../src/validate/tree-rules.js';
import {
  add,
  breakWith,
  drop,
  findingsOf,
  remove,
  set,
  write,
  type Break,
  type Breaks,
} from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const plain = await todoRepository({ platform: {} });
const repository = { ...plain, baseline: plain };
const withSets = await todoRepository({ mode: 'applicationset', platform: {} });

const app = (pointer: string, value: unknown): Break =>
  set('argocd', 'Application todo-prod', pointer, value);
const root = (pointer: string, value: unknown): Break =>
  set('argocd', 'Application acme-root', pointer, value);
const project = (pointer: string, value: unknown): Break =>
  set('argocd', 'AppProject acme', pointer, value);
const platform = (pointer: string, value: unknown): Break =>
  set('argocd', 'Application platform-prod', pointer, value);
const platformProject = (pointer: string, value: unknown): Break =>
  set('argocd', 'AppProject acme-platform', pointer, value);
const theSet = (pointer: string, value: unknown): Break =>
  set('argocd', 'ApplicationSet acme-prod', pointer, value);

const PATHS = '/metadata/annotations/argocd.argoproj.io~1manifest-generate-paths';
const ANNOTATION = '/metadata/annotations/argocd.argoproj.io~1';
const OPTIONS = '/spec/syncPolicy/syncOptions';

const PLATFORM_PROD = 'platform/overlays/prod';
const WHITELIST = '/spec/clusterResourceWhitelist';
const CLUSTER_ROLE = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: default}';
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}';
const POLICY_OF_KYVERNO = 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}';

const treeBreaks: Breaks = [
  ['argocd/T-01', 'not listed', write('argocd/extra.yaml', 'kind: Application\n')],
  ['argocd/T-01', 'no kustomization', drop('argocd/projects/kustomization.yaml')],
  [
    'argocd/T-01',
    'does not build',
    (broken) => ({ ...broken, argocd: { ...broken.argocd, complaint: 'no such file' } }),
  ],
  ['argocd/T-02', 'one is missing', remove('argocd', 'Application todo-prod')],
  ['argocd/T-02', 'no platform', remove('argocd', 'Application platform-prod')],
  ['argocd/T-02', 'both modes', write('argocd/applicationsets/kustomization.yaml', '{}')],
  ['argocd/T-03', 'no root', remove('argocd', 'Application acme-root')],
  ['argocd/T-03', 'project of the apps', root('/spec/project', 'acme')],
  ['argocd/T-03', 'another namespace', root('/spec/destination/namespace', 'default')],
  ['argocd/T-03', 'a finalizer', root('/metadata/finalizers', ['a'])],
  ['argocd/T-03', 'makes its namespace', root(`${OPTIONS}/-`, 'CreateNamespace=true')],
  ['argocd/T-03', 'prunes', root('/spec/syncPolicy/automated/prune', true)],
  [
    'argocd/T-04',
    'an app in the place of the platform',
    (broken) => ({
      ...broken,
      model: {
        ...broken.model!,
        apps: broken.model!.apps.map((one) => ({ ...one, name: 'platform' })),
      },
    }),
  ],
  [
    'argocd/T-04',
    'two in one namespace',
    (broken) => ({
      ...broken,
      model: {
        ...broken.model!,
        environments: broken.model!.environments.map((one) => ({ ...one, namespace: '{app}' })),
      },
    }),
  ],
];

const applicationBreaks: Breaks = [
  ['argocd/A-01', 'beta', app('/apiVersion', 'argoproj.io/v1beta1')],
  ['argocd/A-03', 'no label', app('/metadata/name', 'Todo_Prod')],
  ['argocd/A-03', 'another name', app('/metadata/name', 'todo-production')],
  ['argocd/A-04', 'elsewhere', app('/metadata/namespace', 'todo-prod')],
  ['argocd/A-05', 'deletes prod', app('/metadata/finalizers', ['a'])],
  ['argocd/A-05', 'keeps dev', set('argocd', 'Application todo-dev', '/metadata/finalizers', [])],
  ['argocd/A-06', 'none', app(PATHS, undefined)],
  ['argocd/A-06', 'relative', app(PATHS, 'overlays/prod/todo;/base/todo')],
  ['argocd/A-06', 'a folder that is gone', app(PATHS, '/overlays/prod/todo;/base/todo;/gone')],
  ['argocd/A-06', 'not the base', app(PATHS, '/overlays/prod/todo')],
  ['argocd/A-07', 'tracked', app(`${ANNOTATION}tracking-id`, 'a')],
  ['argocd/A-08', 'a word', app(`${ANNOTATION}sync-wave`, 'first')],
  ['argocd/A-09', 'no label', app('/metadata/labels/env', undefined)],
  ['argocd/A-09', 'another team', app('/metadata/labels/team', 'other')],
  ['argocd/A-11', 'several', app('/spec/sources', [])],
  ['argocd/A-13', 'a short name', app('/spec/source/targetRevision', 'main')],
  ['argocd/A-13', 'HEAD', app('/spec/source/targetRevision', 'HEAD')],
  ['argocd/A-14', 'outside', app('/spec/source/path', '../todo')],
  ['argocd/A-14', 'a base', app('/spec/source/path', 'base/todo')],
  ['argocd/A-14', 'gone', app('/spec/source/path', 'overlays/prod/gone')],
  [
    'argocd/A-14',
    'a cluster without an overlay',
    app('/spec/source/path', 'overlays/prod-eu/todo'),
  ],
  ['argocd/A-14', 'another environment', app('/spec/source/path', 'overlays/dev/todo')],
  [
    'argocd/A-03',
    'of an environment with another cluster',
    platform('/metadata/name', 'platform-dev'),
  ],
  ['argocd/A-05', 'deletes the platform', platform('/metadata/finalizers', ['a'])],
  ['argocd/A-06', 'not the base of the platform', platform(PATHS, '/platform/overlays/prod')],
  ['argocd/A-09', 'a platform without label', platform('/metadata/labels/app', undefined)],
  [
    'argocd/A-14',
    'an app in place of the platform',
    platform('/spec/source/path', 'overlays/prod/todo'),
  ],
  ['argocd/A-15', 'images', app('/spec/source/kustomize', { images: [] })],
];

const boundsBreaks: Breaks = [
  ['argocd/A-10', 'default', app('/spec/project', 'default')],
  ['argocd/A-10', 'unknown', app('/spec/project', 'other')],
  ['argocd/A-10', 'not as the model', app('/spec/project', 'acme-root')],
  ['argocd/A-10', 'the platform in the project of apps', platform('/spec/project', 'acme')],
  ['argocd/A-12', 'http', app('/spec/source/repoURL', 'http://git.example.com/acme/deploy.git')],
  ['argocd/A-12', 'a password', app('/spec/source/repoURL', 'https://a:b@git.example.com/a.git')],
  ['argocd/A-12', 'not allowed', app('/spec/source/repoURL', 'https://git.example.com/a.git')],
  ['argocd/A-16', 'two clusters', app('/spec/destination/name', 'prod')],
  ['argocd/A-16', 'no namespace', app('/spec/destination/namespace', undefined)],
  ['argocd/A-16', 'not allowed', app('/spec/destination/server', 'https://prod.example.com')],
  ['argocd/A-17', 'another namespace', app('/spec/destination/namespace', 'todo-dev')],
  [
    'argocd/A-17',
    'an object of the platform in a namespace',
    add(PLATFORM_PROD, SERVICE.replace('default', 'todo-prod')),
  ],
  [
    'argocd/A-17',
    'a stray object',
    set('overlays/prod/todo', 'Service todo-backend', '/metadata/namespace', 'default'),
  ],
];

const schemaBreaks: Breaks = [
  ['argocd/A-02', 'a slip', app('/spec/syncPolicy/automated/selfheal', true)],
  ['argocd/A-26', 'too new', app('/spec/syncPolicy/retry/refresh', true), tooOld()],
];

const RETRY = '/spec/syncPolicy/retry';
const IGNORED = '/spec/ignoreDifferences/0';

const syncBreaks: Breaks = [
  ['argocd/A-18', 'by hand', app('/spec/syncPolicy/automated', undefined)],
  ['argocd/A-18', 'keeps', app('/spec/syncPolicy/automated/prune', false)],
  ['argocd/A-18', 'drifts', app('/spec/syncPolicy/automated/selfHeal', false)],
  ['argocd/A-18', 'may be empty', app('/spec/syncPolicy/automated/allowEmpty', true)],
  ['argocd/A-18', 'switched off', app('/spec/syncPolicy/automated/enabled', false)],
  ['argocd/A-18', 'the platform prunes', platform('/spec/syncPolicy/automated/prune', true)],
  [
    'argocd/A-18',
    'the platform may prune',
    platform('/spec/syncPolicy/automated/prune', undefined),
  ],
  [
    'argocd/A-19',
    'the platform makes a namespace',
    platform(`${OPTIONS}/-`, 'CreateNamespace=true'),
  ],
  ['argocd/A-19', 'the platform shares', platform(`${OPTIONS}/3`, undefined)],
  ['argocd/A-19', 'one is missing', app(`${OPTIONS}/1`, undefined)],
  ['argocd/A-19', 'an unknown one', app(`${OPTIONS}/-`, 'Prunelast=true')],
  ['argocd/A-19', 'twice', app(`${OPTIONS}/-`, 'PruneLast=false')],
  ['argocd/A-20', 'replaces', app(`${OPTIONS}/-`, 'Replace=true')],
  ['argocd/A-21', 'sets replicas', app(`${OPTIONS}/5`, undefined)],
  ['argocd/A-21', 'freezes', app(`${IGNORED}/jsonPointers/-`, '/spec/template/spec/containers/0')],
  ['argocd/A-22', 'no labels', app('/spec/syncPolicy/managedNamespaceMetadata', undefined)],
  ['argocd/A-22', 'labels in vain', app(`${OPTIONS}/0`, undefined)],
  [
    'argocd/A-22',
    'two owners',
    add('overlays/prod/todo', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: todo-prod}'),
  ],
  ['argocd/A-23', 'none', app(RETRY, undefined)],
  ['argocd/A-23', 'the old revision', app(`${RETRY}/refresh`, undefined)],
  ['argocd/A-23', 'shrinks', app(`${RETRY}/backoff/maxDuration`, '1s')],
  ['argocd/A-24', 'no group', app(`${IGNORED}/group`, undefined)],
  ['argocd/A-24', 'core group', app(`${IGNORED}/group`, '')],
  ['argocd/A-24', 'no name', app(`${IGNORED}/name`, undefined)],
  ['argocd/A-24', 'gone', app(`${IGNORED}/name`, 'gone')],
  ['argocd/A-24', 'no path', app(`${IGNORED}/jsonPointers`, [])],
  ['argocd/A-24', 'a relative path', app(`${IGNORED}/jsonPointers/0`, 'spec/replicas')],
  ['argocd/A-25', 'long', app('/spec/revisionHistoryLimit', 100)],
  ['argocd/A-27', 'cannot compare', app(`${ANNOTATION}compare-options`, undefined)],
  [
    'argocd/A-27',
    'not tested',
    (broken) => ({ ...broken, model: { ...broken.model!, kubernetesVersion: '1.37' } }),
  ],
];

/** A set whose schema was made for an older Argo CD. */
function tooOld(): Break {
  return (broken) => ({
    ...broken,
    schemas: {
      ...broken.schemas,
      check: (object) =>
        broken.schemas.check(object).concat({
          object: { group: '', kind: '', name: '' },
          problem: 'too-new',
          path: '/spec/syncPolicy/retry/refresh',
          message: 'needs Argo CD 3.2',
        }),
    },
  });
}

const HELM = '/spec/source/helm';
const VALUES = '/overlays/prod/todo/kustomization.yaml';
const chart: Break = app(HELM, { releaseName: 'todo', valueFiles: [VALUES] });

const helmBreaks: Breaks = [
  ['argocd/H-01', 'of a registry', app('/spec/source/chart', 'todo')],
  ['argocd/H-01', 'no chart', chart],
  ['argocd/H-02', 'values', app(HELM, { values: 'a: b' })],
  [
    'argocd/H-02-unchanged',
    'renamed',
    (broken) => ({ ...broken, baseline: chart(broken) }),
    app(HELM, { releaseName: 'other' }),
  ],
  ['argocd/H-03', 'relative', app(HELM, { valueFiles: ['values.yaml'] })],
  ['argocd/H-03', 'gone', app(HELM, { valueFiles: ['/overlays/prod/todo/values.yaml'] })],
  ['argocd/H-03', 'not refreshed', app(HELM, { valueFiles: ['/README.md'] })],
];

const DESTINATION = '/spec/destinations/0';
const WINDOW = {
  kind: 'deny',
  schedule: '0 22 * * 5',
  duration: '58h',
  timeZone: 'Europe/Berlin',
  applications: ['todo-prod'],
};
const windows = (...all: object[]): Break => project('/spec/syncWindows', all);

const projectBreaks: Breaks = [
  ['argocd/P-01', 'default', project('/metadata/name', 'default')],
  ['argocd/P-01', 'goes first', project('/metadata/finalizers', undefined)],
  ['argocd/P-01', 'comes late', project(`${ANNOTATION}sync-wave`, '0')],
  ['argocd/P-01', 'of the platform comes late', platformProject(`${ANNOTATION}sync-wave`, '-1')],
  ['argocd/P-02', 'none', project('/spec/sourceRepos', [])],
  ['argocd/P-02', 'any', project('/spec/sourceRepos', ['https://git.example.com/*'])],
  ['argocd/P-02', 'twice', project('/spec/sourceRepos', ['https://a', 'https://a'])],
  ['argocd/P-03', 'none', project('/spec/destinations', [])],
  ['argocd/P-03', 'any namespace', project(`${DESTINATION}/namespace`, '*')],
  ['argocd/P-03', 'no namespace', project(`${DESTINATION}/namespace`, undefined)],
  ['argocd/P-03', 'kube-system', project(`${DESTINATION}/namespace`, 'kube-system')],
  ['argocd/P-03', 'of Argo CD', project(`${DESTINATION}/namespace`, 'argocd')],
  ['argocd/P-03', 'two clusters', project(`${DESTINATION}/name`, 'prod')],
  ['argocd/P-04', 'anything', project('/spec/clusterResourceWhitelist/0/kind', '*')],
  ['argocd/P-04', 'no namespace', project('/spec/clusterResourceWhitelist', undefined)],
  [
    'argocd/P-04',
    'too much',
    project('/spec/clusterResourceWhitelist/-', { group: '', kind: 'Node' }),
  ],
  ['argocd/P-04', 'more than the platform may', platformProject(`${WHITELIST}/-`, CLUSTER_ROLE)],
  ['argocd/P-04', 'less than the platform may', platformProject(WHITELIST, [CLUSTER_ROLE])],
  ['argocd/P-04', 'a kind that is not listed', add(PLATFORM_PROD, ROLE)],
  ['argocd/P-04', 'a kind that is not known', add(PLATFORM_PROD, POLICY_OF_KYVERNO)],
  ['argocd/P-05', 'nothing', project('/spec/namespaceResourceWhitelist', [])],
  [
    'argocd/P-05',
    'too little',
    project('/spec/namespaceResourceWhitelist', [{ group: '', kind: 'Service' }]),
  ],
  ['argocd/P-06', 'in a namespace of the platform', add(PLATFORM_PROD, SERVICE)],
  [
    'argocd/P-06',
    'forbidden wherever',
    platformProject('/spec/clusterResourceBlacklist', [{ group: '*', kind: 'PriorityClass' }]),
  ],
  [
    'argocd/P-06',
    'forbidden',
    project('/spec/namespaceResourceBlacklist', [{ group: '', kind: 'Service' }]),
  ],
  ['argocd/P-11', 'in namespaces', platformProject('/spec/namespaceResourceBlacklist', undefined)],
  ['argocd/P-08', 'signatures', project('/spec/signatureKeys', [])],
  [
    'argocd/P-09',
    'subscribes alone',
    app('/metadata/annotations/notifications.argoproj.io~1subscribe.on-sync-failed.slack', 'a'),
  ],
  ['argocd/P-09-orphans', 'warns', project('/spec/orphanedResources', { warn: true })],
];

const POLICY = 'p, proj:acme:ops, applications, sync, acme/*, allow';
const role = (fields: object): Break =>
  project('/spec/roles', [{ name: 'ops', policies: [POLICY], groups: ['acme:ops'], ...fields }]);

const roleBreaks: Breaks = [
  ['argocd/P-10', 'of nobody', role({ groups: [] })],
  ['argocd/P-10', 'for nothing', role({ policies: [] })],
  ['argocd/P-10', 'twice', role({ policies: [POLICY, POLICY] })],
  ['argocd/P-10', 'two of one name', project('/spec/roles', [{ name: 'a' }, { name: 'a' }])],
  ['argocd/P-10', 'of another role', role({ policies: [POLICY.replace(':ops', ':dev')] })],
  ['argocd/P-10', 'of another project', role({ policies: [POLICY.replace('acme/', '*/')] })],
  ['argocd/P-10', 'without effect', role({ policies: [POLICY.replace(', allow', '')] })],
  [
    'argocd/P-10-changes',
    'syncs anything',
    role({ policies: [POLICY.replace('sync', 'override')] }),
  ],
  ['argocd/P-10-changes', 'everything', role({ policies: [POLICY.replace('sync', '*')] })],
];

const windowBreaks: Breaks = [
  ['argocd/P-07', 'of no kind', windows({ ...WINDOW, kind: 'never' })],
  ['argocd/P-07', 'no schedule', windows({ ...WINDOW, schedule: '0 22 * *' })],
  ['argocd/P-07', 'no duration', windows({ ...WINDOW, duration: '58' })],
  ['argocd/P-07', 'no such zone', windows({ ...WINDOW, timeZone: 'Europe/Berlim' })],
  ['argocd/P-07', 'verbose', windows({ ...WINDOW, description: 'a'.repeat(256) })],
  ['argocd/P-07', 'for nothing', windows({ ...WINDOW, applications: [] })],
  ['argocd/P-07', 'by pattern', windows({ ...WINDOW, applications: ['*-prod'] })],
  ['argocd/P-07', 'twice', windows(WINDOW, WINDOW)],
  ['argocd/P-07-allow', 'opens', windows({ ...WINDOW, kind: 'allow' })],
];

const ELEMENT = '/spec/generators/0/list/elements/0';
const steps = (...all: object[]) => ({ type: 'RollingSync', rollingSync: { steps: all } });
const ENV = { matchExpressions: [{ key: 'env', operator: 'In', values: ['prod'] }] };
const manual: Break = theSet('/spec/template/spec/syncPolicy/automated', undefined);

const setBreaks: Breaks = [
  ['argocd/S-01', 'fasttemplate', theSet('/spec/goTemplate', undefined)],
  ['argocd/S-01', 'a key may be missing', theSet('/spec/goTemplateOptions', [])],
  ['argocd/S-02', 'of the element', theSet('/spec/template/spec/project', '{{ .project }}')],
  ['argocd/S-03', 'defaults', theSet('/spec/syncPolicy', undefined)],
  ['argocd/S-03', 'deletes', theSet('/spec/syncPolicy/applicationsSync', 'sync')],
  ['argocd/S-03', 'no finalizer', theSet('/metadata/finalizers', undefined)],
  ['argocd/S-03', 'finalizers', theSet('/spec/template/metadata/finalizers', ['a'])],
  [
    'argocd/S-03',
    'not as the model',
    theSet('/spec/syncPolicy', { applicationsSync: 'sync', preserveResourcesOnDeletion: false }),
  ],
  ['argocd/S-04', 'none', theSet('/spec/generators', [])],
  ['argocd/S-04', 'two in one', theSet('/spec/generators/0/git', { requeueAfterSeconds: 60 })],
  ['argocd/S-04', 'server or name', theSet('/spec/generators/0/list/elements/-', { name: 'a' })],
  ['argocd/S-04', 'half a matrix', theSet('/spec/generators/0', { matrix: { generators: [] } })],
  ['argocd/S-04', 'never again', theSet('/spec/generators/0', { git: {} })],
  [
    'argocd/S-04',
    'every folder',
    theSet('/spec/generators/0', {
      git: { requeueAfterSeconds: 60, directories: [{ path: '*' }] },
    }),
  ],
  [
    'argocd/S-04',
    'one prefix',
    theSet('/spec/generators/0', { matrix: { generators: [{ git: {} }, { git: {} }] } }),
  ],
  ['argocd/S-05', 'by hand', theSet('/spec/strategy', steps(ENV))],
  ['argocd/S-05', 'nobody', manual, theSet('/spec/strategy', steps())],
  ['argocd/S-05', 'nothing', manual, theSet('/spec/strategy', steps({ ...ENV, maxUpdate: 0 }))],
  ['argocd/S-06', 'a missing key', theSet(`${ELEMENT}/path`, undefined)],
  ['argocd/S-06', 'a slip', theSet('/spec/templatePatch', 'spec: {projct: a}')],
  ['argocd/S-06', 'unknown elements', theSet('/spec/generators/0', { git: {} })],
  [
    'argocd/S-06-unique',
    'one name',
    set(
      'argocd',
      'ApplicationSet acme-dev',
      '/spec/generators/0/list/elements/0/application',
      'todo-prod',
    ),
  ],
];

describeRules('argocd/', treeRules, { repository, breaks: treeBreaks });
describeRules('Applications', applicationRules, { repository, breaks: applicationBreaks });
describeRules('bounds', applicationBoundsRules, { repository, breaks: boundsBreaks });
describeRules('schemas', argocdSchemaRules, { repository, breaks: schemaBreaks });
describeRules('Applications in sync', applicationSyncRules, { repository, breaks: syncBreaks });
describeRules('Helm sources', helmSourceRules, { repository, breaks: helmBreaks });
describeRules('AppProjects', projectRules, { repository, breaks: projectBreaks });
describeRules('roles', projectRoleRules, { repository, breaks: roleBreaks });
describeRules('sync windows', syncWindowRules, { repository, breaks: windowBreaks });
describeRules('ApplicationSets', applicationSetRules, { repository: withSets, breaks: setBreaks });

describe('Applications of sets', () => {
  const rules = [...applicationRules, ...applicationBoundsRules, ...applicationSyncRules];

  test('keep every rule of Applications', () => {
    expect(findingsOf(rules, withSets)).toEqual([]);
  });

  test('break them as Applications do', () => {
    const broken = theSet('/spec/template/spec/source/targetRevision', 'main')(withSets);
    expect(findingsOf(rules, broken)).toMatchObject([
      {
        rule: 'argocd/A-13',
        message: 'todo-prod: targetRevision is "main"',
        object: { kind: 'ApplicationSet', name: 'acme-prod' },
      },
    ]);
  });
});

test('argocd/P-04: the platform may allow kinds of which there is nothing yet, known or not', async () => {
  const kinds = ['PriorityClass', 'ClusterRole', 'ClusterPolicy.kyverno.io'];
  const wide = await todoRepository({ platform: { kinds } });
  expect(findingsOf(projectRules, wide)).toEqual([]);
  const used = breakWith(wide, [add(PLATFORM_PROD, ROLE), add(PLATFORM_PROD, POLICY_OF_KYVERNO)]);
  expect(findingsOf(projectRules, used)).toEqual([]);
});

test('argocd/R-02: two Applications of one cluster cannot both have the platform', () => {
  const taken = platform('/metadata/name', 'another')(plain);
  const both = {
    ...taken,
    argocd: { ...plain.argocd, objects: [...plain.argocd.objects, ...taken.argocd.objects] },
  };
  expect(findingsOf(renderedRules, both)).toContainEqual(
    expect.objectContaining({
      rule: 'argocd/R-02',
      message: 'platform-prod and another both have it',
    }),
  );
});

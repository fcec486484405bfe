import { dirname, join } from 'node:path/posix';
import { argoCdAnnotation } from '../manifests/annotations.js';
import type { Application } from '../manifests/argo-cd.js';
import { RESOURCES_FINALIZER } from '../manifests/expand-application-set.js';
import type { FileTree } from '../model/file-tree.js';
import { destinationFolder } from '../model/overlays.js';
import { PLATFORM, platformFolder } from '../model/platform.js';
import { cascades } from '../model/repository-model.js';
import { kustomizationClosure } from '../render/closure.js';
import type { CheckedRepository } from './check-schemas.js';
import { applicationRule, type Deployment, type Expected } from './deployments.js';
import { kustomizationIn } from './kustomization-file.js';
import { onceFor } from './once-for.js';
import type { Rule } from './rule.js';

const OWNED_BY_THE_CONTROLLER = /^(tracking-id|refresh|hydrate|skip-reconcile)/;

/** What an Application is called, and what it reads. */
export const applicationRules: readonly Rule[] = [
  {
    id: 'argocd/A-01',
    title: 'Argo CD objects are of the version that is served',
    fix: 'set apiVersion: argoproj.io/v1alpha1',
    source: 'Argo CD: custom resource definitions',
    *check({ argocd }) {
      for (const object of argocd.objects) {
        const { apiVersion = '', kind = '' } = object;
        const ours = ['Application', 'ApplicationSet', 'AppProject'].includes(kind);
        if (ours && apiVersion !== 'argoproj.io/v1alpha1') {
          yield { object, overlay: argocd, message: `apiVersion is ${apiVersion}` };
        }
      }
    },
  },
  applicationRule({
    id: 'argocd/A-03',
    title: 'Applications are called as the model says, each differently',
    fix: 'call it <app>-<env>, with several destinations <app>-<env>-<cluster>, that of platform/ as an app: `gitops-gen update`',
    source: 'argo-cd#580, #16721: a new name is another Application, and the old one is deleted',
    *check({ application, isRoot, expected }, { model }) {
      const name = application.metadata?.name ?? '';
      if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) yield `"${name}" is no DNS label`;
      if (model && !isRoot && !expected) yield 'the model has no such app, environment or cluster';
    },
  }),
  applicationRule({
    id: 'argocd/A-04',
    title: 'Applications are in the namespace of Argo CD',
    fix: 'set metadata.namespace to argocd.namespace of gitops-gen.yaml',
    source: 'Argo CD: Applications in any namespace',
    needs: ['model'],
    *check({ application }, { model }) {
      const namespace = application.metadata?.namespace;
      if (namespace !== model?.argocd.namespace) yield `it is in ${namespace ?? 'no namespace'}`;
    },
  }),
  applicationRule({
    id: 'argocd/A-05',
    title: 'Deleting an Application deletes what it runs where that is wanted only',
    fix: 'set cascadeDelete of the environment, and `gitops-gen update`; that of platform/ never has a finalizer',
    source: 'Argo CD: App Deletion',
    needs: ['model'],
    *check({ application, expected }) {
      if (!expected) return;
      const finalizers = application.metadata?.finalizers ?? [];
      const deletes =
        finalizers.filter((name) => name.startsWith(RESOURCES_FINALIZER)).length === 1;
      if (expected.app && cascades(expected.environment)) {
        if (!deletes || finalizers.length !== 1) yield 'what it runs stays when it is deleted';
      } else if (finalizers.length > 0) yield 'what it runs goes when it is deleted';
    },
  }),
  applicationRule({
    id: 'argocd/A-06',
    title: 'A commit refreshes the Applications that it concerns, and no others',
    fix: 'set argocd.argoproj.io/manifest-generate-paths to every folder that the build reads, as absolute paths joined by ;',
    source: 'Argo CD: High Availability, manifest paths annotation',
    check: pathComplaints,
  }),
  applicationRule({
    id: 'argocd/A-07',
    title: 'What belongs to the controller is left to it',
    fix: 'remove the annotation',
    source: 'Argo CD: Resource Tracking',
    *check({ application }) {
      for (const key of Object.keys(application.metadata?.annotations ?? {})) {
        const [prefix, name = ''] = key.split('/');
        if (prefix === 'argocd.argoproj.io' && OWNED_BY_THE_CONTROLLER.test(name))
          yield `it has ${key}`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-08',
    title: 'Waves are whole numbers in quotes',
    fix: "write argocd.argoproj.io/sync-wave: '0'",
    source: 'Argo CD: Sync Phases and Waves',
    *check({ application }) {
      const wave: unknown = argoCdAnnotation(application, 'sync-wave');
      const isWave = typeof wave === 'string' && /^-?\d+$/.test(wave);
      if (wave !== undefined && !isWave) yield `its wave is ${JSON.stringify(wave)}`;
    },
  }),
  applicationRule({
    id: 'argocd/A-09',
    title: 'Applications can be selected by environment, app and team',
    fix: 'set the labels env, app and, where the model has one, team',
    source: 'Argo CD: Progressive Syncs select by labels',
    severity: 'warning',
    needs: ['model'],
    *check({ application, expected }, { model }) {
      if (!expected) return;
      const { app, environment } = expected;
      const team = app?.team ?? model?.team;
      const name = app?.name ?? PLATFORM;
      const labels = { env: environment.name, app: name, ...(team !== undefined && { team }) };
      for (const [key, value] of Object.entries(labels)) {
        if (application.metadata?.labels?.[key] !== value) yield `the label ${key} is not ${value}`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-11',
    title: 'An Application has one source',
    fix: 'use spec.source alone',
    source: 'argo-cd#25100, #24346: several sources',
    *check({ application: { spec = {} } }) {
      if (spec.sources) yield 'it has several sources';
      if (spec.sourceHydrator) yield 'it has a hydrator';
      if (!spec.source) yield 'it has no source';
    },
  }),
  applicationRule({
    id: 'argocd/A-13',
    title: 'The revision is a full ref or a commit',
    fix: 'write refs/heads/<branch>, refs/tags/<tag> or the 40 digits of a commit',
    source: 'Argo CD: High Availability; HEAD matches webhooks of the default branch only',
    *check({ application }) {
      const revision = application.spec?.source?.targetRevision ?? '';
      if (!/^(refs\/(heads|tags)\/\S+|[0-9a-f]{40})$/.test(revision)) {
        yield `targetRevision is "${revision}"`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-14',
    title: 'One Application is one app in one environment',
    fix: 'set path to overlays/<env>/<app>, for a destination with `overlay: true` to overlays/<env>-<cluster>/<app>, with packaging: helm to charts/<app>, for the platform to platform/overlays/<env>',
    source: 'A base is no environment',
    *check({ application, isRoot, expected }, { files }) {
      const path = application.spec?.source?.path ?? '';
      if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
        yield `"${path}" is no path inside of the repository`;
      } else if (path.startsWith('base/')) yield `${path} is no environment`;
      else if (kustomizationIn(files, path) === undefined && !files.has(`${path}/Chart.yaml`)) {
        yield `${path} has neither a kustomization nor a chart`;
      }
      if (expected && !isRoot && !isPathOf(path, expected)) {
        yield `${path} is not ${expected.app?.name ?? PLATFORM} in ${expected.environment.name}`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-15',
    title: 'What is deployed is in the files, not in the Application',
    fix: 'move it into the kustomization of the overlay',
    source: 'Argo CD: High Availability; such an Application is rendered alone, all others wait',
    *check({ application }) {
      for (const field of ['kustomize', 'plugin', 'directory'] as const) {
        if (application.spec?.source?.[field]) yield `its source has ${field}`;
      }
    },
  }),
];

function* pathComplaints(
  { application }: Deployment,
  { files }: CheckedRepository,
): Iterable<string> {
  const text = argoCdAnnotation(application, 'manifest-generate-paths') ?? '';
  if (text === '') {
    yield 'every commit refreshes it: it has no manifest-generate-paths';
    return;
  }
  const folders = text.split(';');
  for (const folder of folders) {
    const plain = join('/', folder) === folder && !/\s/.test(folder);
    if (!plain) yield `"${folder}" is no absolute path`;
    else if (!pathsOf(files).has(folder.slice(1))) yield `there is no ${folder}`;
  }
  const unlisted = [...filesRead(application, files)].find(
    (path) =>
      !folders.some((folder) => `/${path}`.startsWith(`${folder}/`) || `/${path}` === folder),
  );
  if (unlisted !== undefined) yield `a change of ${unlisted} would not refresh it`;
}

function filesRead({ spec }: Application, files: CheckedRepository['files']): Set<string> {
  const { path = '', helm } = spec?.source ?? {};
  if (!helm) return kustomizationClosure(files, path);
  const chart = [...files.keys()].filter((file) => file.startsWith(`${path}/`));
  return new Set([...chart, ...(helm.valueFiles ?? []).map((file) => file.slice(1))]);
}

function isPathOf(path: string, { app, environment, destination }: Expected): boolean {
  if (!app) return path === platformFolder(environment.name);
  if (app.packaging === 'helm') return path === `charts/${app.name}`;
  return path === destinationFolder(app.name, environment, destination);
}

/** Every file and folder. */
const pathsOf = onceFor((files: FileTree) => {
  const paths = new Set<string>();
  for (const file of files.keys()) {
    for (let path = file; !paths.has(path) && path !== '.'; path = dirname(path)) paths.add(path);
  }
  return paths;
});

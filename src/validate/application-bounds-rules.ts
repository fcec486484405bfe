import type { ApplicationDestination } from '../manifests/argo-cd.js';
import { platformProject } from '../model/platform.js';
import { projectOf as projectOfApp } from '../model/projects.js';
import type { CheckedRepository } from './check-schemas.js';
import { applicationRule, projectOf, type Deployment } from './deployments.js';
import { kustomizationOf } from './kustomization-file.js';
import type { Rule } from './rule.js';

/** Where an Application deploys, and whether its project lets it. */
export const applicationBoundsRules: readonly Rule[] = [
  applicationRule({
    id: 'argocd/A-10',
    title: 'Applications are bounded by a project of this repository',
    fix: 'set spec.project to an AppProject of argocd/projects',
    source: 'Argo CD: Projects; `default` allows everything',
    *check(deployment, repository) {
      const project = deployment.application.spec?.project ?? '';
      if (project === '' || project === 'default') yield 'its project allows everything';
      else if (!projectOf(deployment, repository)) yield `there is no AppProject ${project} here`;
      const meant = meantProject(deployment, repository);
      if (meant !== undefined && meant !== project) yield `the model puts it into ${meant}`;
    },
  }),
  applicationRule({
    id: 'argocd/A-12',
    title: 'The repository is one that the project allows, without credentials',
    fix: 'write an https or ssh URL that sourceRepos of the project has; give Argo CD the credentials instead',
    source: 'Argo CD: argo.go, InvalidSpecError',
    *check(deployment, repository) {
      const url = deployment.application.spec?.source?.repoURL ?? '';
      const project = projectOf(deployment, repository);
      if (!/^(https:\/\/|ssh:\/\/|[\w.-]+@[\w.-]+:)/.test(url))
        yield `${url} is neither https nor ssh`;
      if (/^https:\/\/[^/]*@/.test(url)) yield 'its URL has credentials';
      if (project && !(project.spec?.sourceRepos ?? []).includes(url)) {
        yield `its project does not allow ${url}`;
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-16',
    title: 'The destination is one cluster and one namespace that the project allows',
    fix: 'set namespace and either server or name, and list them in destinations of the project',
    source: 'Argo CD: argo.go, ValidateDestination',
    *check(deployment, repository) {
      const { server, name, namespace } = deployment.application.spec?.destination ?? {};
      if ((server === undefined) === (name === undefined)) yield 'it names not exactly one cluster';
      if ((namespace ?? '') === '') yield 'it names no namespace';
      const allowed = projectOf(deployment, repository)?.spec?.destinations;
      const wanted = deployment.application.spec?.destination ?? {};
      if (allowed && !allowed.some((one) => sameDestination(one, wanted))) {
        yield 'its project does not allow the destination';
      }
    },
  }),
  applicationRule({
    id: 'argocd/A-17',
    title: 'Everything of an Application is in its namespace',
    fix: 'set namespace of the overlay to that of the destination',
    source: 'Argo CD: sync.go; else "namespace … is not permitted in project"',
    *check({ application, overlay }, { files, schemas }) {
      if (!overlay) return;
      const namespace = application.spec?.destination?.namespace ?? '';
      const declared = kustomizationOf(files, overlay.folder)?.value.namespace;
      if (declared !== undefined && declared !== namespace) {
        yield `namespace is ${namespace}, and ${declared} in ${overlay.folder}`;
      }
      const stray = overlay.objects.find(
        ({ apiVersion = '', kind = '', metadata }) =>
          schemas.isNamespaced(apiVersion, kind) === true && metadata?.namespace !== namespace,
      );
      if (stray) {
        const { kind = '?', metadata } = stray;
        yield `${kind} ${metadata?.name ?? '?'} is in ${metadata?.namespace ?? 'no namespace'}, not in ${namespace}`;
      }
    },
  }),
];

function meantProject({ expected }: Deployment, { model }: CheckedRepository): string | undefined {
  if (!model || !expected) return undefined;
  return expected.app ? projectOfApp(model, expected.app) : platformProject(model);
}

function sameDestination(a: ApplicationDestination, b: ApplicationDestination): boolean {
  return a.server === b.server && a.name === b.name && a.namespace === b.namespace;
}

import { dirname } from 'node:path/posix';
import { objectSyncOptions } from '../manifests/annotations.js';
import { namespaceOf, type RepositoryModel } from '../model/repository-model.js';
import { applicationName, clusterOf, destinationsOf } from '../model/applications.js';
import { platformApplications } from '../model/platform.js';
import type { CheckedRepository } from './check-schemas.js';
import { deploymentsOf, expectedApplications } from './deployments.js';
import { kustomizationIn, kustomizationsOf } from './kustomization-file.js';
import type { Rule, Violation } from './rule.js';

/** `argocd/` as a whole. */
export const treeRules: readonly Rule[] = [
  {
    id: 'argocd/T-01',
    title: 'Everything below argocd/ is applied',
    fix: 'list the file or folder in resources of the kustomization above it',
    source: 'Kustomize: what no kustomization lists is not built',
    needs: ['model'],
    *check({ files, argocd }) {
      if (argocd.complaint !== undefined) {
        yield { message: argocd.complaint, place: { path: 'argocd/kustomization.yaml' } };
      }
      const listed = new Set(
        kustomizationsOf(files).flatMap(({ references }) => references.map(({ target }) => target)),
      );
      for (const path of files.keys()) {
        if (!/^argocd\/.*\.ya?ml$/.test(path)) continue;
        const folder = dirname(path);
        const kustomization = kustomizationIn(files, folder);
        const target = path === kustomization ? folder : path;
        if (kustomization === undefined) {
          yield { message: `${folder} has no kustomization.yaml`, place: { path } };
        } else if (!listed.has(target) && target !== 'argocd') {
          yield { message: `no kustomization lists ${target}`, place: { path } };
        }
      }
    },
  },
  {
    id: 'argocd/T-02',
    title:
      'Every app of the model has one Application in each environment and cluster, the platform one in each cluster',
    fix: 'gitops-gen update',
    source: 'argo-cd#2600: two owners fight',
    needs: ['model'],
    *check(repository) {
      const { model, argocd, files } = repository;
      const names = deploymentsOf(repository).map(({ application }) => application.metadata?.name);
      for (const [name] of expectedApplications(model)) {
        if (!names.includes(name))
          yield { overlay: argocd, message: `there is no Application ${name}` };
      }
      const other = model?.argocd.mode === 'applications' ? 'applicationsets' : 'applications';
      const path = [...files.keys()].find((file) => file.startsWith(`argocd/${other}/`));
      if (path !== undefined) {
        yield {
          message: `argocd.mode is ${model?.argocd.mode ?? ''}, and this is the other`,
          place: { path },
        };
      }
    },
  },
  {
    id: 'argocd/T-03',
    title: 'The root deletes nothing',
    fix: 'give the root a project of its own, path argocd, the namespace of Argo CD, prune: false, and neither a finalizer nor CreateNamespace',
    source: 'argo-cd#16721: one commit deleted every Application',
    needs: ['model'],
    check: rootComplaints,
  },
  {
    id: 'argocd/T-04',
    title: 'No two apps meet in one Application or namespace',
    fix: 'rename an app or an environment, or set its namespace',
    source: 'a-b in c and a in b-c are both a-b-c',
    needs: ['model'],
    *check({ model }) {
      if (model) yield* clashes(model);
    },
  },
];

function* rootComplaints(repository: CheckedRepository): Iterable<Violation> {
  const { argocd, model } = repository;
  const deployments = deploymentsOf(repository);
  const roots = deployments.filter(({ isRoot }) => isRoot);
  // Apps that somebody else makes need not be in the hands of Argo CD.
  const isOfOthers = deployments.length === 0 && model?.apps.length === 0;
  if (roots.length !== 1 && !isOfOthers) {
    yield { overlay: argocd, message: `${roots.length} Applications have the path argocd` };
  }
  for (const { application, origin } of roots) {
    const about = (message: string) => ({ overlay: argocd, object: origin, message });
    const { spec = {}, metadata = {} } = application;
    const others = deployments.filter(({ isRoot }) => !isRoot);
    if (others.some((one) => one.application.spec?.project === spec.project)) {
      yield about('its project is that of apps: they may do what the root may');
    }
    if (spec.destination?.namespace !== (model?.argocd.namespace ?? metadata.namespace)) {
      yield about('it does not deploy into the namespace of Argo CD');
    }
    if (metadata.finalizers) yield about('deleting it deletes every Application');
    if (spec.syncPolicy?.syncOptions?.includes('CreateNamespace=true')) {
      yield about('it creates the namespace that it lives in');
    }
    const asks = others.every((one) => objectSyncOptions(one.origin).includes('Prune=confirm'));
    if (spec.syncPolicy?.automated?.prune === true && !asks) {
      yield about('it prunes, and not every Application has Prune=confirm');
    }
  }
}

function* clashes(model: RepositoryModel): Iterable<Violation> {
  const place = { path: 'gitops-gen.yaml' };
  const seen = new Map<string, string>();
  for (const { who, claim } of [...appClaims(model), ...platformClaims(model)]) {
    const other = seen.get(claim) ?? who;
    if (other !== who) yield { message: `${who} and ${other} share ${claim}`, place };
    seen.set(claim, who);
  }
}

interface Claim {
  readonly who: string;
  readonly claim: string;
}

function appClaims({ apps, environments }: RepositoryModel): Claim[] {
  return environments.flatMap((environment) =>
    apps.flatMap(({ name }) => {
      const who = `${name} in ${environment.name}`;
      return destinationsOf(environment).flatMap((to) => [
        { who, claim: `Application ${applicationName(name, environment, to)}` },
        { who, claim: `namespace ${namespaceOf(name, environment)} of ${clusterOf(to)}` },
      ]);
    }),
  );
}

function platformClaims(model: RepositoryModel): Claim[] {
  return platformApplications(model).map(({ name, environment }) => ({
    who: `the platform in ${environment.name}`,
    claim: `Application ${name}`,
  }));
}

import { dirname } from 'node:path/posix';
import type { AppProject, Application } from '../manifests/argo-cd.js';
import { expandApplicationSet } from '../manifests/expand-application-set.js';
import { select } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { applicationName, destinationsOf } from '../model/applications.js';
import { isPlatformFolder, platformApplications } from '../model/platform.js';
import type { App, Destination, Environment, RepositoryModel } from '../model/repository-model.js';
import type { CheckedRepository } from './check-schemas.js';
import { onceFor } from './once-for.js';
import type { Build, Repository } from './repository.js';
import type { Rule, RuleText, Violation } from './rule.js';

/** An Application, and what it deploys. */
export interface Deployment {
  readonly application: Application;
  /** Where it is written: the Application itself, or the ApplicationSet that makes it. */
  readonly origin: KubernetesObject;
  /** Whether it is the root, which applies `argocd/`. */
  readonly isRoot: boolean;
  /** Whether it deploys what is in no namespace, `platform/`. */
  readonly isPlatform: boolean;
  /** What its source builds to, where that is known. */
  readonly overlay?: Build;
  /** What the model says that it deploys. */
  readonly expected?: Expected;
}

export interface Expected {
  /** Absent where it is no app but the platform. */
  readonly app?: App;
  readonly environment: Environment;
  readonly destination: Destination;
}

/** Every Application of a repository, those of its ApplicationSets included. */
export const deploymentsOf = onceFor(findDeployments);

function findDeployments(repository: CheckedRepository): readonly Deployment[] {
  const overlays = new Map(repository.overlays.map((overlay) => [overlay.folder, overlay]));
  const expected = expectedApplications(repository.model);
  return writtenApplications(repository).map(({ application, origin }) => {
    const isRoot = application.spec?.source?.path === 'argocd';
    const overlay = overlays.get(deployedFolder(application));
    const meant = expected.get(application.metadata?.name ?? '');
    return {
      application,
      origin,
      isRoot,
      isPlatform: isPlatformFolder(application.spec?.source?.path ?? ''),
      ...(overlay && { overlay }),
      ...(meant && { expected: meant }),
    };
  });
}

export function writtenApplications({ argocd }: Pick<Repository, 'argocd'>) {
  const sets = select(argocd.objects, 'argoproj.io/v1alpha1/ApplicationSet');
  const plain = select(argocd.objects, 'argoproj.io/v1alpha1/Application');
  return [
    ...plain.map((application) => ({ application, origin: application })),
    ...sets.flatMap((set) =>
      expandApplicationSet(set).applications.map((application) => ({ application, origin: set })),
    ),
  ];
}

/** What the model wants, by the name of the Application. */
export function expectedApplications(model: RepositoryModel | undefined): Map<string, Expected> {
  if (!model) return new Map();
  const all = model.environments.flatMap((environment) =>
    model.apps.flatMap((app) =>
      destinationsOf(environment).map((destination): [string, Expected] => [
        applicationName(app.name, environment, destination),
        { app, environment, destination },
      ]),
    ),
  );
  const platform = platformApplications(model).map((one): [string, Expected] => [one.name, one]);
  return new Map([...all, ...platform]);
}

/** The overlay that decides what is deployed; of a chart, the folder of its last values. */
export function deployedFolder({ spec }: Application): string {
  const { path = '', helm } = spec?.source ?? {};
  const values = helm?.valueFiles?.at(-1);
  return values === undefined ? path : dirname(values).slice(1);
}

export function projectOf(
  { application }: Deployment,
  { argocd }: CheckedRepository,
): AppProject | undefined {
  return select(argocd.objects, 'argoproj.io/v1alpha1/AppProject').find(
    ({ metadata }) => metadata?.name === application.spec?.project,
  );
}

/** The Applications that deploy what a folder builds to. */
export function applicationsOf(build: Build, repository: CheckedRepository): Application[] {
  return deploymentsOf(repository)
    .filter(({ overlay }) => overlay === build)
    .map(({ application }) => application);
}

interface ApplicationRule extends RuleText {
  check(deployment: Deployment, repository: CheckedRepository): Iterable<string>;
}

/** A rule about every Application, the root and those of ApplicationSets included. */
export function applicationRule(rule: ApplicationRule): Rule {
  return {
    ...rule,
    *check(repository): Iterable<Violation> {
      for (const deployment of deploymentsOf(repository)) {
        const { application, origin } = deployment;
        const prefix = application === origin ? '' : `${application.metadata?.name ?? '?'}: `;
        for (const message of rule.check(deployment, repository)) {
          yield { message: prefix + message, object: origin, overlay: repository.argocd };
        }
      }
    },
  };
}

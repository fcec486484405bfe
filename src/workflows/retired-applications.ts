import { applicationNames, destinationsOf } from '../model/applications.js';
import { namespaceOf, type RepositoryModel, type Retired } from '../model/repository-model.js';
import type { ModelInput } from '../model-file/print-model.js';

/** A deployment of an app that is about to go. */
export interface Deployment {
  readonly app: string;
  readonly env: string;
}

/**
 * Entries for the Applications that a model will not make any more. Until somebody deletes them
 * in the cluster, their AppProject has to go on allowing them (argo-cd#3175, #4369).
 */
export function retire(
  { environments, apps, argocd, team }: RepositoryModel,
  goes: (deployment: Deployment) => boolean,
): Retired[] {
  return environments.flatMap((environment) =>
    apps
      .filter(({ name }) => goes({ app: name, env: environment.name }))
      .flatMap(({ name: app, team: own = team }) =>
        destinationsOf(environment).map(({ name, server }) => ({
          app,
          env: environment.name,
          namespace: namespaceOf(app, environment),
          ...(argocd.projects === 'team' && own !== undefined && { team: own }),
          ...(name === undefined ? {} : { name }),
          ...(server === undefined ? {} : { server }),
        })),
      ),
  );
}

/** Names of the Applications that a person has to delete. */
export function retiredNames(
  { environments, apps }: RepositoryModel,
  goes: (deployment: Deployment) => boolean,
): string[] {
  return environments.flatMap((environment) =>
    apps
      .filter(({ name }) => goes({ app: name, env: environment.name }))
      .flatMap(({ name }) => applicationNames(name, environment)),
  );
}

/** The Argo CD part of a model with other retired Applications. */
export function withRetired(
  { retired = [], ...argocd }: ModelInput['argocd'],
  change: (retired: readonly Retired[]) => readonly Retired[],
): ModelInput['argocd'] {
  const changed = change(retired);
  return changed.length === 0 ? argocd : { ...argocd, retired: [...changed] };
}

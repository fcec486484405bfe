import { applicationName, clusterOf, destinationsOf } from './applications.js';
import {
  promotionOrder,
  type Destination,
  type Environment,
  type RepositoryModel,
} from './repository-model.js';

/** What it is called where an app has its name. */
export const PLATFORM = 'platform';

/** Where lies what the clusters of an environment get. */
export function platformFolder(env: string): string {
  return `${PLATFORM}/overlays/${env}`;
}

export function isPlatformFolder(folder: string): boolean {
  return folder.startsWith(`${PLATFORM}/overlays/`);
}

export function platformProject({ argocd }: RepositoryModel): string {
  return `${argocd.project}-${PLATFORM}`;
}

/** An Application that deploys what is in no namespace, to one cluster. */
export interface PlatformApplication {
  readonly name: string;
  readonly environment: Environment;
  readonly destination: Destination;
}

/**
 * One Application for each cluster, none where the model has no platform. Environments that share a
 * cluster share what is in no namespace, and two Applications would fight for it: it belongs to the
 * last of them in the order of promotion.
 */
export function platformApplications(model: RepositoryModel): readonly PlatformApplication[] {
  if (!model.platform) return [];
  const order = promotionOrder(model);
  const all = model.environments.flatMap((environment) =>
    destinationsOf(environment).map((destination) => ({
      name: applicationName(PLATFORM, environment, destination),
      environment,
      destination,
    })),
  );
  const rank = ({ environment }: PlatformApplication) => order.indexOf(environment.name);
  const owners = new Map(
    all.toSorted((a, b) => rank(a) - rank(b)).map((one) => [clusterOf(one.destination), one]),
  );
  return all.filter((one) => owners.get(clusterOf(one.destination)) === one);
}

/** The environments that have a cluster's platform. */
export function platformEnvironments(model: RepositoryModel): readonly Environment[] {
  return [...new Set(platformApplications(model).map(({ environment }) => environment))];
}

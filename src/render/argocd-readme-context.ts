import { destinationsOf } from '../model/applications.js';
import { cascades, type Destination, type RepositoryModel } from '../model/repository-model.js';
import type { TemplateContext } from './template-engine.js';

/** Of the cluster that Argo CD runs in, nobody has to tell it. */
const IN_CLUSTER = ['in-cluster', 'https://kubernetes.default.svc'];

/** What `argocd/README.md` says of a repository, besides what all templates see. */
export function argocdReadmeContext({ environments, argocd }: RepositoryModel): TemplateContext {
  const clusters = environments.flatMap((one) => destinationsOf(one).map(addressOf));
  return {
    environments: environments.map((environment) => ({
      name: environment.name,
      clusters: destinationsOf(environment).map(addressOf),
      autoSync: environment.autoSync ?? true,
      cascadeDelete: cascades(environment),
      hasWindows: (environment.syncWindows ?? []).length > 0,
    })),
    clusters: [...new Set(clusters)].filter((cluster) => !IN_CLUSTER.includes(cluster)),
    subscriptions: Object.keys(argocd.notifications ?? {}),
    groups: [...new Set((argocd.roles ?? []).flatMap(({ groups }) => groups))],
  };
}

function addressOf({ name, server }: Destination): string {
  return name ?? server ?? '';
}

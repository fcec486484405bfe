import { clusterKind } from '../model/cluster-kinds.js';
import { platformApplications, platformEnvironments, platformProject } from '../model/platform.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { needsServerSideDiff } from '../model/server-side-diff.js';
import { address } from './argocd-contexts.js';
import { projectSettings } from './project-contexts.js';
import type { TemplateContext } from './template-engine.js';

/** What the templates see of `platform/`: its Applications by environment, and their project. */
export function platformContext(model: RepositoryModel): TemplateContext {
  const applications = platformApplications(model).map(({ name, environment, destination }) => ({
    name,
    env: environment.name,
    cluster: destination.name ?? destination.server ?? '',
    address: address(destination),
  }));
  const project = platformProject(model);
  return {
    hasPlatform: model.platform !== undefined,
    platforms: platformEnvironments(model).map((environment) => ({
      env: environment.name,
      autoSync: environment.autoSync ?? true,
      serverSideDiff: needsServerSideDiff(model, environment),
      applications: applications.filter(({ env }) => env === environment.name),
    })),
    platform: {
      project,
      team: model.team ?? '',
      addresses: [...new Set(applications.map((one) => one.address))],
      kinds: (model.platform?.kinds ?? []).flatMap((text) => clusterKind(text) ?? []),
      ...projectSettings(model, {
        name: project,
        applications: new Set(applications.map(({ name }) => name)),
      }),
    },
  };
}

import { applicationNames, destinationsOf } from '../model/applications.js';
import { platformApplications } from '../model/platform.js';
import { projectName, projectOf } from '../model/projects.js';
import { namespaceOf, type Environment, type RepositoryModel } from '../model/repository-model.js';
import { address } from './argocd-contexts.js';
import type { ClusterKindsByApp } from './cluster-kinds.js';
import type { TemplateContext } from './template-engine.js';

/**
 * What the templates see of each AppProject: what its apps need, listed one by one, since a project
 * with a wildcard restricts nothing. `clusterKinds` are those of each app.
 */
export function projectContexts(
  model: RepositoryModel,
  clusterKinds: ClusterKindsByApp,
): TemplateContext[] {
  const { argocd, apps } = model;
  const names = new Set([
    ...apps.map((app) => projectOf(model, app)),
    ...(argocd.retired ?? []).map(({ team }) => projectName(model, team)),
  ]);
  if (names.size === 0) names.add(argocd.project);
  return [...names].sort().map((name) => {
    const team = teamOfProject(argocd, name);
    const applications = new Set(
      apps
        .filter((app) => projectOf(model, app) === name)
        .flatMap((app) => model.environments.flatMap((one) => applicationNames(app.name, one))),
    );
    return {
      name,
      whose: whoseApps(model, team),
      ...boundsOf(model, name, clusterKinds),
      orphanedResources: argocd.orphanedResources ?? 'ignored',
      ...projectSettings(model, { name, team, applications }),
    };
  });
}

interface Project {
  readonly name: string;
  readonly team?: string | undefined;
  /** Names of the Applications that belong to it. */
  readonly applications: ReadonlySet<string>;
}

/** What every project of Applications has, whosever they are: who may do what, and when. */
export function projectSettings(model: RepositoryModel, project: Project) {
  const { environments, argocd } = model;
  return {
    syncWindows: environments.flatMap((environment) => windowsOf(model, project, environment)),
    roles: rolesOf(argocd, project),
    subscriptions: Object.entries(argocd.notifications ?? {}).map(([key, recipients]) => ({
      key,
      recipients: recipients.join(';'),
    })),
  };
}

function whoseApps({ argocd }: RepositoryModel, team: string | undefined): string {
  if (argocd.projects === 'shared') return 'of this repository';
  return team === undefined ? 'that no team has' : `of the team ${team}`;
}

function boundsOf(model: RepositoryModel, project: string, clusterKinds: ClusterKindsByApp) {
  const apps = model.apps.filter((app) => projectOf(model, app) === project);
  const needed = model.environments.flatMap((environment) =>
    apps.flatMap((app) =>
      destinationsOf(environment).map((to) => ({
        address: address(to),
        namespace: namespaceOf(app.name, environment),
      })),
    ),
  );
  const retired = (model.argocd.retired ?? [])
    .filter(({ team }) => projectName(model, team) === project)
    .map((old) => ({ address: address(old), namespace: old.namespace }));
  const destinations = [...needed, ...retired];
  const kinds = apps.flatMap(({ name }) => clusterKinds.get(name) ?? []);
  return {
    destinations,
    namespaces: [...new Set(destinations.map(({ namespace }) => namespace))],
    clusterKinds: [...new Map(kinds.map((one) => [`${one.group}/${one.kind}`, one])).values()],
  };
}

/** The windows of an environment, for the Applications of one project: those of others it cannot name. */
function windowsOf(
  model: RepositoryModel,
  { applications: own }: Project,
  environment: Environment,
) {
  const names = [
    ...model.apps.flatMap(({ name }) => applicationNames(name, environment)),
    ...platformApplications(model)
      .filter((one) => one.environment === environment)
      .map(({ name }) => name),
  ];
  const ours = names.filter((name) => own.has(name));
  const others = names.filter((name) => !own.has(name));
  return (environment.syncWindows ?? [])
    .map(({ applications = ours, ...window }) => ({
      applications: applications.filter((name) => !others.includes(name)),
      ...window,
    }))
    .filter(({ applications }) => applications.length > 0);
}

/** What a word of `allow` is in the policies of Argo CD (RBAC Configuration). */
const PERMISSIONS = {
  get: 'applications, get',
  sync: 'applications, sync',
  delete: 'applications, delete',
  action: 'applications, action/*',
  logs: 'logs, get',
  exec: 'exec, create',
} as const;

/** Roles as Argo CD has them; a group with `{team}` is one of each team. */
function rolesOf({ roles = [] }: RepositoryModel['argocd'], { name: project, team }: Project) {
  return roles
    .map(({ name, groups, allow }) => ({
      name,
      policies: allow.map(
        (word) => `p, proj:${project}:${name}, ${PERMISSIONS[word]}, ${project}/*, allow`,
      ),
      groups: groups
        .filter((group) => team !== undefined || !group.includes('{team}'))
        .map((group) => group.replaceAll('{team}', team ?? '')),
    }))
    .filter(({ groups }) => groups.length > 0);
}

function teamOfProject({ project: shared }: RepositoryModel['argocd'], project: string) {
  return project === shared ? undefined : project.slice(shared.length + 1);
}

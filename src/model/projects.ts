import type { App, RepositoryModel } from './repository-model.js';

/** The AppProject of a team's apps; with `argocd.projects: shared`, that of all apps. */
export function projectName({ argocd }: RepositoryModel, team: string | undefined): string {
  const own = argocd.projects === 'team' && team !== undefined;
  return own ? `${argocd.project}-${team}` : argocd.project;
}

/** The AppProject of an app. */
export function projectOf(model: RepositoryModel, app: App): string {
  return projectName(model, app.team ?? model.team);
}

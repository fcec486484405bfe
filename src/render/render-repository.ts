import type { Catalog, Example } from '../catalog/catalog.js';
import { findExample, REPOSITORY_TEMPLATES } from '../catalog/find-example.js';
import { BugError } from '../errors.js';
import type { ManagedFile, ManagedTree } from '../model/file-tree.js';
import { namespaceOf, type App, type RepositoryModel } from '../model/repository-model.js';
import { layerNames } from '../model/overlays.js';
import { needsServerSideDiff } from '../model/server-side-diff.js';
import { environmentContext } from './argocd-contexts.js';
import { argocdReadmeContext } from './argocd-readme-context.js';
import { checkEnvironmentValues } from './check-environment-values.js';
import { clusterKindsByApp } from './cluster-kinds.js';
import { imageContext } from './image-context.js';
import { renderFiles } from './plan-files.js';
import { platformContext } from './platform-context.js';
import { projectContexts } from './project-contexts.js';
import { renderApp } from './render-app.js';
import { createTemplateEngine, type TemplateContext } from './template-engine.js';

/**
 * Every file that a model and its catalogs make, apart from the model itself and the state. It
 * depends on nothing else: no clock, no environment, not on the order of files or apps. Files of
 * the apps in `skipped` are left out.
 *
 * @throws UsageError where the model, a value or a template is wrong.
 */
export function renderRepository(
  model: RepositoryModel,
  catalogs: readonly Catalog[],
  skipped: ReadonlySet<string> = new Set(),
): ManagedTree {
  checkEnvironmentValues(model, catalogs);
  const sorted = { ...model, apps: [...model.apps].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  const files = new Map<string, ManagedFile>();
  for (const app of sorted.apps.filter(({ name }) => !skipped.has(name))) {
    for (const [path, file] of renderApp(sorted, app, findExample(catalogs, app.example))) {
      files.set(path, file);
    }
  }
  // Around apps of others, what belongs to no app is theirs as well.
  const shared = model.apps.length > 0 || model.unmanaged.length === 0;
  for (const [path, file] of shared ? renderShared(sorted, catalogs, files) : []) {
    if (file.app === undefined || !skipped.has(file.app)) files.set(path, file);
  }
  for (const path of Object.keys(model.policies)) {
    const file = files.get(path);
    if (file) files.set(path, { ...file, policy: 'seed' });
  }
  return files;
}

/** Old path → new path of the files that the examples of the apps renamed. */
export function renderRenames(
  model: RepositoryModel,
  catalogs: readonly Catalog[],
): ReadonlyMap<string, string> {
  const renames = model.apps.flatMap((app) => {
    const { renames: declared } = findExample(catalogs, app.example);
    return Object.entries(declared).flatMap(([from, to]) =>
      model.environments.map(({ name }) => {
        const fill = (path: string) =>
          path.replaceAll('{{app.name}}', app.name).replaceAll('{{env.name}}', name);
        return [fill(from), fill(to)] as const;
      }),
    );
  });
  return new Map(renames);
}

function renderShared(
  model: RepositoryModel,
  catalogs: readonly Catalog[],
  files: ManagedTree,
): ManagedTree {
  const templates = catalogs.find(({ name }) => name === '')?.examples.get(REPOSITORY_TEMPLATES);
  if (!templates) throw new BugError('the templates of the repository are missing');
  const shared = {
    ...sharedContext(model),
    ...argocdReadmeContext(model),
    ...platformContext(model),
    projects: projectContexts(model, clusterKindsByApp(model, files)),
    builds: model.apps.flatMap((app) =>
      buildContext(model, app, findExample(catalogs, app.example)),
    ),
    versions: imageContext(templates.versions),
  };
  const environments = model.environments.map((environment) => ({
    ...shared,
    env: environmentContext(model, environment, files),
  }));
  const render = createTemplateEngine(templates.partials);
  const rendered = renderFiles(templates, { shared, environments }, render);
  return new Map([...rendered].map(([path, file]) => [path, { ...file, ...ownerOf(path, model) }]));
}

function sharedContext(model: RepositoryModel): TemplateContext {
  const { repository, argocd, secrets, ci, apps, environments, registry = '' } = model;
  // As GitHub and GitLab call it: acme/deploy.
  const path = repository.url.replace(/^(\w+:\/\/[^/]+\/|[^/]+:)/, '').replace(/\.git$/, '');
  const [owner] = path.split('/');
  return {
    repository,
    repositoryPath: path,
    repositoryOwner: owner,
    repositoryName: path.slice(path.lastIndexOf('/') + 1),
    argocd,
    secrets,
    registry,
    registryHost: registry.split('/')[0],
    ci: typeof ci === 'string' ? { provider: ci, tool: '' } : { tool: '', ...ci },
    apps: apps.map(({ name, example, packaging }) => ({
      name,
      example,
      packaging,
      namespaces: environments.map((environment) => namespaceOf(name, environment)),
    })),
    hasApps: apps.length > 0,
    layers: environments.flatMap((one) =>
      layerNames(one).map((name) => ({ name, environment: one.name })),
    ),
    hasCharts: apps.some(({ packaging }) => packaging === 'helm'),
    environmentNames: environments.map(({ name }) => name),
    serverSideDiff: needsServerSideDiff(model),
  };
}

/** An app whose images somebody builds, and the environment that gets them first; else none. */
function buildContext(model: RepositoryModel, app: App, { builds }: Example): TemplateContext[] {
  const [environment] = model.environments;
  if (builds.length === 0 || !environment) return [];
  const { name, packaging } = app;
  const namespace = namespaceOf(name, environment);
  return [{ app: name, packaging, images: builds, env: environment.name, namespace }];
}

/** The app whose own file a shared template made: its Application, or an overlay of a destination. */
function ownerOf(path: string, { apps }: RepositoryModel): { app?: string } {
  const application = /^argocd\/applications\/[^/]+\/([^/]+)\.yaml$/.exec(path)?.[1];
  const name = application ?? /^overlays\/[^/]+\/([^/]+)\//.exec(path)?.[1];
  return name !== undefined && apps.some((app) => app.name === name) ? { app: name } : {};
}

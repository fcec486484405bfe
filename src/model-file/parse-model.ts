import { applicationNames, destinationsOf } from '../model/applications.js';
import { layerName } from '../model/overlays.js';
import { namespaceOf, promotionOrder, type RepositoryModel } from '../model/repository-model.js';
import { pathProblem } from '../model/repository-path.js';
import { repositoryModelSchema } from '../model/schema.js';
import { didYouMean } from '../model/nearest.js';
import type { YamlPath } from '../yaml/locate.js';
import { parseWithSchema, problemAt, type ParsedFile } from '../yaml/parse-with-schema.js';
import { platformProblems } from './platform-problems.js';
import type { Problem } from './problem.js';

export const MODEL_PATH = 'gitops-gen.yaml';

export type ModelFile = ParsedFile<RepositoryModel>;

/**
 * Reads the text of a `gitops-gen.yaml`.
 *
 * @throws UsageError that names line, column and path of an unknown key, a wrong value, a name
 * that does not exist or stands twice.
 */
export function parseModel(text: string, path = MODEL_PATH): ModelFile {
  const file = parseWithSchema(repositoryModelSchema, { text, path });
  const problem = firstProblem(file.value);
  if (problem) throw problemAt(file, problem.at, problem.message);
  return file;
}

function firstProblem(model: RepositoryModel): Problem | undefined {
  const [first] = [
    ...duplicateNames('environments', model.environments),
    ...duplicateNames('apps', model.apps),
    ...duplicateNames('unmanaged', model.unmanaged, model.apps),
    ...duplicateNames('catalogs', model.catalogs),
    ...unknownEnvironments(model),
    ...unsafePaths(model),
    ...sharedNames(model),
    ...longNames(model),
    ...sharedFolders(model),
    ...mixedDestinations(model),
    ...teamProjects(model),
    ...platformProblems(model),
  ];
  return first;
}

interface Named {
  readonly name: string;
}

function* duplicateNames(
  list: string,
  items: readonly Named[],
  others: readonly Named[] = [],
): Iterable<Problem> {
  const seen = new Set(others.map(({ name }) => name));
  for (const [index, { name }] of items.entries()) {
    if (seen.has(name)) yield { at: [list, index, 'name'], message: `"${name}" stands twice` };
    seen.add(name);
  }
}

function* unknownEnvironments(model: RepositoryModel): Iterable<Problem> {
  const names = model.environments.map(({ name }) => name);
  const problem = (name: string, at: YamlPath): Problem[] =>
    names.includes(name)
      ? []
      : [{ at, message: `there is no environment "${name}"${didYouMean(name, names)}` }];
  const list = Array.isArray(model.promotion) ? ['promotion'] : ['promotion', 'order'];
  for (const [index, name] of promotionOrder(model).entries())
    yield* problem(name, [...list, index]);
  for (const [index, app] of model.apps.entries()) {
    for (const name of Object.keys(app.environments)) {
      yield* problem(name, ['apps', index, 'environments', name]);
    }
  }
  for (const [index, { overlays }] of model.unmanaged.entries()) {
    for (const name of Object.keys(overlays)) {
      yield* problem(name, ['unmanaged', index, 'overlays', name]);
    }
  }
}

function* unsafePaths({ catalogs, unmanaged }: RepositoryModel): Iterable<Problem> {
  const paths = [
    ...catalogs.map(({ path }, index) => ({ path, at: ['catalogs', index, 'path'] })),
    ...unmanaged.flatMap(({ overlays }, index) =>
      Object.entries(overlays).map(([env, path]) => ({
        path,
        at: ['unmanaged', index, 'overlays', env],
      })),
    ),
  ];
  for (const { path, at } of paths) {
    const reason = path === '.' ? undefined : pathProblem(path);
    if (reason) yield { at, message: `the path ${reason}` };
  }
}

/** No two pairs of app and environment may give one Application name or one namespace (T4). */
function* sharedNames(model: RepositoryModel): Iterable<Problem> {
  const owners = new Map([[`${model.argocd.project}-root`, 'the root of Argo CD']]);
  for (const [index, { name: app }] of model.apps.entries()) {
    for (const environment of model.environments) {
      const owner = `${app} in ${environment.name}`;
      const namespace = namespaceOf(app, environment);
      const names = applicationNames(app, environment);
      const own = names.includes(namespace) ? names : [...names, namespace];
      for (const name of own) {
        const other = owners.get(name);
        if (other) {
          const message = `"${name}" would belong to ${other} and to ${owner}: rename one of them`;
          yield { at: ['apps', index, 'name'], message };
        }
        owners.set(name, owner);
      }
    }
  }
}

/** Applications and namespaces are called by labels of RFC 1123 (A3). */
function* longNames({ apps, environments }: RepositoryModel): Iterable<Problem> {
  for (const [index, { name: app }] of apps.entries()) {
    const long = environments
      .flatMap((one) => [namespaceOf(app, one), ...applicationNames(app, one)])
      .find((name) => name.length > 63);
    if (long !== undefined) {
      const message = `"${long}" is longer than 63 characters`;
      yield { at: ['apps', index, 'name'], message };
    }
  }
}

/** `prod-eu` may be an environment, and the cluster eu of prod (T4). */
function* sharedFolders({ environments }: RepositoryModel): Iterable<Problem> {
  const taken = new Set(environments.map(({ name }) => name));
  for (const [index, environment] of environments.entries()) {
    for (const [place, to] of destinationsOf(environment).entries()) {
      if (to.overlay !== true) continue;
      const name = layerName(environment, to);
      if (taken.has(name)) {
        const message = `overlays/${name} would belong to two: rename one of them`;
        yield { at: ['environments', index, 'destinations', place], message };
      }
      taken.add(name);
    }
  }
}

/** One template fills in either the server or the name of a cluster, for all elements alike (S4). */
function* mixedDestinations({ argocd, environments }: RepositoryModel): Iterable<Problem> {
  if (argocd.mode !== 'applicationset') return;
  for (const [index, { destinations = [] }] of environments.entries()) {
    const byName = destinations[0]?.name !== undefined;
    const other = destinations.findIndex(({ name }) => (name !== undefined) !== byName);
    if (other < 0) continue;
    yield {
      at: ['environments', index, 'destinations', other],
      message:
        'an ApplicationSet needs all its clusters by server or all by name: the one that Argo CD runs in has the name in-cluster',
    };
  }
}

/** A set cannot let its elements choose their project (S2), and the root has one of its own. */
function* teamProjects({ argocd, team, apps }: RepositoryModel): Iterable<Problem> {
  if (argocd.projects !== 'team') return;
  if (argocd.mode === 'applicationset') {
    const message =
      'an ApplicationSet has one project: use mode: applications, or projects: shared';
    yield { at: ['argocd', 'projects'], message };
  }
  const message = `"${argocd.project}-root" is the project of the root: call the team differently`;
  if (team === 'root') yield { at: ['team'], message };
  for (const [index, app] of apps.entries()) {
    if (app.team === 'root') yield { at: ['apps', index, 'team'], message };
  }
}

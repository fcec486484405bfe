import type { Example } from '../catalog/catalog.js';
import { holds } from '../catalog/condition.js';
import { logicalImages } from '../catalog/logical-images.js';
import { mergeValues } from '../catalog/merge-values.js';
import { appParameters, completeLists, defaultsOf, validateValues } from '../catalog/parameters.js';
import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
import {
  domainOf,
  namespaceOf,
  presetOf,
  type App,
  type Environment,
  type RepositoryModel,
  type Values,
} from '../model/repository-model.js';
import { formatPath } from '../yaml/locate.js';
import { imageContext } from './image-context.js';
import type { Contexts } from './plan-files.js';
import type { TemplateContext } from './template-engine.js';

/**
 * What the templates of an app see, for its base and for each environment.
 *
 * @throws UsageError where a value does not fit its parameter or a constraint of the example.
 */
export function appContexts(model: RepositoryModel, app: App, example: Example): Contexts {
  checkPackaging(app, example);
  const images = logicalImages(example, app.values);
  checkImages(app, example, Object.keys(images));
  const common = {
    app: { name: app.name, example: app.example, team: app.team ?? model.team ?? '' },
    packaging: app.packaging,
    secrets: model.secrets,
    repository: model.repository,
    images: imageContext({ ...images, ...app.images }),
    versions: imageContext(example.versions),
  };
  const base = mergeValues(defaultsOf(example.parameters), app.values);
  checkValues(base, { app, example, where: `apps.${app.name}.values` });
  const complete = completeLists(example.parameters, base);
  const fixed = Object.keys(appParameters(example)).map((name) => [name, complete[name]] as const);
  return {
    shared: { ...common, values: Object.fromEntries(fixed) },
    environments: model.environments.map((environment) => ({
      ...common,
      env: environmentContext({ model, app, environment }),
      values: environmentValues({ model, app, example, environment }, common),
    })),
  };
}

interface InEnvironment {
  readonly model: RepositoryModel;
  readonly app: App;
  readonly environment: Environment;
}

function environmentContext({ model, app, environment }: InEnvironment): TemplateContext {
  return {
    name: environment.name,
    preset: presetOf(environment),
    namespace: namespaceOf(app.name, environment),
    domain: domainOf(environment),
    apps: neighbours(model.apps, environment),
  };
}

interface Neighbour {
  readonly name: string;
  readonly namespace: string;
}

/** All apps see the same list: one for each of 1,000 would be a million entries. */
const neighbourLists = new WeakMap<readonly App[], Map<Environment, readonly Neighbour[]>>();

function neighbours(apps: readonly App[], environment: Environment): readonly Neighbour[] {
  const lists = neighbourLists.get(apps) ?? new Map<Environment, readonly Neighbour[]>();
  neighbourLists.set(apps, lists);
  const list =
    lists.get(environment) ??
    apps.map(({ name }) => ({ name, namespace: namespaceOf(name, environment) }));
  lists.set(environment, list);
  return list;
}

function environmentValues(
  { example, ...place }: InEnvironment & { readonly example: Example },
  common: TemplateContext,
): Values {
  const { app, environment } = place;
  const own = app.environments[environment.name]?.values ?? {};
  const varying = Object.entries(example.parameters).filter(([, { scope }]) => scope !== 'app');
  const taken = new Set(varying.map(([name]) => name));
  const shared = Object.entries(environment.values ?? {}).filter(([name]) => taken.has(name));
  const values = mergeValues(
    defaultsOf(example.parameters),
    example.presets[presetOf(environment)] ?? {},
    Object.fromEntries(shared),
    app.values,
    own,
  );
  const where = `apps.${app.name}.environments.${environment.name}.values`;
  const fixed = Object.keys(own).find((name) => example.parameters[name]?.scope === 'app');
  if (fixed !== undefined) {
    throw new UsageError(`${where}.${fixed}: the parameter is the same in all environments`, {
      code: 'INVALID',
      hint: `Set it in apps.${app.name}.values.`,
    });
  }
  checkValues(values, { app, example, where });
  checkConstraints({ ...common, values, env: environmentContext(place) }, example, where);
  return completeLists(example.parameters, values);
}

interface ValuesPlace {
  readonly app: App;
  readonly example: Example;
  readonly where: string;
}

function checkValues(values: Values, { example, where }: ValuesPlace): void {
  const [problem] = validateValues(example.parameters, values);
  if (!problem) return;
  throw new UsageError(`${where}.${formatPath(problem.path)}: ${problem.message}`, {
    code: 'INVALID',
    hint: `\`gitops-gen examples ${example.name}\` lists the parameters.`,
  });
}

function checkConstraints(context: TemplateContext, example: Example, where: string): void {
  const broken = example.constraints.find(
    ({ when, forbid }) => (when === undefined || holds(when, context)) && holds(forbid, context),
  );
  if (broken) throw new UsageError(`${where}: ${broken.message}`, { code: 'INVALID' });
}

function checkImages({ name, images }: App, example: Example, known: readonly string[]): void {
  const unknown = Object.keys(images).find((image) => !known.includes(image));
  if (unknown === undefined) return;
  throw new UsageError(
    `apps.${name}.images.${unknown}: ${example.name} has no such image${didYouMean(unknown, known)}`,
    { code: 'INVALID', hint: `It has: ${known.join(', ')}.` },
  );
}

function checkPackaging({ name, packaging }: App, example: Example): void {
  if (example.packaging.includes(packaging)) return;
  throw new UsageError(
    `apps.${name}.packaging: ${example.name} comes as ${example.packaging.join(' or ')} only`,
    {
      code: 'INVALID',
    },
  );
}

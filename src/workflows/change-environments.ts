import { UsageError } from '../errors.js';
import { editImages } from '../images/edit-images.js';
import { changeTo, type ImageChange } from '../images/image-change.js';
import type { ApplicationMoves } from '../manifests/compare-applications.js';
import { didYouMean } from '../model/nearest.js';
import { overlayFolder } from '../model/overlays.js';
import { presetOf, type RepositoryModel } from '../model/repository-model.js';
import type { ModelInput } from '../model-file/print-model.js';
import { applicationMoves } from './application-moves.js';
import { changeModel, type ChangeOptions, type ChangeResult } from './change-model.js';
import { openRepository } from './managed-repository.js';
import { imagesOf, readImagesFile } from './overlay-images.js';
import type { Reconciliation } from './reconcile.js';
import { forgetRetired, removal, type RemovalResult } from './remove-app.js';
import { retire, withRetired, type Deployment } from './retired-applications.js';
import { workingTree } from './tree.js';

export interface AddEnvironmentRequest extends ChangeOptions {
  readonly env: string;
  /** The environment whose settings, values and images the new one starts with. */
  readonly like?: string;
}

export interface AdditionResult extends ChangeResult {
  /** What becomes of the Applications that are there: a platform may go over to the new environment. */
  readonly moves: ApplicationMoves;
  /** The namespace that they are in. */
  readonly namespace: string;
}

/**
 * Adds an environment for all apps; right behind the one that it is like, else before production.
 *
 * @throws UsageError where the name is taken or there is no environment to be like.
 */
export async function addEnvironment(request: AddEnvironmentRequest): Promise<AdditionResult> {
  const { env, like } = request;
  const { model } = await openRepository(request.repository);
  const names = model.value.environments.map(({ name }) => name);
  if (names.includes(env)) {
    throw new UsageError(`there is an environment "${env}" already`, { code: 'PRECONDITION' });
  }
  if (like !== undefined && !names.includes(like)) throw noEnvironment(like, names);
  const result = await changeModel(request, {
    edit: (input) => withEnvironment(input, { env, like }),
    operation: 'update',
    message:
      like === undefined
        ? `Add the environment ${env}`
        : `Add the environment ${env}, like ${like}`,
    ...(like === undefined
      ? {}
      : {
          finish: (planned, root) => withImagesOf(planned, { root, like, env, model: model.value }),
        }),
  });
  const { namespace } = model.value.argocd;
  return { ...result, moves: applicationMoves(result.paths), namespace };
}

/**
 * Removes an environment, in two steps as an app is removed.
 *
 * @throws UsageError where there is no such environment.
 */
export async function removeEnvironment(
  request: ChangeOptions & { readonly env: string },
): Promise<RemovalResult> {
  const { env } = request;
  const { model } = await openRepository(request.repository);
  const { environments, argocd } = model.value;
  const names = environments.map(({ name }) => name);
  const goes = (deployment: Deployment) => deployment.env === env;
  if (!names.includes(env)) {
    if (argocd.retired?.some(goes)) return forgetRetired(request, goes, env);
    throw noEnvironment(env, names);
  }
  if (names.length === 1) {
    throw new UsageError(`${env} is the last environment`, {
      code: 'PRECONDITION',
      hint: 'A repository has at least one: add another first.',
    });
  }
  const result = await changeModel(request, {
    edit: (input) => ({
      ...withoutEnvironment(input, env),
      argocd: withRetired(input.argocd, (old) => [...old, ...retire(model.value, goes)]),
    }),
    operation: 'remove',
    message: `Remove the environment ${env}`,
  });
  return removal(result, model.value, goes);
}

function noEnvironment(env: string, names: readonly string[]): UsageError {
  return new UsageError(`there is no environment "${env}"${didYouMean(env, names)}`, {
    code: 'TARGET_NOT_FOUND',
    hint: `The environments are: ${names.join(', ')}.`,
  });
}

interface NewEnvironment {
  readonly env: string;
  readonly like: string | undefined;
}

function withEnvironment(input: ModelInput, { env, like }: NewEnvironment): ModelInput {
  const added = newEnvironment(
    input.environments.find(({ name }) => name === like),
    env,
  );
  const names = input.environments.map(({ name }) => name);
  const place = placeOf(input, { env, like });
  return {
    ...input,
    environments: input.environments.toSpliced(place(names), 0, added),
    ...changedPromotion(input, (order) => order.toSpliced(place(order), 0, env)),
    apps: (input.apps ?? []).map((app) => {
      const values = like === undefined ? undefined : app.environments?.[like];
      return values ? { ...app, environments: { ...app.environments, [env]: values } } : app;
    }),
  };
}

type EnvironmentInput = ModelInput['environments'][number];

/** The settings of another environment under a new name, its own domain aside. */
function newEnvironment(like: EnvironmentInput | undefined, name: string): EnvironmentInput {
  if (!like) return { name };
  const { domain, ...settings } = like;
  const own = domain?.startsWith(`${like.name}.`)
    ? `${name}${domain.slice(like.name.length)}`
    : undefined;
  const preset =
    like.name === 'dev' || like.name === 'staging' || like.name === 'prod' ? like.name : undefined;
  return {
    ...settings,
    name,
    ...(settings.preset === undefined && preset !== undefined ? { preset } : {}),
    ...(own === undefined ? {} : { domain: own }),
  };
}

function withoutEnvironment(input: ModelInput, env: string): ModelInput {
  return {
    ...input,
    environments: input.environments.filter(({ name }) => name !== env),
    ...changedPromotion(input, (order) => order.filter((name) => name !== env)),
    apps: (input.apps ?? []).map(({ environments, ...app }) => {
      const left = without(environments ?? {}, env);
      return Object.keys(left).length === 0 ? app : { ...app, environments: left };
    }),
    ...(input.unmanaged && {
      unmanaged: input.unmanaged.map((app) => ({ ...app, overlays: without(app.overlays, env) })),
    }),
  };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function changedPromotion(
  { promotion }: ModelInput,
  change: (order: string[]) => string[],
): Pick<ModelInput, 'promotion'> {
  if (promotion === undefined) return {};
  const changed = Array.isArray(promotion)
    ? change(promotion)
    : { ...promotion, order: change(promotion.order) };
  return { promotion: changed };
}

/** Where a new environment goes in a list of all: behind the one it is like, else before production. */
function placeOf(
  { environments }: ModelInput,
  { env, like }: NewEnvironment,
): (names: readonly string[]) => number {
  const comesLater = (name: string) =>
    environments.some((other) => other.name === name && presetOf(other) === 'prod');
  return (names) => {
    const behind = like === undefined ? -1 : names.indexOf(like);
    if (behind >= 0) return behind + 1;
    const before = presetOf({ name: env }) === 'prod' ? -1 : names.findIndex(comesLater);
    return before >= 0 ? before : names.length;
  };
}

interface ImageSource {
  readonly root: string;
  readonly like: string;
  readonly env: string;
  readonly model: RepositoryModel;
}

/** Lets the new overlays start with the images that run in the environment they are like. */
async function withImagesOf(
  planned: Reconciliation,
  { root, like, env, model }: ImageSource,
): Promise<Reconciliation> {
  const images = new Map<string, readonly ImageChange[]>();
  for (const { name: app } of model.apps) {
    const file = await readImagesFile(workingTree(root), {
      env: like,
      app,
      folder: overlayFolder(like, app),
    });
    if (!file) continue;
    const changes = imagesOf(file).map(({ name, newName, ...unit }): ImageChange => {
      const change = changeTo(name, unit);
      return newName === undefined ? change : { ...change, newName: { set: newName } };
    });
    images.set(file.path.replace(overlayFolder(like, app), overlayFolder(env, app)), changes);
  }
  const today = new Date().toISOString().slice(0, 10);
  const changes = planned.changes.map((change) => {
    const wanted = images.get(change.path);
    if (!wanted || !change.after || change.before) return change;
    const { content } = editImages({ text: change.after.content, path: change.path }, wanted, {
      today,
    });
    return { ...change, after: { ...change.after, content } };
  });
  return { ...planned, changes };
}

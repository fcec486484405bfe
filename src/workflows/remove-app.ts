import { UsageError } from '../errors.js';
import type { ApplicationMoves } from '../manifests/compare-applications.js';
import { didYouMean } from '../model/nearest.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { applicationMoves } from './application-moves.js';
import { changeModel, type ChangeOptions, type ChangeResult } from './change-model.js';
import { openRepository } from './managed-repository.js';
import { retiredNames, retire, withRetired, type Deployment } from './retired-applications.js';

export interface RemovalResult extends ChangeResult {
  /** Applications that a person has to delete in the cluster, before the second call. */
  readonly applications: readonly string[];
  /** What else becomes of objects of Argo CD in the cluster. */
  readonly moves: ApplicationMoves;
  /** The namespace that they are in. */
  readonly namespace: string;
  /** `removed`: the files went; `forgotten`: the AppProject does not allow it any more, or never did. */
  readonly phase: 'removed' | 'forgotten';
}

/**
 * Removes an app from every environment, in two steps: first its files, while the AppProject goes
 * on allowing its Applications, which Argo CD keeps until somebody deletes them; then, when called
 * again, what the AppProject allowed.
 *
 * @throws UsageError where there is no such app.
 */
export async function removeApp(
  request: ChangeOptions & { readonly app: string },
): Promise<RemovalResult> {
  const { app } = request;
  const { model } = await openRepository(request.repository);
  const { apps, argocd } = model.value;
  const goes = (deployment: Deployment) => deployment.app === app;
  if (apps.some(({ name }) => name === app)) {
    const result = await changeModel(request, {
      edit: (input) => ({
        ...input,
        argocd: withRetired(input.argocd, (old) => [...old, ...retire(model.value, goes)]),
        apps: (input.apps ?? []).filter(({ name }) => name !== app),
      }),
      operation: 'remove',
      message: `Remove ${app}`,
    });
    return removal(result, model.value, goes);
  }
  if (argocd.retired?.some(goes)) return forgetRetired(request, goes, app);
  const names = apps.map(({ name }) => name);
  throw new UsageError(`there is no app "${app}"${didYouMean(app, names)}`, {
    code: 'TARGET_NOT_FOUND',
    hint: `The apps are: ${names.join(', ')}.`,
  });
}

/** What the first step has done, and what is left to do for those that go. */
export function removal(
  result: ChangeResult,
  model: RepositoryModel,
  goes: (deployment: Deployment) => boolean,
): RemovalResult {
  const moves = applicationMoves(result.paths);
  const retired = retiredNames(model, goes).filter((name) => !moves.deleted.includes(name));
  // The platform's as well, which goes with an environment or to another one.
  const applications = [...new Set([...retired, ...moves.left.map(({ name }) => name)])];
  const phase = retire(model, goes).length > 0 ? 'removed' : 'forgotten';
  return { ...result, applications, moves, namespace: model.argocd.namespace, phase };
}

/** The second step: what the AppProject still allowed. */
export async function forgetRetired(
  options: ChangeOptions,
  goes: (deployment: Deployment) => boolean,
  what: string,
): Promise<RemovalResult> {
  const result = await changeModel(options, {
    edit: (input) => ({
      ...input,
      argocd: withRetired(input.argocd, (old) => old.filter((deployment) => !goes(deployment))),
    }),
    operation: 'update',
    message: `Let the AppProject forget ${what}`,
  });
  const moves = applicationMoves(result.paths);
  const { model } = await openRepository(options.repository);
  return {
    ...result,
    applications: [],
    moves,
    namespace: model.value.argocd.namespace,
    phase: 'forgotten',
  };
}

import { findExample } from '../catalog/find-example.js';
import { logicalImages } from '../catalog/logical-images.js';
import { UsageError } from '../errors.js';
import type { Values } from '../model/repository-model.js';
import { changeModel, type ChangeOptions, type ChangeResult } from './change-model.js';
import { loadCatalogs } from './load-catalogs.js';
import { openRepository } from './managed-repository.js';
import { withRetired } from './retired-applications.js';

export interface AddRequest extends ChangeOptions {
  readonly example: string;
  /** By default what the example says. */
  readonly name?: string;
  readonly packaging: 'kustomize' | 'helm';
  readonly values: Values;
}

/**
 * Adds an app to every environment.
 *
 * @throws UsageError where the example does not exist, the name is taken, or a value does not fit.
 */
export async function addApp(
  request: AddRequest,
): Promise<ChangeResult & { readonly app: string }> {
  const { root, model } = await openRepository(request.repository);
  const example = findExample(await loadCatalogs(root, model.value), request.example);
  const app = request.name ?? example.app ?? example.name.replace('/', '-');
  if (model.value.apps.some(({ name }) => name === app)) {
    throw new UsageError(`there is an app "${app}" already`, {
      code: 'PRECONDITION',
      hint: 'Give this one another name with --name.',
    });
  }
  const { packaging, values } = request;
  const images = logicalImages(example, values);
  const added = { name: app, example: request.example, packaging, images, values };
  const result = await changeModel(request, {
    edit: ({ apps = [], argocd, ...input }) => ({
      ...input,
      argocd: withRetired(argocd, (old) => old.filter((one) => one.app !== app)),
      apps: [...apps, added],
    }),
    operation: 'update',
    message: `Add ${app}`,
  });
  return { ...result, app };
}

import type { Catalog } from '../catalog/catalog.js';
import { findExample } from '../catalog/find-example.js';
import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
import type { RepositoryModel } from '../model/repository-model.js';

/**
 * Holds the values that an environment has for all of its apps against their parameters: each app
 * takes those that it has, so one that none has would be lost without a word.
 *
 * @throws UsageError where no app takes a value, or all that have it keep it the same everywhere.
 */
export function checkEnvironmentValues(
  { apps, environments }: RepositoryModel,
  catalogs: readonly Catalog[],
): void {
  if (apps.length === 0) return;
  const parameters = apps.flatMap(({ example }) =>
    Object.entries(findExample(catalogs, example).parameters),
  );
  const known = new Set(parameters.map(([name]) => name));
  const taken = new Set(
    parameters.filter(([, { scope }]) => scope !== 'app').map(([name]) => name),
  );
  for (const { name: environment, values = {} } of environments) {
    const lost = Object.keys(values).find((name) => !taken.has(name));
    if (lost === undefined) continue;
    const where = `environments.${environment}.values.${lost}`;
    throw known.has(lost)
      ? new UsageError(`${where}: the parameter is the same in all environments`, {
          code: 'INVALID',
          hint: 'Set it in the values of the app.',
        })
      : new UsageError(`${where}: no app has such a parameter${didYouMean(lost, taken)}`, {
          code: 'INVALID',
          hint: '`gitops-gen examples NAME` lists those of an example.',
        });
  }
}

import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
import type { Catalog, Example } from './catalog.js';

/** The folder whose templates make what belongs to no app: Argo CD, CI, the README. */
export const REPOSITORY_TEMPLATES = 'repository';

/** Every example that an app can be made of, in the order of the catalogs and of their names. */
export function listExamples(catalogs: readonly Catalog[]): Example[] {
  return catalogs
    .flatMap(({ examples }) => [...examples.values()])
    .filter(({ name }) => name !== REPOSITORY_TEMPLATES);
}

/** @throws UsageError where no catalog has it, with the nearest name. */
export function findExample(catalogs: readonly Catalog[], name: string): Example {
  const examples = listExamples(catalogs);
  const found = examples.find((example) => example.name === name);
  if (found) return found;
  const names = examples.map((example) => example.name);
  throw new UsageError(`there is no example "${name}"${didYouMean(name, names)}`, {
    code: 'EXAMPLE_NOT_FOUND',
    hint: `The examples are: ${names.join(', ')}.`,
  });
}

import { clusterOf, destinationsOf } from '../model/applications.js';
import type { Environment, RepositoryModel } from '../model/repository-model.js';
import { environmentNamed } from './environment-preset.js';
import type { Build } from './repository.js';

/** Whether two overlays can meet; without a model it has to be supposed. */
export function shareCluster(model: RepositoryModel | undefined, a: Build, b: Build): boolean {
  const [one, two] = [a, b].map(({ env }) => environmentNamed(model, env));
  if (!one || !two) return true;
  const addresses = addressesOf(two);
  return addressesOf(one).some((address) => addresses.includes(address));
}

function addressesOf(environment: Environment): string[] {
  return destinationsOf(environment).map(clusterOf);
}

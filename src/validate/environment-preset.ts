import {
  presetOf,
  type Environment,
  type Preset,
  type RepositoryModel,
} from '../model/repository-model.js';

export function environmentNamed(
  model: RepositoryModel | undefined,
  name: string | undefined,
): Environment | undefined {
  return model?.environments.find((environment) => environment.name === name);
}

/** Whether an environment is one that must not break; without a model, the one called prod. */
export function isProduction(model: RepositoryModel | undefined, env: string | undefined): boolean {
  const environment = environmentNamed(model, env);
  return environment ? presetOf(environment) === 'prod' : env === 'prod';
}

const RANK: Readonly<Record<Preset, number>> = { dev: 0, staging: 1, prod: 2 };

/** Orders environments by how much they carry; of one that the model lacks nothing is known. */
export function environmentRank(
  model: RepositoryModel | undefined,
  env: string | undefined,
): number {
  const environment = environmentNamed(model, env);
  return environment ? RANK[presetOf(environment)] : NaN;
}

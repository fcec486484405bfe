import type { z } from 'zod';
import type { repositoryModelSchema } from './schema.js';

/** `gitops-gen.yaml`, valid and with its defaults filled in. */
export type RepositoryModel = z.output<typeof repositoryModelSchema>;
export type Environment = RepositoryModel['environments'][number];
export type App = RepositoryModel['apps'][number];
export type Retired = NonNullable<RepositoryModel['argocd']['retired']>[number];
export type SecretsMode = RepositoryModel['secrets'];
export type Destination = NonNullable<Environment['destinations']>[number];

/** Sizes and defaults of an environment; {@link presetOf}. */
export type Preset = 'dev' | 'staging' | 'prod';
export type Values = Readonly<Record<string, unknown>>;

/** The environment's own word, else its name if that is a preset, else staging. */
export function presetOf(environment: Environment): Preset {
  if (environment.preset) return environment.preset;
  const { name } = environment;
  return name === 'dev' || name === 'prod' ? name : 'staging';
}

/** Whether deleting an Application deletes what it runs: only dev does unless told otherwise. */
export function cascades(environment: Environment): boolean {
  return environment.cascadeDelete ?? presetOf(environment) === 'dev';
}

/** Where an app lives in an environment: `<app>-<env>` unless the environment says otherwise. */
export function namespaceOf(app: string, environment: Environment): string {
  return (environment.namespace ?? `{app}-${environment.name}`).replaceAll('{app}', app);
}

export function domainOf(environment: Environment): string {
  return environment.domain ?? `${environment.name}.example.com`;
}

/** The environments in the order in which images are promoted. */
export function promotionOrder(model: RepositoryModel): readonly string[] {
  const { promotion, environments } = model;
  if (promotion === undefined) return environments.map(({ name }) => name);
  return Array.isArray(promotion) ? promotion : promotion.order;
}

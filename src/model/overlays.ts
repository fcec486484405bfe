import { clusterLabel, destinationsOf } from './applications.js';
import { PLATFORM, platformEnvironments, platformFolder } from './platform.js';
import type { Destination, Environment, RepositoryModel } from './repository-model.js';

/** What of an app is specific to an environment, and where it lies. */
export interface Overlay {
  readonly env: string;
  readonly app: string;
  /** From the repository's root. */
  readonly folder: string;
  /** The destination that has it on top of the overlay of the environment. */
  readonly cluster?: string;
}

/** Where the overlay of an app lies that this program made. */
export function overlayFolder(env: string, app: string): string {
  return `overlays/${env}/${app}`;
}

/** Where lies what a destination gets: the overlay of the environment, or its own on top of that. */
export function destinationFolder(app: string, environment: Environment, to: Destination): string {
  return overlayFolder(to.overlay === true ? layerName(environment, to) : environment.name, app);
}

/** The folder below `overlays/` of a destination that has overlays of its own. */
export function layerName({ name }: Environment, to: Destination): string {
  return `${name}-${clusterLabel(to)}`;
}

/** The folders below `overlays/` of all destinations of an environment that have overlays of their own. */
export function layerNames(environment: Environment): string[] {
  return destinationsOf(environment)
    .filter(({ overlay }) => overlay === true)
    .map((to) => layerName(environment, to));
}

/** The overlays of all environments, which say what images run, those of others included. */
export function overlaysOf({ environments, apps, unmanaged }: RepositoryModel): Overlay[] {
  return environments.flatMap(({ name: env }) => [
    ...apps.map(({ name: app }) => ({ env, app, folder: overlayFolder(env, app) })),
    ...unmanaged.flatMap(({ name: app, overlays }) => {
      const folder = overlays[env];
      return folder === undefined ? [] : [{ env, app, folder }];
    }),
  ]);
}

/** Everything that is built: the overlays of environments, those of destinations on top, and the platform. */
export function builtOverlays(model: RepositoryModel): Overlay[] {
  return [
    ...overlaysOf(model),
    ...model.environments.flatMap((one) => destinationOverlays(model, one)),
    ...platformEnvironments(model).map(({ name: env }) => ({
      env,
      app: PLATFORM,
      folder: platformFolder(env),
    })),
  ];
}

/** The overlays that destinations of an environment have on top of its own. */
export function destinationOverlays({ apps }: RepositoryModel, environment: Environment) {
  return destinationsOf(environment)
    .filter(({ overlay }) => overlay === true)
    .flatMap((to) =>
      apps.map(({ name: app }) => ({
        env: environment.name,
        app,
        folder: destinationFolder(app, environment, to),
        cluster: clusterLabel(to),
      })),
    );
}

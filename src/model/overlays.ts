import type { RepositoryModel } from './repository-model.js';

/** What of an app is specific to an environment, and where it lies. */
export interface Overlay {
  readonly env: string;
  readonly app: string;
  /** From the repository's root. */
  readonly folder: string;
}

/** Where the overlay of an app lies that this program made. */
export function overlayFolder(env: string, app: string): string {
  return `overlays/${env}/${app}`;
}

/** Every overlay that a model knows of, those of others included, by environment. */
export function overlaysOf({ environments, apps, unmanaged }: RepositoryModel): Overlay[] {
  return environments.flatMap(({ name: env }) => [
    ...apps.map(({ name: app }) => ({ env, app, folder: overlayFolder(env, app) })),
    ...unmanaged.flatMap(({ name: app, overlays }) => {
      const folder = overlays[env];
      return folder === undefined ? [] : [{ env, app, folder }];
    }),
  ]);
}

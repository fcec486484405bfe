import type { Rendered } from '../workflows/render.js';

/** The manifests as one stream, or what was written where, and what was removed. */
export function renderText({ overlays, removed }: Rendered, out: string | undefined): string {
  if (out === undefined) return overlays.map(({ text }) => text.trimEnd()).join('\n---\n');
  const written = overlays.map(
    ({ env, app, manifests }) => `${out}/${env}/${app}: ${manifests.length} objects`,
  );
  return [...written, ...removed.map((path) => `${out}/${path}: removed`)].join('\n');
}

export function renderJson({ overlays, removed }: Rendered) {
  return {
    overlays: overlays.map(({ env, app, manifests }) => ({
      env,
      app,
      manifests: manifests.map(({ fileName, text }) => ({ file: fileName, text })),
    })),
    removed,
  };
}

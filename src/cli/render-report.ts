import type { RenderedText } from '../workflows/render.js';

/** The manifests as one stream, or how many were written where. */
export function renderText(rendered: readonly RenderedText[], out: string | undefined): string {
  if (out === undefined) return rendered.map(({ text }) => text.trimEnd()).join('\n---\n');
  return rendered
    .map(({ env, app, manifests }) => `${out}/${env}/${app}: ${manifests.length} objects`)
    .join('\n');
}

export function renderJson(rendered: readonly RenderedText[]) {
  return {
    overlays: rendered.map(({ env, app, manifests }) => ({
      env,
      app,
      manifests: manifests.map(({ fileName, text }) => ({ file: fileName, text })),
    })),
  };
}

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vitest/config';

/**
 * GitHub's own packages, which check workflows, are made for bundlers: they import JSON as if it
 * were code, and name source maps whose sources they do not ship.
 */
export const bundledActions: Plugin = {
  name: 'bundled-actions',
  config: () => ({ test: { server: { deps: { inline: [/@actions\//] } } } }),
  load: async (id) =>
    /\/@actions\/.*\.js$/.test(id)
      ? (await readFile(id, 'utf8')).replace(/^\/\/# sourceMappingURL=.*$/m, '')
      : undefined,
};

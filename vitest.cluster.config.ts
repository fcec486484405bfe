import { defineConfig } from 'vitest/config';
import { testEnvironment } from './test/support/clean-environment.js';

/** A real API server takes what is generated; CONTRIBUTING.md says where it is to be found. */
export default defineConfig({
  test: {
    name: 'cluster',
    include: ['test/cluster/**/*.test.ts'],
    env: testEnvironment,
    // As in vitest.config.ts: what commands print is read, not shown.
    disableConsoleIntercept: true,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    globalSetup: ['test/cluster/require-assets.ts', 'test/support/global-setup.ts'],
    fileParallelism: false,
    reporters: ['default', './test/support/no-skips.ts'],
  },
});

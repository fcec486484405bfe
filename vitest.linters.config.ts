import { defineConfig } from 'vitest/config';
import { testEnvironment } from './test/support/clean-environment.js';

/** Linters of others read what the catalog renders; CONTRIBUTING.md says which. */
export default defineConfig({
  test: {
    name: 'linters',
    include: ['test/linters/**/*.test.ts'],
    env: testEnvironment,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    globalSetup: ['test/support/global-setup.ts'],
    fileParallelism: false,
    reporters: ['default', './test/support/no-skips.ts'],
  },
});

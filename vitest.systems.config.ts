import { defineConfig } from 'vitest/config';
import { testEnvironment } from './test/support/clean-environment.js';

/** Real systems run with generated configuration; CONTRIBUTING.md says what has to be installed. */
export default defineConfig({
  test: {
    name: 'systems',
    include: ['test/systems/**/*.test.ts'],
    env: testEnvironment,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    globalSetup: ['test/support/global-setup.ts'],
    // Their servers wait more than they work.
    maxWorkers: 2,
    reporters: ['default', './test/support/no-skips.ts'],
  },
});

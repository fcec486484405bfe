import { defineConfig } from 'vitest/config';
import { bundledActions } from './test/support/bundled-actions.js';
import { testEnvironment } from './test/support/clean-environment.js';

const project = (name: string, testTimeout: number) => ({
  plugins: [bundledActions],
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    env: testEnvironment,
    // oclif prints through the console; commands are run in process and what they print is read.
    disableConsoleIntercept: true,
    testTimeout,
    hookTimeout: 120_000,
    setupFiles: ['test/support/fixed-seed.ts'],
    globalSetup: ['test/support/global-setup.ts'],
  },
});

export default defineConfig({
  test: {
    // One worker a core: by default one core is kept for watching.
    maxWorkers: '100%',
    reporters: ['default', './test/support/no-skips.ts'],
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      project('unit', 30_000),
      project('golden', 60_000),
      project('properties', process.env['FUZZ_RUNS'] === undefined ? 300_000 : 0),
      project('integration', 120_000),
      project('e2e', 180_000),
    ],
  },
});

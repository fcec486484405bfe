import { defineConfig } from 'vitest/config';

/** Tests see no configuration, identity, clock zone or credentials of the machine they run on. */
const env = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'Test Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.com',
  GIT_TERMINAL_PROMPT: '0',
  TZ: 'UTC',
  NO_COLOR: '1',
  LC_ALL: 'C.UTF-8',
};

const project = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    env,
    testTimeout,
    hookTimeout: 120_000,
    globalSetup: ['test/support/global-setup.ts'],
  },
});

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      project('unit', 10_000),
      project('golden', 60_000),
      project('properties', 300_000),
      project('integration', 120_000),
      project('e2e', 180_000),
    ],
  },
});

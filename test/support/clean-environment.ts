/** What tests see instead of the configuration, identity and clock zone of the machine. */
export const testEnvironment = {
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
} as const;

const OF_THE_MACHINE = ['PATH', 'TMPDIR'] as const;

/**
 * The environment for a program that a test starts: `testEnvironment`, where programs and temporary
 * files are, and `extra`. No `GIT_*`, `CI`, `GITHUB_*`, token or home folder of the machine gets in.
 */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const machine = OF_THE_MACHINE.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(machine), ...testEnvironment, ...extra };
}

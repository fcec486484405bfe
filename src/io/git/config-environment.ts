/**
 * Settings of git as environment variables: they stand on no command line and in no file, as befits
 * a URL with a token. Those that `env` has already stay. Source: git-config(1), GIT_CONFIG_COUNT.
 */
export function configEnvironment(
  settings: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const first = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  const variables: Record<string, string> = {};
  const entries = Object.entries(settings);
  for (const [index, [key, value]] of entries.entries()) {
    variables[`GIT_CONFIG_KEY_${first + index}`] = key;
    variables[`GIT_CONFIG_VALUE_${first + index}`] = value;
  }
  return { ...variables, GIT_CONFIG_COUNT: String(first + entries.length) };
}

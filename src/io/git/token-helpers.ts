/** Hosts of which a pipeline has a token in its environment, with the user that goes with it. */
const TOKENS = [
  {
    variable: 'GITHUB_TOKEN',
    server: 'GITHUB_SERVER_URL',
    usual: 'https://github.com',
    user: 'x-access-token',
  },
  {
    variable: 'GITLAB_TOKEN',
    server: 'CI_SERVER_URL',
    usual: 'https://gitlab.com',
    user: 'oauth2',
  },
] as const;

/**
 * Settings by which git, asked for a password by one of these hosts and no other, takes the token
 * from the environment after the user's own helpers had none. The token itself is in no setting.
 * Source: gitcredentials(7), custom helpers.
 */
export function tokenHelpers(env: NodeJS.ProcessEnv): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const { variable, server, usual, user } of TOKENS) {
    if (!env[variable]) continue;
    const answer = `echo username=${user}; echo "password=$${variable}"`;
    settings[`credential.${env[server] || usual}.helper`] = `!f() { ${answer}; }; f`;
  }
  return settings;
}

import { pipelineTokens, type Environment } from '../pipeline-tokens.js';

/** The user that goes with a token. */
const USERS = { github: 'x-access-token', gitlab: 'oauth2' } as const;

/**
 * Settings by which git, asked for a password by the server of a token and no other, takes the token
 * from the environment after the user's own helpers had none. The token itself is in no setting.
 * Source: gitcredentials(7), custom helpers.
 */
export function tokenHelpers(environment: Environment): Record<string, string> {
  const known = pipelineTokens(environment).filter(({ token }) => token !== undefined);
  return Object.fromEntries(
    known.map(({ kind, variable, server }) => {
      const answer = `echo username=${USERS[kind]}; echo "password=$${variable}"`;
      return [`credential.${server}.helper`, `!f() { ${answer}; }; f`];
    }),
  );
}

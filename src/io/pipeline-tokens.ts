export type Environment = Readonly<Record<string, string | undefined>>;

/** A token that a pipeline can have in its environment, and the one server that it belongs to. */
export interface PipelineToken {
  readonly kind: 'github' | 'gitlab';
  /** The variable that holds it. */
  readonly variable: string;
  /** `undefined` where the environment has none. */
  readonly token: string | undefined;
  /** The server's URL. */
  readonly server: string;
  /** Where its API is, if that is known. */
  readonly api: string | undefined;
}

/** What GitHub's and GitLab's own CI call these; without CI, the servers that everybody has. */
const KINDS = [
  {
    kind: 'github',
    variable: 'GITHUB_TOKEN',
    server: ['GITHUB_SERVER_URL', 'https://github.com'],
    api: ['GITHUB_API_URL', 'https://api.github.com'],
  },
  {
    kind: 'gitlab',
    variable: 'GITLAB_TOKEN',
    server: ['CI_SERVER_URL', 'https://gitlab.com'],
    api: ['CI_API_V4_URL', 'https://gitlab.com/api/v4'],
  },
] as const;

/** Which token belongs where. It goes nowhere else: who holds another server must not get it. */
export function pipelineTokens(environment: Environment): PipelineToken[] {
  return KINDS.map(({ kind, variable, server: [serverVariable, usual], api }) => {
    const server = environment[serverVariable] || usual;
    const [apiVariable, usualApi] = api;
    return {
      kind,
      variable,
      token: environment[variable] || undefined,
      server,
      api: environment[apiVariable] || (server === usual ? usualApi : undefined),
    };
  });
}

import { UsageError } from '../../errors.js';
import type { Forge } from './forge.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { projectOf, type Project } from './project.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The forge of a remote, told by its host: github.com, gitlab.com, and the servers that GitHub's and
 * GitLab's own CI name in the environment. A token goes to these hosts only.
 *
 * @returns `undefined` where the host is none of them.
 * @throws UsageError where it is one and the environment has no token for it.
 */
export function findForge(remoteUrl: string, environment: Environment): Forge | undefined {
  const project = projectOf(remoteUrl);
  if (!project) return undefined;
  const { GITHUB_SERVER_URL, GITHUB_API_URL, CI_SERVER_URL, CI_API_V4_URL } = environment;
  if (isOn(project, GITHUB_SERVER_URL) && GITHUB_API_URL) {
    return github({ project, api: GITHUB_API_URL, token: githubToken(environment) });
  }
  if (isOn(project, CI_SERVER_URL) && CI_API_V4_URL) {
    return gitlab({ project, api: CI_API_V4_URL, token: gitlabToken(environment) });
  }
  if (isOn(project, 'https://github.com')) {
    return github({ project, api: 'https://api.github.com', token: githubToken(environment) });
  }
  if (isOn(project, 'https://gitlab.com')) {
    return gitlab({ project, api: 'https://gitlab.com/api/v4', token: gitlabToken(environment) });
  }
  return undefined;
}

function isOn({ host }: Project, server: string | undefined): boolean {
  return server !== undefined && URL.canParse(server) && new URL(server).hostname === host;
}

function githubToken({ GITHUB_TOKEN }: Environment): string {
  return GITHUB_TOKEN || missing('GITHUB_TOKEN');
}

function gitlabToken({ GITLAB_TOKEN }: Environment): string {
  return GITLAB_TOKEN || missing('GITLAB_TOKEN');
}

function missing(variable: string): never {
  throw new UsageError(`there is no token to open a request with: ${variable} is not set`, {
    code: 'PRECONDITION',
    hint: `Set the environment variable ${variable}. Nothing was pushed.`,
  });
}

import { UsageError } from '../../errors.js';
import { pipelineTokens, type Environment } from '../pipeline-tokens.js';
import type { Forge } from './forge.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { projectOf } from './project.js';

const FORGES = { github, gitlab } as const;

/**
 * The forge of a remote, told by its host: that of a token which a pipeline can have, and no other.
 *
 * @returns `undefined` where the host is none of them.
 * @throws UsageError where it is one and the environment has no token for it.
 */
export function findForge(remoteUrl: string, environment: Environment): Forge | undefined {
  const project = projectOf(remoteUrl);
  if (!project) return undefined;
  const found = pipelineTokens(environment).find(({ server }) => hostOf(server) === project.host);
  if (found?.api === undefined) return undefined;
  const { kind, api, token, variable } = found;
  return FORGES[kind]({ project, api, token: token ?? missing(variable) });
}

function hostOf(server: string): string | undefined {
  return URL.canParse(server) ? new URL(server).hostname : undefined;
}

function missing(variable: string): never {
  throw new UsageError(`there is no token to open a request with: ${variable} is not set`, {
    code: 'PRECONDITION',
    hint: `Set the environment variable ${variable}. Nothing was pushed.`,
  });
}

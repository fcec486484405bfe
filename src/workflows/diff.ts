import { UsageError } from '../errors.js';
import type { Difference } from './compare-pairs.js';
import { diffEnvironments } from './diff-environments.js';
import { diffRevisions, type DiffRevisionsRequest } from './diff-revisions.js';

export interface DiffRequest extends DiffRevisionsRequest {
  /** An environment to which that of `env` is held, instead of one revision to another. */
  readonly against?: string;
}

/**
 * What differs between the objects that two revisions build to, or two environments.
 *
 * @throws UsageError where kustomize is missing, or what was asked for does not exist.
 */
export async function diff({ against, ...request }: DiffRequest): Promise<Difference> {
  if (against === undefined) return diffRevisions(request);
  const [env, ...others] = request.env;
  if (env === undefined || others.length > 0) {
    throw new UsageError('--against needs one environment to compare, with --env');
  }
  if (request.from !== undefined) {
    throw new UsageError('--against compares environments of the working tree, and no revisions');
  }
  const { repository, app, onProgress } = request;
  return diffEnvironments({ repository, env, against, app, onProgress });
}

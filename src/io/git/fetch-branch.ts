import { intentsRefspec } from './intent-refs.js';
import { GitFailure, type Git } from './open-git.js';
import { remoteFailure } from './remote-failure.js';

export interface BranchFetch {
  readonly signal: AbortSignal;
  /** Whether the intents for the branch come along; they stay here as refs. */
  readonly intents: boolean;
}

/** Brings a branch of `origin` into the object store; answers with its commit. */
export async function fetchBranch(
  git: Git,
  branch: string,
  { signal, intents }: BranchFetch,
): Promise<string> {
  const refspecs = [`refs/heads/${branch}`, ...(intents ? [intentsRefspec(branch)] : [])];
  try {
    await git(
      ['fetch', '--no-tags', '--prune', '--end-of-options', 'origin', ...refspecs],
      undefined,
      signal,
    );
    return (await git(['rev-parse', 'FETCH_HEAD'])).trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, { branch, signal });
  }
}

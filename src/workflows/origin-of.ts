import { UsageError } from '../errors.js';
import type { Git } from '../io/git/open-git.js';
import { fetchBranch } from '../io/git/fetch-branch.js';
import { currentBranch, remoteUrl } from '../io/git/worktree.js';
import type { RequestPlace } from './bump-by-request.js';
import type { ImagesRequest } from './bump-request.js';
import { commitTree } from './tree.js';

/**
 * The remote of a clone as a place for requests; the clone itself stays as it is.
 *
 * @throws UsageError where there is no remote, or HEAD is detached and no branch is named.
 */
export async function originOf(
  git: Git,
  { branch, timeoutSeconds }: ImagesRequest,
): Promise<RequestPlace> {
  const url = await remoteUrl(git, 'origin');
  if (url === undefined)
    throw missing('the clone has no remote "origin"', 'Add it: git remote add origin URL.');
  const base = branch ?? (await currentBranch(git));
  if (base === undefined) throw missing('HEAD is detached', 'Name a branch with --branch.');
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
  const fetch = async (name: string) => {
    const commit = await fetchBranch(git, name, { signal: deadline, intents: false });
    return { commit, files: commitTree(git, commit) };
  };
  return { branches: { git, deadline, fetch }, base, url };
}

function missing(message: string, hint: string): UsageError {
  return new UsageError(message, { code: 'PRECONDITION', hint });
}

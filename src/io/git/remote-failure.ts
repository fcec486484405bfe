import { RemoteError, UsageError } from '../../errors.js';
import type { GitFailure } from './open-git.js';

/** The remote turned a push down in words that nobody knows: a race, perhaps. */
export class UnclearRefusal extends UsageError {}

const NO_BRANCH = /couldn't find remote ref|invalid refspec/i;
const NO_REPOSITORY =
  /does not appear to be a git repository|repository( .*)? not found|project you were looking for could not be found|returned error: 404|not valid: is this a git repository/i;
const NO_TRANSPORT =
  /is not a git command|unable to find remote helper|transport '.*' not allowed|does not support shallow/i;
const REFUSED =
  /protected branch|GH006|GH013|hook declined|Permission .*denied|Authentication failed|could not read (Username|Password)|returned error: 40[13]|denyCurrentBranch|branch is currently checked out|access denied|shallow update not allowed|Host key verification failed/i;
const REJECTED = /\[(remote )?rejected\]/;

/**
 * What a failed conversation with a remote means to the one who started it: a
 * {@link RemoteError} where the same can succeed later.
 */
export function remoteFailure(
  error: GitFailure,
  { branch, signal }: { readonly branch: string; readonly signal?: AbortSignal | undefined },
): UsageError | RemoteError {
  const said = sayings(error);
  const refusal = (message: string, hint: string, code = 'PRECONDITION') =>
    new UsageError(message, { code, hint, cause: error });
  if (signal?.aborted) return unreachable('it did not answer in time', error);
  if (/'origin' does not appear to be a git repository/.test(said)) {
    return refusal('the clone has no remote "origin"', 'Add it: git remote add origin URL.');
  }
  if (NO_BRANCH.test(said)) {
    return refusal(`the remote has no branch "${branch}"`, 'Name one that exists with --branch.');
  }
  if (REFUSED.test(said)) {
    const hint =
      'Check the credentials and the rules of the branch; nothing was changed there. What sets images opens a request in place of a push with --pr.';
    return refusal(`the remote refuses: ${said}`, hint, 'REMOTE_REFUSED');
  }
  if (NO_REPOSITORY.test(said)) {
    const hint = 'Check the URL. A host can also hide what the credentials may not see.';
    return refusal(`there is no such repository: ${said}`, hint);
  }
  if (NO_TRANSPORT.test(said)) return refusal(`git cannot use this URL: ${said}`, 'Check it.');
  if (/does not support --atomic/.test(said)) {
    return refusal('the remote changes one ref at a time', 'Push without --atomic.');
  }
  if (REJECTED.test(said)) {
    return new UnclearRefusal(`the remote refuses: ${said}`, {
      code: 'REMOTE_REFUSED',
      hint: 'Nothing was changed there.',
      cause: error,
    });
  }
  return unreachable(said, error);
}

function unreachable(said: string, cause: GitFailure): RemoteError {
  return new RemoteError(`the remote cannot be reached: ${said}`, {
    hint: 'Nothing was changed there; the same command can succeed later.',
    cause,
  });
}

const PROGRESS = /^(remote: )?(Enumerating|Counting|Compressing|Receiving|Resolving|Total)\b/;

/** What git said, in one line, how far it came aside. */
function sayings({ message }: GitFailure): string {
  const lines = message.split(/[\r\n]/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !PROGRESS.test(line)).join('; ');
}

import { UsageError } from '../errors.js';
import { readBlob } from '../io/git/objects.js';
import {
  connectionSettings,
  currentBranch,
  findCommit,
  isShallow,
  remoteUrl,
} from '../io/git/worktree.js';
import type { ImagesRequest } from './bump-request.js';
import type { History } from './history.js';
import { remoteHistory } from './remote-history.js';
import type { Standing } from './tree.js';
import { withRemote } from './with-remote.js';

/**
 * Opens the history of a commit: of a clone, or of the remote where the clone is shallow or there is
 * none. Nothing in a clone changes.
 *
 * @throws UsageError where there is no commit, or a shallow clone has no remote `origin` or is on no
 * branch.
 */
export async function withHistory<T>(
  at: Standing,
  request: ImagesRequest,
  use: (history: History) => Promise<T>,
): Promise<T> {
  const { git, revision, remote } = at;
  if (remote) return use(remoteHistory({ git, revision, ...remote }));
  const tip = await findCommit(git, revision);
  if (tip === undefined) throw new UsageError('there is no commit yet', { code: 'PRECONDITION' });
  if (!(await isShallow(git))) return use(cloneHistory(at));
  const url = await remoteUrl(git, 'origin');
  const branch = request.branch ?? (await currentBranch(git));
  if (url === undefined || branch === undefined) {
    throw new UsageError('the clone is shallow, and what led to its commit is not here', {
      code: 'PRECONDITION',
      hint: 'Run `git fetch --unshallow`, or use --remote.',
    });
  }
  const settings = await connectionSettings(git);
  return withRemote({ ...request, url, settings, intents: false }, ({ git: there, ...rest }) =>
    use(remoteHistory({ git: there, revision: tip, branch, ...rest })),
  );
}

function cloneHistory({ git, revision }: Standing): History {
  return {
    versionsOf: async function* ({ path }) {
      const args = ['--literal-pathspecs', 'rev-list', '--first-parent', revision, '--', path];
      for (const commit of (await git(args)).split('\n').filter((line) => line !== '')) {
        yield { commit, text: await readBlob(git, commit, path) };
      }
    },
    versionAt: async ({ path }, wanted) => {
      const commit = await findCommit(git, wanted);
      return commit === undefined ? undefined : { commit, text: await readBlob(git, commit, path) };
    },
  };
}

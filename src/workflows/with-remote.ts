import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { objectsOfCloneAround } from '../io/git/clone-around.js';
import { authorVariables, type Person } from '../io/git/commit.js';
import {
  OtherHash,
  WalkRefused,
  type FetchStrategy,
  type Hash,
} from '../io/git/fetch-from-origin.js';
import { openRemote, type RemoteRepository } from '../io/git/remote-repository.js';
import { withTemporaryFolder } from '../io/temporary-folder.js';
import { untilAnswered } from './until-answered.js';
import { withDeadline } from './with-deadline.js';

/** A remote that is asked again until it answers or the time is used up. */
export interface PatientRemote extends RemoteRepository {
  readonly deadline: AbortSignal;
}

export interface RemotePlace {
  readonly url: string;
  /** If it lies in a clone of the remote, what that has need not come. */
  readonly repository: string;
  readonly timeoutSeconds: number;
  /** `auto`: a walk, and where the remote refuses that, all objects of a commit. */
  readonly strategy: FetchStrategy | 'auto';
  /** Whether what others wait for to be landed is to be known. */
  readonly intents: boolean;
  /** Of commits; by default as git has it. */
  readonly author?: Person | undefined;
  /** More configuration of git. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Opens a remote without a clone for as long as `use` takes; nothing of it stays on disk. Where it
 * sends no single objects, or makes ids by SHA-256, `use` runs again, and so must read before it
 * pushes.
 */
export async function withRemote<T>(
  { url, repository, timeoutSeconds, strategy, intents, author, settings }: RemotePlace,
  use: (remote: PatientRemote) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder((folder, interrupted) =>
    withDeadline({ interrupted, timeoutSeconds }, async (deadline) => {
      const variables = authorVariables(author);
      const nearby = await objectsOfCloneAround(repository, url);
      const useBy = async (way: FetchStrategy, hash: Hash = 'sha1'): Promise<T> => {
        const common = { nearby, intents, signal: deadline, variables, settings };
        const options = { strategy: way, hash, ...common };
        const own = join(folder, `${way}-${hash}`);
        try {
          return await use(patient(await openRemote(url, { folder: own, ...options }), deadline));
        } catch (error) {
          if (!(error instanceof OtherHash) || error.hash === hash) throw error;
          return useBy(way, error.hash);
        }
      };
      if (strategy === 'shallow') return useBy('shallow');
      try {
        return await useBy('walk');
      } catch (error) {
        if (!(error instanceof WalkRefused)) throw error;
        if (strategy === 'walk') throw walkRefused(error);
        return await useBy('shallow');
      }
    }),
  );
}

function walkRefused(cause: WalkRefused): UsageError {
  return new UsageError('the remote sends no single objects', {
    code: 'REMOTE_REFUSED',
    hint: 'With --strategy shallow all files of the newest commit are fetched.',
    cause,
  });
}

function patient(remote: RemoteRepository, deadline: AbortSignal): PatientRemote {
  return {
    git: remote.git,
    deadline,
    get strategy() {
      return remote.strategy;
    },
    defaultBranch: () => untilAnswered(deadline, remote.defaultBranch),
    fetchTip: (branch, until) =>
      untilAnswered(until ?? deadline, () => remote.fetchTip(branch, until)),
    fetchObjects: (ids) => untilAnswered(deadline, () => remote.fetchObjects(ids)),
    fetchHistory: (branch, depth) =>
      untilAnswered(deadline, () => remote.fetchHistory(branch, depth)),
  };
}

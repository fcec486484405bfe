import { join } from 'node:path';
import { openRemote, WalkRefused, type RemoteRepository } from '../io/git/remote-repository.js';
import { withTemporaryFolder } from '../io/temporary-folder.js';
import { untilAnswered } from './until-answered.js';

/** A remote that is asked again until it answers or the time is used up. */
export interface PatientRemote extends RemoteRepository {
  readonly deadline: AbortSignal;
}

export interface RemotePlace {
  readonly url: string;
  readonly timeoutSeconds: number;
}

/**
 * Opens a remote without a clone for as long as `use` takes; nothing of it stays on disk. Where it
 * sends no single objects, `use` runs again with all of them, and so must not have pushed before
 * it read.
 */
export async function withRemote<T>(
  { url, timeoutSeconds }: RemotePlace,
  use: (remote: PatientRemote) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder, interrupted) => {
    const deadline = AbortSignal.any([interrupted, AbortSignal.timeout(timeoutSeconds * 1000)]);
    const open = (strategy: 'walk' | 'shallow') =>
      openRemote(url, { folder: join(folder, strategy), strategy, signal: deadline });
    try {
      return await use(patient(await open('walk'), deadline));
    } catch (error) {
      if (!(error instanceof WalkRefused)) throw error;
      return await use(patient(await open('shallow'), deadline));
    }
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
    fetchTip: (branch) => untilAnswered(deadline, () => remote.fetchTip(branch)),
    fetchObjects: (ids) => untilAnswered(deadline, () => remote.fetchObjects(ids)),
  };
}

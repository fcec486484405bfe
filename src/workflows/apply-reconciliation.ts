import type { Git } from '../io/git/open-git.js';
import { commitPaths } from '../io/git/commit.js';
import { writeStages } from '../io/git/index-entries.js';
import { forget } from '../io/recovery.js';
import { writeChanges } from '../io/transaction.js';
import { hasConflicts } from '../merge/merge-plan.js';
import { byPath, type ChangeSet } from '../model/change-set.js';
import { pristinePathOf, STATE_FOLDER } from '../state/state-paths.js';
import type { Reconciliation } from './reconcile.js';

export interface Application {
  readonly root: string;
  readonly git: Git;
  readonly reconciliation: Reconciliation;
  /** What the command changes besides: the model. */
  readonly others: ChangeSet;
  /** Absent: nothing is committed. */
  readonly message?: string;
}

/**
 * Writes what was worked out, all of it or nothing, and commits it where a message is given and no
 * conflict is left. Conflicts are marked in the files and in git's index, and can be taken back.
 * Answers with the commit.
 */
export async function applyReconciliation(application: Application): Promise<string | undefined> {
  const { root, git, reconciliation, message } = application;
  const { plan, stages } = reconciliation;
  const changes = allChanges(application);
  const conflicts = hasConflicts(plan);
  if (changes.length === 0) return undefined;
  let commit: string | undefined;
  const finish = async () => {
    if (conflicts) await writeStages(git, stages);
    else if (message !== undefined) {
      const paths = changes.map(({ path }) => path);
      commit = await commitPaths(git, paths, message);
    }
  };
  const aside = new Map(
    [...reconciliation.aside].map(([path, { content }]) => [
      pristinePathOf(path).slice(`${STATE_FOLDER}/pristine/`.length),
      content,
    ]),
  );
  const indexed = conflicts ? stages.map(({ path }) => path) : [];
  await writeChanges({ root, changes, git, finish, indexed, aside, keep: conflicts });
  if (!conflicts) await forget(root);
  return commit;
}

/** Everything that is written, sorted. */
export function allChanges({
  reconciliation,
  others,
}: Pick<Application, 'reconciliation' | 'others'>): ChangeSet {
  return [...reconciliation.changes, ...others].sort(byPath);
}

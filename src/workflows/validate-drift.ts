import { GitopsError } from '../errors.js';
import type { Drift } from '../validate/repository.js';
import { update } from './update.js';
import { problemOf } from './validate-sources.js';

/** What `update --check` says of a repository. Reads only. */
export async function checkDrift(root: string): Promise<Drift> {
  try {
    const { changes, paths, open } = await update({
      repository: root,
      onConflict: 'inline',
      restore: [],
      dryRun: true,
      strict: false,
    });
    const conflicts = paths.filter((one) => one.conflicts.length > 0);
    return {
      pending: changes.map(({ path }) => path),
      conflicts: [...open, ...conflicts].map(({ path }) => path),
    };
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error;
    return { pending: [], conflicts: [], refused: problemOf(error) };
  }
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { GitFailure, openGit, pathsInput, type Git } from './open-git.js';

/** The files of a commit below a folder of the checkout, which come to disk when they are asked for. */
export interface Checkout {
  /** Where the files get, with nothing else: what the folder of the checkout is to its own. */
  readonly root: string;
  /** Regular files, from there. */
  readonly paths: readonly string[];
  /** Symbolic links, which are not written: they could lead anywhere. */
  readonly links: readonly string[];
  /** Writes some of the `paths` as git would check them out. */
  readonly provide: (paths: readonly string[]) => Promise<void>;
}

/** Nothing of the user's is touched and no hook runs, whatever the configuration says. */
const APART = ['core.hooksPath=/dev/null', 'core.splitIndex=false', 'core.fsmonitor=false'];

/**
 * Opens a commit for reading in `target`, a new folder, without touching the index, the working
 * tree or the list of worktrees. `root` is a folder in the checkout. Submodules are left out.
 *
 * @throws UsageError where git refuses, as it does paths that lead out of the folder.
 */
export async function checkOut(root: string, commit: string, target: string): Promise<Checkout> {
  await mkdir(target);
  const git = settled(openGit(root, { GIT_INDEX_FILE: join(target, 'index') }));
  const entries = (await git(['ls-tree', '-r', '-z', commit])).split('\0');
  const pathsOf = (mode: RegExp) =>
    entries
      .filter((entry) => mode.test(entry))
      .map((entry) => entry.slice(entry.indexOf('\t') + 1));
  const prefix = (await git(['rev-parse', '--show-prefix'])).trimEnd();
  const files = join(target, 'files');
  // Programs start in it, also where there is nothing to write.
  await mkdir(join(files, prefix), { recursive: true });
  const settings = APART.flatMap((setting) => ['-c', setting]);
  let isRead = false;
  return {
    root: join(files, prefix),
    paths: pathsOf(/^100/),
    links: pathsOf(/^120000/),
    provide: async (paths) => {
      if (paths.length === 0) return;
      if (!isRead) await git([...settings, 'read-tree', '--no-sparse-checkout', commit]);
      isRead = true;
      const write = ['checkout-index', '--force', `--prefix=${files}/`, '-z', '--stdin'];
      await git([...settings, ...write], pathsInput(paths));
    },
  };
}

/** Git, whose refusals a user has to settle. */
function settled(git: Git): Git {
  return async (...args) => {
    try {
      return await git(...args);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      const hint = 'Settle that with git first.';
      throw new UsageError(error.message, { code: 'GIT', hint, cause: error });
    }
  };
}

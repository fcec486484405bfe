import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists, refuseLinks } from './files.js';
import { restoreIndex } from './git/index-entries.js';
import type { Git } from './git/open-git.js';
import { findCommit } from './git/worktree.js';
import {
  ASIDE,
  CURRENT,
  DONE,
  FOLDER,
  JOURNAL,
  KEPT,
  LOCK,
  readJournal,
  release,
  removeIfEmpty,
  type Journal,
} from './journal.js';
import { takeLock } from './run-lock.js';

/**
 * Puts right what an interrupted run left behind. Answers whether there was anything to put back.
 */
export async function recover(root: string, git: Git | undefined): Promise<boolean> {
  if (!(await exists(join(root, FOLDER)))) return false;
  await takeLock(join(root, LOCK));
  const journal = await readJournal(join(root, CURRENT));
  const happened = !journal || (await hasHappened(root, journal, git));
  if (!happened) await restore({ root, git, folder: CURRENT }, journal);
  await release(root);
  return !happened;
}

/** Whether a run was stopped in the middle, so that {@link recover} has something to put back. */
export async function isInterrupted(root: string): Promise<boolean> {
  return (await exists(join(root, CURRENT, JOURNAL))) && !(await exists(join(root, DONE)));
}

/**
 * Takes back the last transaction that was kept, with all that was done to its files since. Answers
 * whether there was one: what was committed since is settled, and work on top of it is not lost.
 */
export async function undo(root: string, git: Git | undefined): Promise<boolean> {
  if (await recover(root, git)) return true;
  const journal = await readJournal(join(root, KEPT));
  if (!journal) return false;
  await takeLock(join(root, LOCK));
  const settled = git !== undefined && (await headOf(git)) !== journal.head;
  if (!settled) await restore({ root, git, folder: KEPT }, journal);
  await forget(root);
  await release(root);
  return !settled;
}

/** Lets go of the transaction that {@link undo} could take back. */
export async function forget(root: string): Promise<void> {
  await rm(join(root, KEPT), { recursive: true, force: true });
  await rm(join(root, ASIDE), { recursive: true, force: true });
  await removeIfEmpty(join(root, FOLDER));
}

async function hasHappened(
  root: string,
  { head }: Journal,
  git: Git | undefined,
): Promise<boolean> {
  if (await exists(join(root, DONE))) return true;
  return git !== undefined && (await headOf(git)) !== head;
}

async function headOf(git: Git): Promise<string> {
  return (await findCommit(git, 'HEAD')) ?? '';
}

interface Restoring {
  readonly root: string;
  readonly git: Git | undefined;
  /** Where the journal lies. */
  readonly folder: string;
}

async function restore({ root, git, folder }: Restoring, journal: Journal): Promise<void> {
  for (const [index, { path, existed }] of journal.entries.entries()) {
    const old = join(root, folder, 'old', String(index));
    await refuseLinks(root, path);
    if (existed) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await copyFile(old, join(root, path));
    } else await rm(join(root, path), { force: true });
  }
  for (const made of [...journal.folders].reverse()) await removeIfEmpty(join(root, made));
  if (git) await restoreIndex(git, journal.indexed, journal.index);
}

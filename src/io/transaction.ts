import { copyFile, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import type { ChangeSet } from '../model/change-set.js';
import type { TextFile } from '../model/file-tree.js';
import { forEachConcurrently } from './concurrently.js';
import { readTextFile, writeFlushed } from './files.js';
import { indexOf } from './git/index-entries.js';
import type { Git } from './git/open-git.js';
import { findCommit } from './git/worktree.js';
import {
  ASIDE,
  CURRENT,
  DONE,
  JOURNAL,
  KEPT,
  LOCK,
  release,
  removeIfEmpty,
  writeDurably,
  type Journal,
} from './journal.js';
import { recover } from './recovery.js';
import { takeLock } from './run-lock.js';

/** What is written, and the last step that belongs to it: a commit, say. */
export interface Transaction {
  readonly root: string;
  readonly changes: ChangeSet;
  /** Git of the checkout, where there is one. */
  readonly git?: Git;
  /** Runs when all files are in place; if it throws, they are put back. */
  readonly finish?: () => Promise<void>;
  /** Files that go beside the journal, for a person to look at; by their path there. */
  readonly aside?: ReadonlyMap<string, string>;
  /** Paths besides the changed ones whose index entries {@link finish} changes. */
  readonly indexed?: readonly string[];
  /** Whether `undo` shall be able to take it back afterwards. */
  readonly keep?: boolean;
}

/**
 * Writes a change set as a whole: after a failure, a kill or a power cut at any moment, either all
 * of it has happened or the next call of {@link recover} makes that none of it has.
 *
 * @throws UsageError where another run is writing, or a file is no longer what it was when the
 * changes were planned.
 */
export async function writeChanges(transaction: Transaction): Promise<void> {
  const { root, git } = transaction;
  try {
    const steps = transactionSteps(transaction);
    let step = await steps.next();
    while (step.done !== true) step = await steps.next();
  } catch (error) {
    await recover(root, git);
    throw error;
  }
}

/** The steps of {@link writeChanges}, each named when it is done: an interruption can be anywhere. */
export async function* transactionSteps(transaction: Transaction): AsyncGenerator<string> {
  const { root, changes, git, finish, indexed = [] } = transaction;
  await takeLock(join(root, LOCK));
  yield 'locked';
  yield* stage(transaction);
  const folders = await missingFolders(root, changes);
  const inIndex = [...new Set([...changes.map(({ path }) => path), ...indexed])];
  const journal: Journal = {
    head: (git && (await findCommit(git, 'HEAD'))) ?? '',
    entries: changes.map(({ path, before }) => ({ path, existed: before !== undefined })),
    folders,
    indexed: inIndex,
    index: git ? await indexOf(git, inIndex) : '',
  };
  await writeDurably(join(root, CURRENT, JOURNAL), JSON.stringify(journal));
  yield 'journaled';
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
  for (const [index, { path, after }] of changes.entries()) {
    if (after) await rename(join(root, CURRENT, 'new', String(index)), join(root, path));
    else await rm(join(root, path));
    yield `wrote ${path}`;
  }
  for (const { path, after } of changes) if (!after) await removeEmptyParents(root, path);
  await finish?.();
  yield 'finished';
  await rm(join(root, KEPT), { recursive: true, force: true });
  if (transaction.keep === true) await rename(join(root, CURRENT), join(root, KEPT));
  else await writeDurably(join(root, DONE), '');
  yield 'done';
  await release(root);
}

async function* stage({ root, changes, aside }: Transaction): AsyncGenerator<string> {
  await rm(join(root, CURRENT), { recursive: true, force: true });
  for (const side of ['old', 'new']) await mkdir(join(root, CURRENT, side), { recursive: true });
  await forEachConcurrently(changes.entries(), async ([index, { path, before, after }]) => {
    await assertUnchanged(root, path, before);
    if (before) await copyFile(join(root, path), join(root, CURRENT, 'old', String(index)));
    if (after) await writeFlushed(join(root, CURRENT, 'new', String(index)), after);
  });
  for (const [path, content] of aside ?? []) {
    await mkdir(dirname(join(root, ASIDE, path)), { recursive: true });
    await writeFile(join(root, ASIDE, path), content);
  }
  yield 'staged';
}

async function assertUnchanged(
  root: string,
  path: string,
  before: TextFile | undefined,
): Promise<void> {
  const now = await readTextFile(root, path);
  if (now?.content === before?.content) return;
  throw new UsageError(`${path} was changed meanwhile`, {
    code: 'PRECONDITION',
    hint: 'Run the command again.',
    place: { path },
  });
}

async function missingFolders(root: string, changes: ChangeSet): Promise<string[]> {
  const parents = changes.flatMap(({ path, after }) => (after ? parentsOf(path) : []));
  const missing: string[] = [];
  for (const folder of [...new Set(parents)].sort()) {
    const stats = await lstat(join(root, folder)).catch(() => undefined);
    if (!stats) missing.push(folder);
    else if (!stats.isDirectory()) {
      throw new UsageError(`${folder} has to be a folder, and is none`, {
        code: 'PRECONDITION',
        hint: 'Move it away; nothing was written.',
        place: { path: folder },
      });
    }
  }
  return missing;
}

/** Of a file that is gone, as git does when it removes the last file of a folder. */
async function removeEmptyParents(root: string, path: string): Promise<void> {
  for (const folder of parentsOf(path).reverse()) await removeIfEmpty(join(root, folder));
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === '.' ? [] : [...parentsOf(parent), parent];
}

import { chmod, copyFile, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import type { ChangeSet } from '../model/change-set.js';
import type { TextFile } from '../model/file-tree.js';
import { exists, readTextFile } from './files.js';
import { pathsInput, PATHS_FROM_INPUT, type Git } from './git/open-git.js';
import { findCommit } from './git/worktree.js';
import { takeLock } from './run-lock.js';

/** What is written, and the last step that belongs to it: a commit, say. */
export interface Transaction {
  readonly root: string;
  readonly changes: ChangeSet;
  /** Git of the checkout, where there is one. */
  readonly git?: Git;
  /** Runs when all files are in place; if it throws, they are put back. */
  readonly finish?: () => Promise<void>;
}

const FOLDER = '.gitops-gen/tx';
const LOCK = join(FOLDER, 'run.lock');
const CURRENT = join(FOLDER, 'current');
const JOURNAL = join(CURRENT, 'journal.json');
/** With this file the transaction has happened; without it, it has not. */
const DONE = join(CURRENT, 'done');

interface Journal {
  /** HEAD when it began; a commit of the transaction moves it. Empty: none, or no git. */
  readonly head: string;
  /** In the order of `old/<index>` and `new/<index>`. */
  readonly entries: readonly { readonly path: string; readonly existed: boolean }[];
  /** Folders that the transaction makes, parents first. */
  readonly folders: readonly string[];
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
  const { root, changes, git, finish } = transaction;
  await takeLock(join(root, LOCK));
  yield 'locked';
  yield* stage(transaction);
  const folders = await missingFolders(root, changes);
  const journal: Journal = {
    head: (git && (await findCommit(git, 'HEAD'))) ?? '',
    entries: changes.map(({ path, before }) => ({ path, existed: before !== undefined })),
    folders,
  };
  await writeDurably(join(root, JOURNAL), JSON.stringify(journal));
  yield 'journaled';
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
  for (const [index, { path, after }] of changes.entries()) {
    if (after) await rename(join(root, CURRENT, 'new', String(index)), join(root, path));
    else await rm(join(root, path));
    yield `wrote ${path}`;
  }
  await finish?.();
  yield 'finished';
  await writeDurably(join(root, DONE), '');
  yield 'done';
  await clear(root);
}

/**
 * Puts right what an interrupted run left behind. Answers whether there was anything to put back.
 */
export async function recover(root: string, git: Git | undefined): Promise<boolean> {
  if (!(await exists(join(root, FOLDER)))) return false;
  await takeLock(join(root, LOCK));
  const journal = await readJournal(root);
  const happened = !journal || (await hasHappened(root, journal, git));
  if (!happened) await restore(root, journal, git);
  await clear(root);
  return !happened;
}

async function* stage({ root, changes }: Transaction): AsyncGenerator<string> {
  await rm(join(root, CURRENT), { recursive: true, force: true });
  for (const side of ['old', 'new']) await mkdir(join(root, CURRENT, side), { recursive: true });
  for (const [index, { path, before, after }] of changes.entries()) {
    await assertUnchanged(root, path, before);
    if (before) await copyFile(join(root, path), join(root, CURRENT, 'old', String(index)));
    if (after) await writeStaged(join(root, CURRENT, 'new', String(index)), after);
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

async function writeStaged(file: string, { content, mode }: TextFile): Promise<void> {
  await writeFile(file, content, { flush: true });
  if (mode === '0755') await chmod(file, 0o755);
}

async function missingFolders(root: string, changes: ChangeSet): Promise<string[]> {
  const parents = changes.flatMap(({ path, after }) => (after ? parentsOf(path) : []));
  const missing: string[] = [];
  for (const folder of [...new Set(parents)].sort()) {
    if (!(await exists(join(root, folder)))) missing.push(folder);
  }
  return missing;
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === '.' ? [] : [...parentsOf(parent), parent];
}

async function readJournal(root: string): Promise<Journal | undefined> {
  const text = await readFile(join(root, JOURNAL), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Journal);
}

async function hasHappened(
  root: string,
  { head }: Journal,
  git: Git | undefined,
): Promise<boolean> {
  if (await exists(join(root, DONE))) return true;
  return git !== undefined && ((await findCommit(git, 'HEAD')) ?? '') !== head;
}

async function restore(root: string, journal: Journal, git: Git | undefined): Promise<void> {
  for (const [index, { path, existed }] of journal.entries.entries()) {
    const old = join(root, CURRENT, 'old', String(index));
    if (existed) await copyFile(old, join(root, path));
    else await rm(join(root, path), { force: true });
  }
  for (const folder of [...journal.folders].reverse()) await removeIfEmpty(join(root, folder));
  if (git) await unstage(git, journal);
}

/** Takes back what the interrupted run told the index. */
async function unstage(git: Git, { head, entries }: Journal): Promise<void> {
  const paths = new Set(entries.map(({ path }) => path));
  const staged = (await git(['diff', '--cached', '--no-renames', '--name-only', '-z'])).split('\0');
  const ours = staged.filter((path) => paths.has(path));
  if (ours.length === 0) return;
  const undo = head === '' ? ['rm', '--quiet', '--cached'] : ['reset', '--quiet', 'HEAD'];
  await git(['--literal-pathspecs', ...undo, ...PATHS_FROM_INPUT], pathsInput(ours));
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

async function clear(root: string): Promise<void> {
  await rm(join(root, FOLDER), { recursive: true, force: true });
  await removeIfEmpty(join(root, dirname(FOLDER)));
}

/** A file that is there whole or not at all. */
async function writeDurably(file: string, content: string): Promise<void> {
  await writeFile(`${file}.tmp`, content, { flush: true });
  await rename(`${file}.tmp`, file);
}

import { readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.js';
import { pathProblem } from '../model/repository-path.js';

/** Everything that a run needs while it writes. */
export const FOLDER = '.gitops-gen/tx';
export const LOCK = join(FOLDER, 'run.lock');
export const CURRENT = join(FOLDER, 'current');
/** The last transaction that can be taken back: it happens by being moved here. */
export const KEPT = join(FOLDER, 'kept');
export const ASIDE = join(FOLDER, 'theirs');
export const JOURNAL = 'journal.json';
/** With this file a transaction that is not kept has happened; without it, it has not. */
export const DONE = join(CURRENT, 'done');

/** What a transaction is about, written before its first step. */
export interface Journal {
  /** HEAD when it began; a commit of the transaction moves it. Empty: none, or no git. */
  readonly head: string;
  /** In the order of `old/<index>` and `new/<index>`. */
  readonly entries: readonly { readonly path: string; readonly existed: boolean }[];
  /** Folders that the transaction makes, parents first. */
  readonly folders: readonly string[];
  /** The paths whose index entries the transaction may change. */
  readonly indexed: readonly string[];
  /** What the index had of them, as `git update-index --index-info` reads it. */
  readonly index: string;
}

/**
 * The journal in a folder, or `undefined` if there is none.
 *
 * @throws UsageError where it names a path outside of the repository: it is a file like any other,
 * and whoever wrote the repository may have put it there.
 */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  const text = await readFile(join(folder, JOURNAL), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const journal = JSON.parse(text) as Journal;
  const paths = [...journal.entries.map(({ path }) => path), ...journal.folders];
  const stray = paths.find((path) => pathProblem(path) !== undefined);
  if (stray === undefined) return journal;
  throw new UsageError(`the journal in ${folder} names the path ${JSON.stringify(stray)}`, {
    code: 'UNSAFE_PATH',
    hint: 'No run of gitops-gen left it: look at it, and remove the folder.',
  });
}

export async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

/** Removes what a finished run needs no more, the journal first: without it nothing is put back. */
export async function release(root: string): Promise<void> {
  await rm(join(root, CURRENT, JOURNAL), { force: true });
  await rm(join(root, CURRENT), { recursive: true, force: true });
  await rm(join(root, LOCK), { force: true });
  await removeIfEmpty(join(root, FOLDER));
  await removeIfEmpty(join(root, dirname(FOLDER)));
}

/** A file that is there whole or not at all. */
export async function writeDurably(file: string, content: string): Promise<void> {
  await writeFile(`${file}.tmp`, content, { flush: true });
  await rename(`${file}.tmp`, file);
}

import { importRootCommit } from './import-commits.js';
import { catObjects } from './objects.js';
import { GitFailure, type Git } from './open-git.js';
import type { RefUpdate } from './push.js';

/** The ref of an intent: a commit without files or parents, whose message is its text. */
export interface IntentRef {
  readonly id: string;
  readonly commit: string;
}

/** A ref that stands where intents stand. */
export interface ListedRef extends IntentRef {
  /** Whether it can be an intent: a commit of not too many bytes. */
  readonly isReadable: boolean;
}

/** The bytes of the longest text that an intent can have. */
export const MAX_INTENT_BYTES = 64_000;

/** What a commit says besides its text. */
const HEAD_BYTES = 1000;

/** Where the intents for a branch stand at the remote. */
export function intentsOf(branch: string): string {
  return `refs/gitops-gen/intents/${branch}/`;
}

const IN_THE_WAY = /did not send all necessary objects|cannot lock ref|unable to create/;

/**
 * Fetches by `fetch`, and along with it the intents for a branch, dropping those that are gone; or
 * none, where one of the refs there makes the fetch fail: anybody may have put it there.
 */
export async function fetchWithIntents(
  git: Git,
  branch: string,
  fetch: (refspecs: readonly string[]) => Promise<void>,
): Promise<void> {
  try {
    await fetch([`+${intentsOf(branch)}*:${intentsOf(branch)}*`]);
  } catch (error) {
    if (!(error instanceof Error) || !IN_THE_WAY.test(error.message)) throw error;
    await fetch([]);
    await forgetIntents(git, branch);
  }
}

/** What stands where intents for a branch stand, as it came with the last fetch. */
export async function listIntents(git: Git, branch: string): Promise<ListedRef[]> {
  const folder = intentsOf(branch);
  const format = '--format=%(objectname) %(objecttype) %(objectsize) %(refname)';
  // Simple-git waits 50 ms after a silent command, and the branch is there always.
  const output = await git(['for-each-ref', format, `refs/remotes/origin/${branch}`, folder]);
  return output.split('\n').flatMap((line) => {
    const [commit = '', type, size, ref = ''] = line.split(' ');
    const isReadable = type === 'commit' && Number(size) <= MAX_INTENT_BYTES + HEAD_BYTES;
    return ref.startsWith(folder) ? [{ id: ref.slice(folder.length), commit, isReadable }] : [];
  });
}

/** The texts of commits, by their ids. */
export async function readTexts(
  git: Git,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const objects = await catObjects(git, commits);
  return new Map(
    [...objects].map(([id, object]) => [id, object.slice(object.indexOf('\n\n')).trim()]),
  );
}

/**
 * Drops the intents that fetches of a branch brought here; the remote keeps them. Where that is not
 * possible they stay: the next fetch drops those that are gone.
 */
export async function forgetIntents(git: Git, branch: string): Promise<void> {
  const intents = await listIntents(git, branch);
  if (intents.length === 0) return;
  const deletions = lines(intents.map(({ id }) => `delete ${intentsOf(branch)}${id}`));
  await git(['update-ref', '--stdin'], deletions).catch((error: unknown) => {
    if (!(error instanceof GitFailure)) throw error;
  });
}

/** Makes the commit of an intent, and a ref to it here. */
export async function writeIntent(
  git: Git,
  branch: string,
  { id, text, author }: { readonly id: string; readonly text: string; readonly author: string },
): Promise<IntentRef> {
  const content = { author, committer: author, message: text };
  return { id, commit: await importRootCommit(git, `${intentsOf(branch)}${id}`, content) };
}

/** Puts an intent at the remote. */
export function publishing(branch: string, { id, commit }: IntentRef): RefUpdate {
  return { ref: `${intentsOf(branch)}${id}`, commit, expected: '' };
}

/** Takes an intent away, if it is the same still. */
export function withdrawing(branch: string, { id, commit }: IntentRef): RefUpdate {
  return { ref: `${intentsOf(branch)}${id}`, expected: commit };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

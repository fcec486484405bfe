import { randomUUID } from 'node:crypto';
import type { Git } from './open-git.js';
import type { RefUpdate } from './push.js';

/** The ref of an intent: a commit without files or parents, whose message is its text. */
export interface IntentRef {
  readonly id: string;
  readonly commit: string;
  readonly text: string;
}

/** Where the intents for a branch stand at the remote. */
export function intentsOf(branch: string): string {
  return `refs/gitops-gen/intents/${branch}/`;
}

/** Makes a fetch bring the intents for a branch, and drop those that are gone. */
export function intentsRefspec(branch: string): string {
  return `+${intentsOf(branch)}*:${intentsOf(branch)}*`;
}

/** The intents that came with the last fetch of a branch. */
export async function listIntents(git: Git, branch: string): Promise<IntentRef[]> {
  const folder = intentsOf(branch);
  // No text can know the mark that parts them.
  const mark = randomUUID();
  const format = `--format=%(objectname) %(refname)%0a%(contents)${mark}`;
  // Simple-git waits 50 ms after a silent command, and the branch is there always.
  const output = await git(['for-each-ref', format, `refs/remotes/origin/${branch}`, folder]);
  return output.split(`${mark}\n`).flatMap((entry) => {
    const [, commit, ref = '', text] = /^([0-9a-f]+) (.+?)\n(.*)$/s.exec(entry) ?? [];
    const id = ref.slice(folder.length);
    const isOurs = ref.startsWith(folder) && !id.includes('/');
    return isOurs && commit && text ? [{ id, commit, text: text.trimEnd() }] : [];
  });
}

/** Drops the intents that fetches of a branch brought here; the remote keeps them. */
export async function forgetIntents(git: Git, branch: string): Promise<void> {
  const intents = await listIntents(git, branch);
  const deletions = intents.map(({ id }) => `delete ${intentsOf(branch)}${id}\n`).join('');
  if (deletions !== '') await git(['update-ref', '--stdin'], deletions);
}

/** Puts an intent at the remote. */
export function publishing(branch: string, { id, commit }: Omit<IntentRef, 'text'>): RefUpdate {
  return { ref: `${intentsOf(branch)}${id}`, commit, expected: '' };
}

/** Takes an intent away, if it is the same still. */
export function withdrawing(branch: string, { id, commit }: Omit<IntentRef, 'text'>): RefUpdate {
  return { ref: `${intentsOf(branch)}${id}`, expected: commit };
}

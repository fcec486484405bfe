import { BugError, UsageError } from '../errors.js';
import { idents } from '../io/git/commit.js';
import { importCommits, type NewCommit } from '../io/git/import-commits.js';
import type { Git } from '../io/git/open-git.js';
import type { BumpIntent } from './bump-intent.js';
import { bumpMessage } from './bump-message.js';
import { filesOf, type Base, type Proposal, type Propose } from './commit-proposal.js';
import { evaluateBump } from './evaluate-bump.js';
import type { Tree } from './tree.js';

/** The own bump among those of others. */
export interface OwnBump {
  readonly propose: Propose;
  readonly attempt: number;
  /** As of an intent: who asked first comes first. */
  readonly created: number;
}

export interface Folded {
  /** The last of the commits. */
  readonly tip: string;
  /** The own one; absent: what others wanted left nothing to do. */
  readonly own?: string;
}

/**
 * Makes a commit for each bump that changes something, one on top of the other, in the order in
 * which they were asked for. What a guard or a file refuses of others makes none: they find out
 * themselves.
 *
 * @throws UsageError where the own bump is refused after those of others.
 */
export async function foldIntents(
  git: Git,
  base: Base,
  { own, others }: { readonly own: OwnBump; readonly others: readonly BumpIntent[] },
): Promise<Folded> {
  await base.files.prefetch?.(others.flatMap(({ targets }) => targets.map(({ path }) => path)));
  const { author, committer } = await idents(git);
  const commits: NewCommit[] = [];
  let tree = base.files;
  let ownIndex: number | undefined;

  function add(proposal: Proposal | undefined, by: string): void {
    if (!proposal) return;
    const files = filesOf(proposal);
    commits.push({ author: by, committer, message: proposal.message, files });
    tree = withFiles(tree, files);
  }

  async function addOwn(): Promise<void> {
    const proposal = await own.propose(tree, own.attempt);
    if (proposal) ownIndex = commits.length;
    add(proposal, author);
  }

  const earlier = others.filter(({ created }) => created <= own.created);
  const later = others.filter(({ created }) => created > own.created);
  for (const intent of earlier) add(await proposeIntent(tree, intent), intent.author);
  await addOwn();
  for (const intent of later) add(await proposeIntent(tree, intent), intent.author);
  if (commits.length === 0) return { tip: base.commit };
  const made = await importCommits(git, base, commits);
  const ownCommit = ownIndex === undefined ? undefined : made[ownIndex];
  return { tip: made.at(-1) ?? base.commit, ...(ownCommit !== undefined && { own: ownCommit }) };
}

async function proposeIntent(tree: Tree, intent: BumpIntent): Promise<Proposal | undefined> {
  const today = new Date().toISOString().slice(0, 10);
  try {
    const options = { ...intent.options, today, firstRead: false };
    const { images, edits } = await evaluateBump(tree, intent.targets, options);
    if (edits.size === 0) return undefined;
    return { edits, message: bumpMessage(images, { ...intent.message, id: intent.id }) };
  } catch (error) {
    if (error instanceof UsageError || error instanceof BugError) return undefined;
    throw error;
  }
}

/** `tree` with some files replaced. */
function withFiles(tree: Tree, files: ReadonlyMap<string, string>): Tree {
  return { ...tree, read: async (path) => files.get(path) ?? tree.read(path) };
}

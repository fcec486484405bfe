import { idents, signCommit, signsCommits, type Idents } from '../io/git/commit.js';
import { importCommits } from '../io/git/import-commits.js';
import type { Git } from '../io/git/open-git.js';
import type { Tree } from './tree.js';

/** What one attempt wants to commit. */
export interface Proposal {
  readonly edits: ReadonlyMap<string, { readonly after: string }>;
  readonly message: string;
}

/** Works out a commit on the tree that it is to follow, or that there is none; `attempt` counts from 1. */
export type Propose = (tree: Tree, attempt: number) => Promise<Proposal | undefined>;

/** What a commit is to follow. */
export interface Base {
  readonly commit: string;
  readonly files: Tree;
}

/** By whom a commit is made, and whether it is signed. */
export interface Hand extends Idents {
  readonly signs: boolean;
}

/** The user's hand; with `sign` it signs whatever git is told. */
export async function ownHand(git: Git, sign: boolean): Promise<Hand> {
  const [who, signs] = await Promise.all([idents(git), sign || signsCommits(git)]);
  return { ...who, signs };
}

/**
 * Makes the proposed commit from git objects, on top of `base`; no branch, index or file changes.
 */
export async function commitProposal(
  git: Git,
  base: Base,
  { proposal, hand }: { readonly proposal: Proposal; readonly hand: Hand },
): Promise<string> {
  const { author, committer, signs } = hand;
  const { message } = proposal;
  const commit = { author, committer, message, files: filesOf(proposal) };
  const [made = ''] = await importCommits(git, base, [commit]);
  return signs ? signCommit(git, made, message) : made;
}

/** The new text of each file that changes. */
export function filesOf({ edits }: Proposal): ReadonlyMap<string, string> {
  return new Map([...edits].map(([path, { after }]) => [path, after]));
}

import { writeCommit } from '../io/git/commit.js';
import { graftTree } from '../io/git/objects.js';
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
  /** Its root tree, as git names one. */
  readonly root: string;
  readonly files: Tree;
}

/**
 * Makes the proposed commit from git objects, on top of `base`; no branch, index or file changes.
 */
export async function commitProposal(
  git: Git,
  base: Base,
  { proposal, sign }: { readonly proposal: Proposal; readonly sign: boolean },
): Promise<string> {
  const contents = new Map([...proposal.edits].map(([path, { after }]) => [path, after]));
  const tree = await graftTree(git, base.root, contents);
  return writeCommit(git, { tree, parent: base.commit, message: proposal.message, sign });
}

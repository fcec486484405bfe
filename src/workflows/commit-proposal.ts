import { idents, signCommit, signsCommits } from '../io/git/commit.js';
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

/**
 * Makes the proposed commit from git objects, on top of `base`; no branch, index or file changes.
 */
export async function commitProposal(
  git: Git,
  base: Base,
  { proposal, sign }: { readonly proposal: Proposal; readonly sign: boolean },
): Promise<string> {
  const [who, signs] = await Promise.all([idents(git), sign || signsCommits(git)]);
  const { message } = proposal;
  const files = filesOf(proposal);
  const [commit = ''] = await importCommits(git, base.commit, [{ ...who, message, files }]);
  return signs ? signCommit(git, commit, message) : commit;
}

/** The new text of each file that changes. */
export function filesOf({ edits }: Proposal): ReadonlyMap<string, string> {
  return new Map([...edits].map(([path, { after }]) => [path, after]));
}

import { UsageError } from '../errors.js';
import { readTextFiles } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { authorVariables } from '../io/git/commit.js';
import { currentBranch, findCommit, findWorktree, type Worktree } from '../io/git/worktree.js';
import { recover } from '../io/recovery.js';
import { writeChanges } from '../io/transaction.js';
import { changesBetween } from '../model/change-set.js';
import { bumpRemote } from './bump-remote.js';
import type { AimedRequest, BumpResult } from './bump-request.js';
import { deliverCommit, noCommit } from './deliver-commit.js';
import { lookUpOnce } from './look-up-images.js';
import { originOf } from './origin-of.js';
import { evaluateRequest, outcomeOf, proposeBump } from './propose-bump.js';
import { commitTree, workingTree, type Tree } from './tree.js';

/**
 * Sets images in overlays, all of them or none, and commits that. What is there already is not
 * committed again.
 *
 * @throws UsageError where a target, a file or a guard refuses; nothing is written.
 * @throws RemoteError where the remote cannot be reached or kept winning.
 */
export async function setImages(request: AimedRequest): Promise<BumpResult> {
  if (request.remote !== undefined) return bumpRemote(request.remote, request);
  const worktree = await findWorktree(request.repository, authorVariables(request.author));
  if (!worktree) {
    throw new UsageError(`${request.repository} is not in a git repository`, {
      code: 'PRECONDITION',
    });
  }
  if (!request.dryRun) await recover(worktree.root, worktree.git);
  if (request.pr && !request.dryRun) {
    const { bumpByRequest } = await import('./bump-by-request.js');
    return bumpByRequest(await originOf(worktree.git, request), request);
  }
  return request.commit && !request.dryRun
    ? setAndCommit(worktree.git, request)
    : writeFiles(worktree, request);
}

async function setAndCommit(git: Git, request: AimedRequest): Promise<BumpResult> {
  const { outcome, ...proposal } = await proposeBump(git, request);
  const { leftBehind, ...delivered } = await deliverCommit(git, { ...request, ...proposal });
  const result = { ...outcome(), ...delivered };
  const pushed = request.push && delivered.commit !== undefined;
  if (leftBehind === undefined) return { ...result, pushed };
  const message = `the remote has the commit, but the clone did not follow: ${leftBehind}`;
  return { ...result, pushed, warnings: [...result.warnings, { code: 'LEFT_BEHIND', message }] };
}

async function writeFiles({ root, git }: Worktree, request: AimedRequest): Promise<BumpResult> {
  const elsewhere = await otherBranch(git, request);
  const tree = elsewhere ?? { ...workingTree(root), at: { git, revision: 'HEAD' } };
  const evaluation = await evaluateRequest(tree, request, {
    attempt: 1,
    lookUp: lookUpOnce(),
  });
  // Only a dry run comes here with another branch.
  if (elsewhere) return { ...outcomeOf(evaluation), pushed: false, attempts: 1 };
  const current = await readTextFiles(root, evaluation.edits.keys());
  const desired = [...current].map(([path, { content, mode }]) => {
    return [path, { mode, content: evaluation.edits.get(path)?.after ?? content }] as const;
  });
  const changes = changesBetween(current, new Map(desired));
  if (!request.dryRun && changes.length > 0) await writeChanges({ root, changes });
  return { ...outcomeOf(evaluation), changes, pushed: false, attempts: 1 };
}

/** The files of the branch that is named, if it is not the one that is checked out. */
async function otherBranch(
  git: Git,
  { branch, push, pr }: AimedRequest,
): Promise<Tree | undefined> {
  if (branch === undefined || branch === (await currentBranch(git))) return undefined;
  const here = await findCommit(git, `refs/heads/${branch}`);
  const there = push || pr ? await findCommit(git, `refs/remotes/origin/${branch}`) : undefined;
  const commit = here ?? there;
  if (commit === undefined) throw noCommit(branch);
  return commitTree(git, commit);
}

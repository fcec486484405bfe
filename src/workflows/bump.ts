import { UsageError } from '../errors.js';
import { parseBumpArguments } from '../images/parse-bump-argument.js';
import { readTextFiles } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { authorVariables } from '../io/git/commit.js';
import { findWorktree } from '../io/git/worktree.js';
import { recover } from '../io/recovery.js';
import { writeChanges } from '../io/transaction.js';
import { changesBetween } from '../model/change-set.js';
import { pathProblem } from '../model/repository-path.js';
import { bumpRemote } from './bump-remote.js';
import type { BumpRequest, BumpResult } from './bump-request.js';
import { deliverCommit } from './deliver-commit.js';
import { lookUpOnce } from './look-up-images.js';
import { originOf } from './origin-of.js';
import { evaluateRequest, outcomeOf, proposeBump } from './propose-bump.js';
import { workingTree } from './tree.js';

/**
 * Sets images in overlays, all of them or none, and commits that. What is there already is not
 * committed again.
 *
 * @throws UsageError where an argument, a target, a file or a guard refuses; nothing is written.
 * @throws RemoteError where the remote cannot be reached or kept winning.
 */
export async function bump(request: BumpRequest): Promise<BumpResult> {
  // What is wrong with the arguments is said before anything is read.
  parseBumpArguments(request.images);
  const { file } = request.scope;
  const problem = file === undefined ? undefined : pathProblem(file);
  if (problem) throw new UsageError(`--file ${file ?? ''} ${problem}`, { code: 'UNSAFE_PATH' });
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
    ? bumpAndCommit(worktree.git, request)
    : bumpFiles(worktree.root, request);
}

async function bumpAndCommit(git: Git, request: BumpRequest): Promise<BumpResult> {
  const { outcome, ...proposal } = await proposeBump(git, request);
  const { leftBehind, ...delivered } = await deliverCommit(git, { ...request, ...proposal });
  const result = { ...outcome(), ...delivered };
  const pushed = request.push && delivered.commit !== undefined;
  if (leftBehind === undefined) return { ...result, pushed };
  const message = `the remote has the commit, but the clone did not follow: ${leftBehind}`;
  return { ...result, pushed, warnings: [...result.warnings, { code: 'LEFT_BEHIND', message }] };
}

async function bumpFiles(root: string, request: BumpRequest): Promise<BumpResult> {
  const evaluation = await evaluateRequest(workingTree(root), request, {
    attempt: 1,
    lookUp: lookUpOnce(),
  });
  const current = await readTextFiles(root, evaluation.edits.keys());
  const desired = [...current].map(([path, { content, mode }]) => {
    return [path, { mode, content: evaluation.edits.get(path)?.after ?? content }] as const;
  });
  const changes = changesBetween(current, new Map(desired));
  if (!request.dryRun && changes.length > 0) await writeChanges({ root, changes });
  return { ...outcomeOf(evaluation), changes, pushed: false, attempts: 1 };
}

import { randomUUID } from 'node:crypto';
import { UsageError } from '../errors.js';
import { pathProblem } from '../model/repository-path.js';
import type { EditOptions } from '../images/edit-options.js';
import type { ImageWarning } from '../images/image-change.js';
import type { ImageStatus } from '../images/image-edit.js';
import { parseBumpArguments, parseBumpList } from '../images/parse-bump-argument.js';
import { committer } from '../io/git/commit.js';
import type { Git } from '../io/git/open-git.js';
import { findWorktree } from '../io/git/worktree.js';
import { recover } from '../io/recovery.js';
import { writeChanges } from '../io/transaction.js';
import { readTextFiles } from '../io/files.js';
import { changesBetween, type ChangeSet } from '../model/change-set.js';
import { bumpMessage, type MessageOptions } from './bump-message.js';
import { deliverCommit } from './deliver-commit.js';
import {
  evaluateBump,
  overallStatus,
  type BumpedImage,
  type BumpEvaluation,
} from './evaluate-bump.js';
import { findBumpTargets, type BumpScope } from './find-bump-targets.js';
import { workingTree, type Tree } from './tree.js';

export interface BumpRequest {
  /** A folder in the clone. */
  readonly repository: string;
  /** `IMAGE=TAG` and the like, as `parseBumpArguments` takes them. */
  readonly images: readonly string[];
  readonly scope: BumpScope;
  readonly options: Omit<EditOptions, 'today' | 'firstRead'>;
  readonly message: Omit<MessageOptions, 'id' | 'signedOffBy'>;
  readonly signOff: boolean;
  readonly branch?: string;
  readonly push: boolean;
  readonly commit: boolean;
  readonly dryRun: boolean;
  readonly sign: boolean;
  readonly maxAttempts: number;
  readonly timeoutSeconds: number;
}

export interface BumpResult {
  readonly status: ImageStatus;
  readonly images: readonly BumpedImage[];
  readonly warnings: readonly ImageWarning[];
  /** Of the files, as far as this run wrote or, in a dry run, would write them. */
  readonly changes: ChangeSet;
  readonly commit?: string;
  readonly branch?: string;
  /** Whether the remote has the commit. */
  readonly pushed: boolean;
  readonly attempts: number;
}

/** The arguments in a text of one a line, with `#` comments. */
export const bumpListArguments = parseBumpList;

/**
 * Sets images in overlays, all of them or none, and commits that. What is there already is not
 * committed again.
 *
 * @throws UsageError where an argument, a target, a file or a guard refuses; nothing is written.
 * @throws RemoteError where the remote cannot be reached or kept winning.
 */
export async function bump(request: BumpRequest): Promise<BumpResult> {
  const { file } = request.scope;
  const problem = file === undefined ? undefined : pathProblem(file);
  if (problem) throw new UsageError(`--file ${file ?? ''} ${problem}`, { code: 'UNSAFE_PATH' });
  const worktree = await findWorktree(request.repository);
  if (!worktree) {
    throw new UsageError(`${request.repository} is not in a git repository`, {
      code: 'PRECONDITION',
    });
  }
  if (!request.dryRun) await recover(worktree.root, worktree.git);
  return request.commit && !request.dryRun
    ? bumpAndCommit(worktree.git, request)
    : bumpFiles(worktree.root, request);
}

async function bumpAndCommit(git: Git, request: BumpRequest): Promise<BumpResult> {
  let evaluation: BumpEvaluation | undefined;
  const signedOffBy = request.signOff ? { signedOffBy: await committer(git) } : {};
  const id = randomUUID();
  const propose = async (tree: Tree, attempt: number) => {
    evaluation = await evaluate(tree, request, attempt);
    if (evaluation.edits.size === 0) return undefined;
    const message = bumpMessage(evaluation.images, { ...request.message, ...signedOffBy, id });
    return { edits: evaluation.edits, message };
  };
  const { leftBehind, ...delivered } = await deliverCommit(git, { ...request, id, propose });
  const result = { ...resultOf(evaluation), ...delivered };
  const pushed = request.push && delivered.commit !== undefined;
  if (leftBehind === undefined) return { ...result, pushed };
  const message = `the remote has the commit, but the clone did not follow: ${leftBehind}`;
  return { ...result, pushed, warnings: [...result.warnings, { code: 'LEFT_BEHIND', message }] };
}

async function bumpFiles(root: string, request: BumpRequest): Promise<BumpResult> {
  const evaluation = await evaluate(workingTree(root), request, 1);
  const current = await readTextFiles(root, evaluation.edits.keys());
  const desired = [...current].map(([path, { content, mode }]) => {
    return [path, { mode, content: evaluation.edits.get(path)?.after ?? content }] as const;
  });
  const changes = changesBetween(current, new Map(desired));
  if (!request.dryRun && changes.length > 0) await writeChanges({ root, changes });
  return { ...resultOf(evaluation), changes, pushed: false, attempts: 1 };
}

async function evaluate(
  tree: Tree,
  request: BumpRequest,
  attempt: number,
): Promise<BumpEvaluation> {
  const { changes, warnings } = parseBumpArguments(request.images);
  const targets = await findBumpTargets(tree, changes, request.scope);
  const today = new Date().toISOString().slice(0, 10);
  const options = { ...request.options, today, firstRead: attempt === 1 };
  const evaluation = await evaluateBump(tree, targets, options);
  return { ...evaluation, warnings: [...warnings, ...evaluation.warnings] };
}

function resultOf(evaluation: BumpEvaluation | undefined): Omit<BumpResult, 'attempts' | 'pushed'> {
  const {
    images = [],
    warnings = [],
    edits = new Map<string, { before: string; after: string }>(),
  } = evaluation ?? {};
  const changes = [...edits].map(([path, { before, after }]) => ({
    path,
    before: { content: before, mode: '0644' as const },
    after: { content: after, mode: '0644' as const },
  }));
  return { status: overallStatus(images), images, warnings, changes };
}

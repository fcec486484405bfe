import { randomUUID } from 'node:crypto';
import { committer, readCommit } from '../io/git/commit.js';
import { openGit, type Git } from '../io/git/open-git.js';
import { bumpMessage, type MessageOptions } from './bump-message.js';
import type { Wish } from './format-intent.js';
import type { AimedRequest, Aimed, BumpResult } from './bump-request.js';
import type { Propose } from './commit-proposal.js';
import { evaluateBump, overallStatus, type BumpEvaluation } from './evaluate-bump.js';
import { lookUpOnce, refuseMissing, withDigests, type LookUp } from './look-up-images.js';
import type { Tree } from './tree.js';

/** A bump that is worked out on one tree after another until its commit lands. */
export interface BumpProposal {
  /** In the message of every commit that is proposed. */
  readonly id: string;
  readonly propose: Propose;
  /** What came of it on the last tree. */
  readonly outcome: () => BumpOutcome;
  /** What it wanted there, so that others can do it. */
  readonly wish: () => Wish | undefined;
}

export type BumpOutcome = Pick<BumpResult, 'status' | 'images' | 'warnings' | 'changes'>;

/** Makes commits of a bump; `git` knows who commits. */
export async function proposeBump(git: Git, request: AimedRequest): Promise<BumpProposal> {
  let evaluation: Evaluated | undefined;
  const signedOffBy = request.signOff ? { signedOffBy: await committer(git) } : {};
  const sourced = await sourceOf(request);
  const id = randomUUID();
  const lookUp = lookUpOnce();
  const message = { ...request.message, ...sourced, ...signedOffBy };
  const propose = async (tree: Tree, attempt: number) => {
    evaluation = await evaluateRequest(tree, request, { attempt, lookUp });
    const { edits, images } = evaluation;
    if (edits.size === 0) return undefined;
    return { edits, message: bumpMessage(images, { ...message, ...evaluation.message, id }) };
  };
  const wish = () =>
    evaluation && {
      targets: evaluation.targets,
      options: request.options,
      message: { ...message, ...evaluation.message },
    };
  return { id, propose, outcome: () => outcomeOf(evaluation), wish };
}

/** A pipeline mostly runs in a clone of the repository that it built: there the commit is known. */
async function sourceOf({ message }: AimedRequest): Promise<Pick<MessageOptions, 'source'>> {
  if (message.sourceCommit === undefined) return {};
  const source = await readCommit(openGit('.'), message.sourceCommit);
  return source ? { source } : {};
}

export interface Evaluating {
  /** Counts from 1. */
  readonly attempt: number;
  readonly lookUp: LookUp;
}

/** A bump worked out on a tree, and what was to be set there. */
export interface Evaluated extends BumpEvaluation, Aimed {}

/** Works out a bump on a tree. */
export async function evaluateRequest(
  tree: Tree,
  request: AimedRequest,
  { attempt, lookUp }: Evaluating,
): Promise<Evaluated> {
  const aimed = await request.aim(tree);
  let { targets } = aimed;
  const today = new Date().toISOString().slice(0, 10);
  const options = { ...request.options, today, firstRead: attempt === 1 };
  let evaluation = await evaluateBump(tree, targets, options);
  if (request.pinDigest) {
    targets = await withDigests(targets, evaluation.images, lookUp);
    evaluation = await evaluateBump(tree, targets, options);
  }
  if (request.checkRegistry) await refuseMissing(evaluation.images, lookUp);
  return {
    ...aimed,
    targets,
    edits: evaluation.edits,
    images: [...evaluation.images, ...(aimed.leftOut ?? [])],
    warnings: [...aimed.warnings, ...evaluation.warnings],
  };
}

export function outcomeOf(evaluation: BumpEvaluation | undefined): BumpOutcome {
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

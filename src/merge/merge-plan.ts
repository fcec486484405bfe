import { byPath, type ChangeSet, type FileChange } from '../model/change-set.js';
import type { FileTree, TextFile } from '../model/file-tree.js';
import type { Conflict, Notice } from './findings.js';

/** A file of the working tree that is binary or not UTF-8: it is never merged or overwritten. */
export const OPAQUE = 'opaque';

export type WorkingFile = TextFile | typeof OPAQUE;

export type Outcome =
  | 'created'
  | 'adopted'
  | 'unchanged'
  | 'updated'
  | 'kept'
  | 'converged'
  | 'merged'
  | 'renamed'
  | 'deleted'
  /** Neither here nor in the template any more. */
  | 'forgotten'
  /** The user deleted the file, and that stands. */
  | 'stays-deleted'
  /** The user's own: written once, or handed over. */
  | 'seed'
  | 'conflict';

/** The versions of one file; absent where a side lacks it. */
export interface Sides {
  readonly ancestor?: TextFile | undefined;
  readonly ours?: WorkingFile | undefined;
  readonly theirs?: TextFile | undefined;
}

/** What is decided about one path. */
export interface Decision {
  readonly outcome: Outcome;
  /** The file in the working tree afterwards; absent: there is none. */
  readonly after?: WorkingFile | undefined;
  /** Open conflicts, for a person to decide. */
  readonly conflicts: readonly Conflict[];
  /** Conflicts that were decided for one side as the caller asked. */
  readonly settled: readonly Conflict[];
  readonly notices: readonly Notice[];
  /** The conflict cannot be shown in the file: the template's version goes beside it. */
  readonly aside?: boolean;
}

export interface PathPlan extends Decision {
  readonly path: string;
  /** The path that the file has now, where the template renames it. */
  readonly from?: string;
  readonly sides: Sides;
}

export type RefusalCode =
  | 'UNSAFE_PATH'
  | 'SYMLINK'
  | 'CASE_COLLISION'
  | 'OPEN_CONFLICT'
  /** Git could not restore what would be overwritten. */
  | 'UNCOMMITTED';

/** Why nothing may be written at all. */
export interface Refusal {
  readonly path: string;
  readonly code: RefusalCode;
}

export interface MergePlan {
  /** Every planned path, sorted. */
  readonly paths: readonly PathPlan[];
  readonly refusals: readonly Refusal[];
  /** The ancestor of the next run: what the template says now, also where it lost. */
  readonly pristine: FileTree;
  /** Paths that were written once and are the user's. */
  readonly seeds: ReadonlySet<string>;
}

/** The changes to the working tree, conflict markers included. */
export function changesOf({ paths }: MergePlan): ChangeSet {
  return paths.flatMap(changesOfPath).sort(byPath);
}

/** The index stages of an unmerged path, as `git update-index --index-info` numbers them. */
export interface IndexStages {
  readonly path: string;
  readonly 1?: TextFile;
  readonly 2?: WorkingFile;
  readonly 3?: TextFile;
}

/** Stages for each path in conflict; a dangling reference alone is none. */
export function indexStagesOf({ paths }: MergePlan): IndexStages[] {
  return paths.filter(isUnmerged).map(({ path, sides: { ancestor, ours, theirs } }) => ({
    path,
    ...(ancestor && { 1: ancestor }),
    ...(ours && { 2: ours }),
    ...(theirs && { 3: theirs }),
  }));
}

/** The template's versions that no conflict markers show. */
export function asideOf({ paths }: MergePlan): FileTree {
  return new Map(
    paths.flatMap(({ path, aside, sides }) =>
      aside && sides.theirs ? [[path, sides.theirs]] : [],
    ),
  );
}

export function hasConflicts({ paths }: MergePlan): boolean {
  return paths.some(({ conflicts }) => conflicts.length > 0);
}

function isUnmerged({ conflicts }: PathPlan): boolean {
  return conflicts.some(({ code }) => code !== 'DANGLING_REF');
}

function changesOfPath({ path, from, sides, after }: PathPlan): FileChange[] {
  if (after === OPAQUE || sides.ours === OPAQUE) return [];
  if (from !== undefined && sides.ours && after) {
    return [
      { path: from, before: sides.ours },
      { path, after },
    ];
  }
  return changeOf(path, sides.ours, after);
}

function changeOf(path: string, before?: TextFile, after?: TextFile): FileChange[] {
  if (before?.content === after?.content && before?.mode === after?.mode) return [];
  return [{ path, ...(before && { before }), ...(after && { after }) }];
}

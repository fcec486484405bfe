import type { FileTree } from '../model/file-tree.js';
import type { Settle } from './text-merge.js';

/** What the merge needs to know of the working tree; absent sets are empty. */
export interface WorkingTree {
  /** Text files: those that are planned, all kustomizations, and any others. */
  readonly files: FileTree;
  /** Binary files and files that are not UTF-8. */
  readonly opaque?: ReadonlySet<string>;
  /** All other paths that exist. */
  readonly others?: ReadonlySet<string>;
  /** Planned paths at which a directory stands, or above which a file does. */
  readonly obstructed?: ReadonlySet<string>;
  /** Planned paths that are a symbolic link or lie under one. */
  readonly symlinks?: ReadonlySet<string>;
  /** Paths that are modified, untracked or ignored: git does not have their content. */
  readonly uncommitted?: ReadonlySet<string>;
  readonly caseInsensitive?: boolean;
}

/** Versions of a template: of the last run, and now. */
export interface TemplateVersions {
  readonly ancestor: string;
  readonly theirs: string;
}

export interface PlanInput {
  /** The pristine copies of the planned paths. */
  readonly ancestor: FileTree;
  readonly ours: WorkingTree;
  /** The new render of the planned paths. */
  readonly desired: FileTree;
  /** Paths of policy `seed`: written once, then the user's. */
  readonly seedPaths?: ReadonlySet<string>;
  /** Paths that the lock says were written as seeds. */
  readonly seeds?: ReadonlySet<string>;
  /** Old path → new path, as templates declare them. */
  readonly renames?: ReadonlyMap<string, string>;
  /** Paths that are merged by lines only. */
  readonly textOnly?: ReadonlySet<string>;
  /** Deleted files to be written again. */
  readonly restore?: ReadonlySet<string>;
  /** `remove`: an app or environment goes, with the pins that CI wrote for it. */
  readonly operation: 'update' | 'remove';
  /** `fail` plans as `inline` does; the caller refuses to write. */
  readonly onConflict: 'inline' | 'fail' | Settle;
  /** Versions of the template, for the conflict markers. */
  readonly versions: TemplateVersions;
  /** The same for paths whose templates are of another catalog. */
  readonly versionsByPath?: ReadonlyMap<string, TemplateVersions>;
}

export function settleOf({ onConflict }: PlanInput): Settle | undefined {
  return onConflict === 'ours' || onConflict === 'theirs' ? onConflict : undefined;
}

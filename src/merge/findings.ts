/** Why a person has to decide. */
export type ConflictCode =
  /** Both sides changed one value, each in its way. */
  | 'BOTH_CHANGED'
  /** Both sides added what has the same name, with other content. */
  | 'BOTH_ADDED'
  /** Removed here, changed by the template. */
  | 'REMOVED_BY_USER'
  /** Changed here, removed by the template. */
  | 'REMOVED_BY_TEMPLATE'
  /** The template removes what carries a comment of the user. */
  | 'COMMENT_IN_REMOVED'
  /** The texts do not merge, and there is no structure to merge by. */
  | 'TEXT'
  /** The merge could not be shown to be right. */
  | 'NOT_VERIFIED'
  /** Encrypted, binary or not UTF-8. */
  | 'OPAQUE'
  /** A directory stands where a file is due, or the reverse. */
  | 'OBSTRUCTED'
  /** Both names of a rename are taken. */
  | 'RENAME_BLOCKED'
  /** A kustomization names a file that will not be there. */
  | 'DANGLING_REF';

/** What was decided, and a person may want to know. */
export type NoticeCode =
  /** A pin that CI wrote stays, although the template's changed. */
  | 'IMAGE_KEPT'
  /** A pin that CI wrote goes with the element that held it. */
  | 'PINS_DROPPED'
  /** The template's new layout or comments were not taken. */
  | 'FORMAT_KEPT'
  /** Both sides changed the file mode. */
  | 'MODE_KEPT'
  /** The user deleted the file and the template changed it. */
  | 'STAYS_DELETED'
  /** The content of a missing file stands elsewhere. */
  | 'MOVED'
  /** The template may have renamed a file without saying so. */
  | 'MAYBE_RENAMED'
  /** The file is the user's from now on. */
  | 'RELEASED'
  /** Another path differs by case only. */
  | 'CASE_COLLISION';

/** The sides of a finding as texts; a side that has nothing there is absent. */
export interface ThreeValues {
  readonly ancestor?: string;
  readonly ours?: string;
  readonly theirs?: string;
}

export interface Finding<Code extends string> {
  readonly code: Code;
  /** Where in the file; absent: the whole file. */
  readonly yamlPath?: string;
  readonly values: ThreeValues;
}

export type Conflict = Finding<ConflictCode>;
export type Notice = Finding<NoticeCode>;

/** The three values of a finding, absent ones left out. */
export function threeValues(
  ancestor: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
): ThreeValues {
  return {
    ...(ancestor !== undefined && { ancestor }),
    ...(ours !== undefined && { ours }),
    ...(theirs !== undefined && { theirs }),
  };
}

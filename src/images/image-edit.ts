import type { Hold } from './annotations.js';
import type { ImageUnit, ImageWarning } from './image-change.js';

export type ImageStatus = 'changed' | 'unchanged' | 'held' | 'superseded';

/** What became of one change in one entry. */
export interface ImageResult {
  /** The key of the change. */
  readonly key: string;
  /** The name of the entry that it found. */
  readonly name: string;
  readonly status: ImageStatus;
  readonly old: ImageUnit;
  /** What the entry says afterwards. */
  readonly new: ImageUnit;
  /** From 1, in the file as it was given; of a new entry, in the edited one. */
  readonly line: number;
  /** Why the entry is `held`; of one that is `changed`, the hold that it got. */
  readonly hold?: Hold;
  /** Whether its hold was taken off. */
  readonly released?: boolean;
}

export interface ImageEdit {
  readonly content: string;
  readonly results: readonly ImageResult[];
  readonly warnings: readonly ImageWarning[];
}

import type { ViewChange } from '../yaml/literal-view.js';
import type { Splice } from '../yaml/splice.js';
import type { ImageUnit, ImageWarning } from './image-change.js';
import type { ImageSite, Slot } from './image-site.js';
import type { SlotWish } from './wanted-slots.js';

/** How a site comes to say what is wanted, in positions of its source's text. */
export interface SlotPlan {
  readonly splices: readonly Splice[];
  /** What is different in the document afterwards, for the check that nothing else is. */
  readonly changes: readonly ViewChange[];
  readonly warnings: readonly ImageWarning[];
}

export interface SlotEdit {
  readonly site: ImageSite;
  readonly wanted: ImageUnit;
  /** All images of the document. */
  readonly siblings: readonly ImageSite[];
}

/** One thing to do; `instead` is the key whose place a swap takes. */
export type Step =
  | { readonly kind: 'set' | 'insert' | 'remove'; readonly wish: PlacedWish }
  | { readonly kind: 'swap'; readonly wish: PlacedWish; readonly instead: PlacedWish };

export type PlacedWish = SlotWish & { readonly slot: Slot };

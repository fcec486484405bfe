import type { OrderingPolicy } from './version-order.js';

/** How `editImages` finds its targets, what it may do to them, and what holds it back. */
export interface EditOptions {
  /** `YYYY-MM-DD` in UTC: decides whether a hold still counts (P16). */
  readonly today: string;
  /** Whether the file is read for the first time; later a guard says `superseded`, not no. */
  readonly firstRead?: boolean;

  /** Sets what is on hold, too; the hold stays (P20). */
  readonly overHold?: boolean;
  /** Creates what is missing. */
  readonly add?: boolean;
  /** Sets every match instead of refusing several. */
  readonly all?: boolean;
  /** Path of a value in Helm values, such as `a.b[0].tag` (H9). */
  readonly key?: string;
  /** A document's `metadata.name`, or its number from 1. */
  readonly doc?: string;

  /** Keeps a digest beside a new tag (T2); only together with `force`. */
  readonly keepDigest?: boolean;
  /** Writes a literal where an alias stands (K18). */
  readonly breakAlias?: boolean;
  /** Lifts T2 and T6. */
  readonly force?: boolean;

  /** Refuses `latest` without a digest. */
  readonly requireImmutable?: boolean;
  /** The tag, digest or `tag@digest` that has to stand there now. */
  readonly expectCurrent?: string;
  readonly onlyNewer?: OnlyNewer;
  /** A later pipeline's order key in the file wins over this one (G6). */
  readonly orderKey?: bigint;
}

/** Refuses a tag that is older than the one in the file. */
export interface OnlyNewer {
  readonly policy: OrderingPolicy;
  /** What of a tag is compared: its group `n`, else its first group, else the whole match. */
  readonly extract?: RegExp;
  /** Lets a pre-release follow a release. */
  readonly pre?: boolean;
  readonly allowDowngrade?: boolean;
}

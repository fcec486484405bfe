import type { ImageChange, ImageUnit, ImageWarning } from './image-change.js';
import type { EditOptions, OnlyNewer } from './edit-options.js';
import { parseVersion } from './version-order.js';

/** What a guard says to a change: go on, leave it to the newer value, or no. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly warnings: readonly ImageWarning[] }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'refused'; readonly message: string; readonly hint?: string };

export interface GuardedChange {
  readonly change: ImageChange;
  readonly current: ImageUnit;
  readonly wanted: ImageUnit;
  /** The order key that stands in the file. */
  readonly order?: bigint | undefined;
}

const ALLOWED: Verdict = { kind: 'allowed', warnings: [] };

/**
 * Judges one change by the guards of the options. A value that is newer than the wanted one is
 * refused on the first read; later somebody else has just written it, so it supersedes.
 */
export function judgeChange(guarded: GuardedChange, options: EditOptions): Verdict {
  const { orderKey } = options;
  if (orderKey !== undefined && guarded.order !== undefined && guarded.order > orderKey) {
    return { kind: 'superseded' };
  }
  const verdicts = [
    judgeImmutable(guarded, options),
    judgeExpected(guarded.current, options.expectCurrent),
    options.onlyNewer ? judgeNewer(guarded, options.onlyNewer, options.firstRead) : ALLOWED,
  ];
  const bad = verdicts.find(({ kind }) => kind !== 'allowed');
  if (bad) return bad;
  return {
    kind: 'allowed',
    warnings: verdicts.flatMap((each) => (each.kind === 'allowed' ? each.warnings : [])),
  };
}

/** Whether a text is filled in by some other tool: it would not be what it says (G8). */
export function isTemplated(text: string): boolean {
  return /\$\{|\{\{|\$\(/.test(text);
}

function judgeImmutable(
  { change, wanted }: GuardedChange,
  { requireImmutable }: EditOptions,
): Verdict {
  if (wanted.tag !== 'latest' || wanted.digest !== undefined) return ALLOWED;
  const message = `"${change.key}" is to be latest, which names another image tomorrow`;
  if (requireImmutable === true) {
    return { kind: 'refused', message, hint: 'give a tag that is never moved, or a digest' };
  }
  return { kind: 'allowed', warnings: [{ code: 'MUTABLE_TAG', message }] };
}

function judgeExpected(current: ImageUnit, expected: string | undefined): Verdict {
  const { tag, digest } = current;
  const both = tag !== undefined && digest !== undefined ? `${tag}@${digest}` : undefined;
  if (expected === undefined || [tag, digest, both].includes(expected)) return ALLOWED;
  const message = `expected ${expected}, but the file has ${both ?? tag ?? digest ?? 'neither tag nor digest'}`;
  return { kind: 'refused', message };
}

function judgeNewer(
  { current, wanted }: GuardedChange,
  only: OnlyNewer,
  firstRead = true,
): Verdict {
  const { policy, extract, pre = false, allowDowngrade = false } = only;
  const next = wanted.tag === undefined ? undefined : parseVersion(wanted.tag, policy, extract);
  if (!next) {
    const what =
      wanted.tag === undefined ? 'without a tag there is nothing' : `"${wanted.tag}" has nothing`;
    return { kind: 'refused', message: `${what} to compare by the ${policy} policy` };
  }
  if (current.tag === undefined) return ALLOWED;
  const now = parseVersion(current.tag, policy, extract);
  if (!now) {
    const message = `"${current.tag}" cannot be compared by the ${policy} policy, so any tag counts as newer`;
    return { kind: 'allowed', warnings: [{ code: 'NOT_COMPARABLE', message }] };
  }
  const refuse = (message: string, hint: string): Verdict =>
    firstRead ? { kind: 'refused', message, hint } : { kind: 'superseded' };
  if (next.compare(now) < 0 && !allowDowngrade) {
    return refuse(`${next.text} is older than ${now.text}`, 'pass --allow-downgrade to go back');
  }
  if (next.prerelease && !now.prerelease && !pre) {
    return refuse(
      `${next.text} is a pre-release, ${now.text} is a release`,
      'pass --pre to allow it',
    );
  }
  return ALLOWED;
}

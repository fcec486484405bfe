import { BugError } from '../errors.js';

/** Replaces the UTF-16 units from `start` up to, not including, `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * `text` with all splices applied; what lies outside of them keeps every byte.
 *
 * @throws BugError where two splices overlap.
 */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of ordered) {
    if (start < at || end < start) throw new BugError('edits of one file overlap');
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}

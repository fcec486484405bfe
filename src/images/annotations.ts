import { lineEndAt, lineStartAt } from '../yaml/lines.js';

/** `# gitops-gen:hold until=2026-12-31 commit=<sha> reason=bad migration`, each part optional. */
export interface Hold {
  /** Last day of the hold, `YYYY-MM-DD`, UTC. */
  readonly until?: string;
  readonly commit?: string;
  readonly reason?: string;
}

export interface PlacedHold extends Hold {
  /** The comment's own line with its line break, or the end of a line that holds more. */
  readonly start: number;
  readonly end: number;
}

const HOLD = /(^|[ \t])#[ \t]*gitops-gen:hold\b([^\r\n]*)/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const ORDER = /(?<=#.*)gitops-gen:order=(\d+)/;

/**
 * The hold of an entry that starts at `start` (P14): among the comment lines directly above it, or
 * at the end of its first line. Of several, the one that ends last. An entry in the middle of a line
 * cannot be held (P18).
 */
export function findHold(text: string, start: number): PlacedHold | undefined {
  const [first, ...more] = findHolds(text, start);
  return first && more.reduce((one, other) => (endOf(one) >= endOf(other) ? one : other), first);
}

/** All of them, the last in the text first. */
export function findHolds(text: string, start: number): PlacedHold[] {
  const lineStart = lineStartAt(text, start);
  if (text.slice(lineStart, start).trim() !== '') return [];
  const onLine = holdOnLine(text, lineStart, start);
  return [...(onLine ? [onLine] : []), ...holdsAbove(text, lineStart)];
}

/** Greater than every date where there is no end, or none that is a date. */
function endOf({ until }: Hold): string {
  return until !== undefined && DATE.test(until) ? until : 'never';
}

function holdsAbove(text: string, entryLine: number): PlacedHold[] {
  const holds: PlacedHold[] = [];
  for (let at = entryLine; at > 0;) {
    const start = lineStartAt(text, at - 1);
    const line = text.slice(start, lineEndAt(text, start));
    if (start === at || !line.trimStart().startsWith('#')) break;
    const match = HOLD.exec(line);
    if (match) holds.push({ ...parseHold(match[2] ?? ''), start, end: at });
    at = start;
  }
  return holds;
}

function holdOnLine(text: string, lineStart: number, from: number): PlacedHold | undefined {
  const end = lineEndAt(text, from);
  const line = text.slice(lineStart, end);
  const match = HOLD.exec(line);
  if (!match) return undefined;
  const start = lineStart + line.slice(0, match.index).trimEnd().length;
  return { ...parseHold(match[2] ?? ''), start, end };
}

function parseHold(text: string): Hold {
  const [, head = '', reason] = /^(.*?)(?:\breason=(.*))?$/.exec(text.trim()) ?? [];
  const until = /\buntil=(\S+)/.exec(head)?.[1];
  const commit = /\bcommit=(\S+)/.exec(head)?.[1];
  return {
    ...(until !== undefined && { until }),
    ...(commit !== undefined && { commit }),
    ...(reason !== undefined && { reason: reason.trim() }),
  };
}

export function formatHold({ until, commit, reason }: Hold): string {
  const parts = [
    until !== undefined && `until=${until}`,
    commit !== undefined && `commit=${commit}`,
    reason !== undefined && `reason=${reason}`,
  ];
  return ['# gitops-gen:hold', ...parts.filter((part) => part !== false)].join(' ');
}

/** Whether a hold still counts on `today` (`YYYY-MM-DD`, UTC); its last day included (P16). */
export function isHoldActive(hold: Hold, today: string): boolean {
  return today <= endOf(hold);
}

export interface PlacedOrder {
  readonly order: bigint;
  /** The digits. */
  readonly start: number;
  readonly end: number;
}

/** The order key in the comment of the line that `offset` is in, looked for behind it (G6). */
export function findOrder(text: string, offset: number): PlacedOrder | undefined {
  const match = ORDER.exec(text.slice(offset, lineEndAt(text, offset)));
  if (!match) return undefined;
  const end = offset + match.index + match[0].length;
  return { order: BigInt(match[1] ?? '0'), start: end - (match[1] ?? '').length, end };
}

export function formatOrder(order: bigint): string {
  return `# gitops-gen:order=${order.toString()}`;
}

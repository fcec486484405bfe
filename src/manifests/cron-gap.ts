const DAY_SECONDS = 86_400;
const MINUTES = { from: 0, to: 59 };
const HOURS = { from: 0, to: 23 };

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/**
 * The shortest time between two runs of a cron line, in seconds, supposing that it runs every day;
 * `undefined` where it is no line of five fields, or says when by names.
 */
export function cronGap(line: string): number | undefined {
  const fields = line.trim().split(/\s+/);
  const [minutes, hours] = [
    parseField(fields[0] ?? '', MINUTES),
    parseField(fields[1] ?? '', HOURS),
  ];
  if (fields.length !== 5 || !minutes || !hours) return undefined;
  const times = hours
    .flatMap((hour) => minutes.map((minute) => hour * 3600 + minute * 60))
    .sort((a, b) => a - b);
  const gaps = times.map(
    (time, index) => (times[index + 1] ?? (times[0] ?? 0) + DAY_SECONDS) - time,
  );
  return Math.min(...gaps);
}

/** The numbers that a field stands for; `undefined` where it stands for none. */
function parseField(field: string, bounds: Bounds): number[] | undefined {
  const parts = field.split(',').map((part) => parsePart(part, bounds));
  return parts.every((part) => part !== undefined) ? [...new Set(parts.flat())] : undefined;
}

/** A number, a range, or all, with a step or without. */
function parsePart(part: string, { from, to }: Bounds): number[] | undefined {
  const found = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part);
  if (!found) return undefined;
  const [, first, last, step = '1'] = found;
  const start = Number(first ?? from);
  const alone = first !== undefined && last === undefined && !part.includes('/');
  const end = alone ? start : Number(last ?? to);
  if (start < from || end > to || end < start) return undefined;
  return Array.from(
    { length: Math.floor((end - start) / Number(step)) + 1 },
    (_, index) => start + index * Number(step),
  );
}

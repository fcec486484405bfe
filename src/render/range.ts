/** More repetitions than any manifest needs, and few enough that none can hang. */
export const MAX_RANGE = 1000;

/** The numbers from 0 to `count` - 1, or `undefined` where that is no whole number up to the limit. */
export function rangeOf(count: unknown): number[] | undefined {
  const length = Number(count);
  if (!Number.isInteger(length) || length < 0 || length > MAX_RANGE) return undefined;
  return [...Array(length).keys()];
}

import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';

export type OrderingPolicy = 'semver' | 'numeric' | 'alphabetical';

/** A tag as its policy compares it. */
export interface Version {
  /** Negative if this is older than the other, which has to be of the same policy. */
  readonly compare: (other: Version) => number;
  readonly prerelease: boolean;
  readonly text: string;
}

/** The part of a tag that is compared, read by the policy; `undefined` if it does not fit. */
export function parseVersion(
  tag: string,
  policy: OrderingPolicy,
  extract?: RegExp,
): Version | undefined {
  const text = extract ? extracted(tag, extract) : tag;
  if (text === undefined) return undefined;
  switch (policy) {
    case 'semver':
      return semanticVersion(text);
    case 'numeric':
      return /^\d+$/.test(text)
        ? version(text, (other) => sign(BigInt(text), BigInt(other)))
        : undefined;
    case 'alphabetical':
      return version(text, (other) => sign(text, other));
  }
}

function extracted(tag: string, extract: RegExp): string | undefined {
  const match = extract.exec(tag);
  return match ? (match.groups?.['n'] ?? match[1] ?? match[0]) : undefined;
}

/** Takes `v1.2` and `1` too: the missing parts count as 0. */
function semanticVersion(text: string): Version | undefined {
  const [, major, minor = '.0', patch = '.0', rest = ''] =
    /^v?(\d+)(\.\d+)?(\.\d+)?(-[0-9A-Za-z.-]+)?$/.exec(text) ?? [];
  const parsed = major === undefined ? null : parse(`${major}${minor}${patch}${rest}`);
  if (!parsed) return undefined;
  const order = (other: string) => compare(parsed, other);
  return { ...version(parsed.version, order), prerelease: parsed.prerelease.length > 0 };
}

function version(text: string, compareTo: (other: string) => number): Version {
  return { text, prerelease: false, compare: (other) => compareTo(other.text) };
}

function sign<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { compare } from 'semver';

/**
 * The entries of a change log, one `## VERSION` heading each, for versions after `from` up to `to`.
 */
export function changelogBetween(text: string, from: string, to: string): string {
  const sections = text.split(/^(?=## \d)/m).slice(1);
  return sections
    .filter((section) => {
      const version = /^## (\S+)/.exec(section)?.[1] ?? '';
      return compare(version, from) > 0 && compare(version, to) <= 0;
    })
    .join('')
    .trim();
}

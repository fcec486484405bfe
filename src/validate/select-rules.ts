import { didYouMean } from '../model/nearest.js';
import { UsageError } from '../errors.js';
import type { Rule } from './rule.js';

/**
 * The rules without those that are named, by their id or their family.
 *
 * @throws UsageError where there is no such rule.
 */
export function rulesWithout(rules: readonly Rule[], ignored: readonly string[]): Rule[] {
  const ids = rules.map(({ id }) => id);
  const known = new Set([...ids, ...ids.map(familyOf)]);
  const unknown = ignored.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no rule "${unknown}"${didYouMean(unknown, known)}`, {
      code: 'TARGET_NOT_FOUND',
      hint: 'Name a rule such as manifests/B-18, or a family such as manifests.',
    });
  }
  return rules.filter(({ id }) => !ignored.includes(id) && !ignored.includes(familyOf(id)));
}

/** `manifests` of `manifests/B-18`. */
function familyOf(id: string): string {
  return id.split('/')[0] ?? id;
}

import { describe, expect, test } from 'vitest';
import type { Repository } from '../../../src/validate/repository.js';
import type { Rule } from '../../../src/validate/rule.js';
import { breakWith, findingsOf, type Breaks } from './break-rules.js';

/**
 * Shows of a family that the good repository keeps every rule of it, that each break is found by
 * the rule it is meant for, and that there is a break for every rule: none is unable to fail.
 */
export function describeRules(
  family: string,
  rules: readonly Rule[],
  { repository, breaks }: { repository: Repository; breaks: Breaks },
): void {
  describe(family, () => {
    const before = findingsOf(rules, repository);

    test.each(rules.map(({ id }) => id))('%s is kept', (id) => {
      expect(before.filter(({ rule, severity }) => rule === id && severity !== 'notice')).toEqual(
        [],
      );
    });

    const rows = breaks.map(([id, name, ...changes]) => ({ id, name, changes }));
    test.each(rows)('$id: $name', ({ id, changes }) => {
      const rule = rules.filter((candidate) => candidate.id === id);
      const known = before.map(({ message }) => message);
      const found = findingsOf(rule, breakWith(repository, changes));
      const mine = found.filter((one) => one.rule === id && !known.includes(one.message));
      expect(mine).not.toEqual([]);
    });

    test('every rule can fail', () => {
      const tried = new Set(breaks.map(([id]) => id));
      expect(rules.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
    });
  });
}

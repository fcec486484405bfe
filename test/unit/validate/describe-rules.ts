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
    test.each(rules.map((rule) => [rule.id, rule] as const))('%s is kept', (_, rule) => {
      expect(seriousFindings([rule], repository)).toEqual([]);
    });

    const rows = breaks.map(([id, name, ...changes]) => ({ id, name, changes }));
    test.each(rows)('$id: $name', ({ id, changes }) => {
      const rule = rules.filter((candidate) => candidate.id === id);
      const found = findingsOf(rule, breakWith(repository, changes));
      const known = findingsOf(rule, repository).map(({ message }) => message);
      expect(found.filter(({ message }) => !known.includes(message))).not.toEqual([]);
    });

    test('every rule can fail', () => {
      const tried = new Set(breaks.map(([id]) => id));
      expect(rules.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
    });
  });
}

function seriousFindings(rules: readonly Rule[], repository: Repository): string[] {
  return findingsOf(rules, repository)
    .filter(({ severity }) => severity !== 'notice')
    .map(({ rule, folder = '', object, message }) =>
      [rule, folder, object?.kind, object?.name, message].join(' '),
    );
}

import { didYouMean } from '../model/nearest.js';
import { exemptionKey, exemptionsOf } from './exemption.js';
import { ignoresIn } from './ignore-comment.js';
import type { Rule, RuleText } from './rule.js';

/** What a rule is replaced by that meets a shape which it does not expect. */
export const UNREADABLE: RuleText = {
  id: 'validate/unreadable',
  title: 'Every rule can read what it is about',
  fix: 'look for a field of an unusual type, which an API server would refuse',
  source: 'Rules rely on the types of the API; what has no schema can have others',
};

/** About what is said to the rules themselves: the exemptions from them, which are given their ids. */
export function validateRules(rules: readonly Rule[]): Rule[] {
  const unreadable = { ...UNREADABLE, check: () => [] };
  const known = [...rules, exemptionRule(rules), unreadable];
  return [...known.slice(rules.length), ignoreRule(known.map(({ id }) => id))];
}

export function exemptionRule(rules: readonly Rule[]): Rule {
  const keys = new Set(rules.map(({ id }) => exemptionKey(id)));
  return {
    id: 'validate/exemption',
    title: 'Exemptions are from a rule that exists, and say why',
    fix: 'write exempt.gitops-gen.dev/<family>-<rule>: the reason',
    source: 'An exemption without a reason outlives it',
    *check({ overlays, argocd }) {
      for (const overlay of [...overlays, argocd]) {
        for (const object of overlay.objects) {
          for (const { key, reason } of exemptionsOf(object)) {
            if (!keys.has(key)) yield { overlay, object, message: `${key}: there is no such rule` };
            if (reason.trim() === '') yield { overlay, object, message: `${key} has no reason` };
          }
        }
      }
    },
  };
}

function ignoreRule(known: readonly string[]): Rule {
  return {
    id: 'validate/ignore-comment',
    title: 'Comments that ignore a rule name one that exists, and say why',
    fix: 'write # gitops-gen:ignore <family>/<rule> the reason',
    source: 'An exemption without a reason outlives it',
    *check({ files }) {
      for (const [path, { content }] of files) {
        for (const { rule, reason, line } of ignoresIn(path, content)) {
          const place = { path, line };
          if (!known.includes(rule)) {
            const message = rule === '' ? 'it names no rule' : `there is no rule ${rule}`;
            yield { message: message + didYouMean(rule, known), place };
          } else if (reason === '')
            yield { message: `it gives no reason to ignore ${rule}`, place };
        }
      }
    },
  };
}

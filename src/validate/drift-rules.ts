import type { Place } from '../errors.js';
import type { Drift } from './repository.js';
import type { Rule, RuleText, Violation } from './rule.js';

const MODEL: Place = { path: 'gitops-gen.yaml' };

/** The repository against its model, as `update --check` has it. */
export const driftRules: readonly Rule[] = [
  {
    id: 'model/invalid',
    title: 'The model can be read',
    fix: 'correct it; until then its apps and environments are not known, and many rules are not checked',
    source: 'docs/reference/model.schema.json',
    check: ({ modelProblem: problem }) =>
      problem ? [{ message: problem.message, place: problem.place ?? MODEL }] : [],
  },
  driftRule(
    {
      id: 'model/pending',
      title: 'The files are what the model and the catalog say',
      fix: 'run `gitops-gen update`, look at the diff and commit it',
      source: 'gitops-gen update --check',
    },
    ({ pending }) =>
      pending.map((path) => ({
        message: '`gitops-gen update` would write this file',
        place: { path },
      })),
  ),
  driftRule(
    {
      id: 'model/conflict',
      title: 'Nothing waits for a person to decide',
      fix: 'run `gitops-gen update` and settle what it marks',
      source: 'gitops-gen update --check',
    },
    ({ conflicts }) =>
      conflicts.map((path) => ({
        message: '`gitops-gen update` is in conflict here',
        place: { path },
      })),
  ),
  driftRule(
    {
      id: 'model/refused',
      title: 'An update can begin',
      fix: 'settle what the message names, and see what `gitops-gen update --check` says',
      source: 'gitops-gen update --check',
      severity: 'warning',
    },
    ({ refused }) => (refused ? [{ message: refused.message, place: refused.place ?? MODEL }] : []),
  ),
];

function driftRule(text: RuleText, violations: (drift: Drift) => Violation[]): Rule {
  return { ...text, check: ({ drift }) => (drift ? violations(drift) : []) };
}

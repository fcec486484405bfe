import type { Unbuilt } from './repository.js';
import type { Rule, RuleText } from './rule.js';

/** What is not known is no proof of anything: each root that was not built is said. */
export const buildRules: readonly Rule[] = [
  buildRule('failed', {
    id: 'build/failed',
    title: 'Every root builds',
    fix: 'mend what the message names; `kustomize build` of the folder says the same',
    source: 'Argo CD: kustomize.go; what does not build is not deployed',
  }),
  buildRule('elsewhere', {
    id: 'build/elsewhere',
    title: 'Every root is built from this repository alone',
    fix: 'copy what it reads into the repository; `validate` fetches nothing and follows no path out of it',
    source: 'Argo CD: Best Practices; what others can change is not what was reviewed',
    severity: 'warning',
  }),
  buildRule('no-helm', {
    id: 'build/no-helm',
    title: 'Charts are rendered',
    fix: 'install Helm 3.17 or later: https://helm.sh/docs/intro/install/',
    source: 'What is not rendered is not checked',
    severity: 'warning',
  }),
];

function buildRule(reason: Unbuilt['reason'], text: RuleText): Rule {
  return {
    ...text,
    *check({ unbuilt = [] }) {
      for (const one of unbuilt.filter((each) => each.reason === reason)) {
        yield { message: one.message, place: one.place };
      }
    },
  };
}

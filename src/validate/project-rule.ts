import type { AppProject } from '../manifests/argo-cd.js';
import { select } from '../manifests/kinds.js';
import type { CheckedRepository } from './check-schemas.js';
import { deploymentsOf, type Deployment } from './deployments.js';
import type { Rule, RuleText } from './rule.js';

interface ProjectRule extends RuleText {
  check(
    project: AppProject,
    deployments: readonly Deployment[],
    repository: CheckedRepository,
  ): Iterable<string>;
}

/** A rule about every AppProject, with the Applications that belong to it. */
export function projectRule(rule: ProjectRule): Rule {
  return {
    ...rule,
    *check(repository) {
      const overlay = repository.argocd;
      for (const object of select(overlay.objects, 'argoproj.io/v1alpha1/AppProject')) {
        const own = deploymentsOf(repository).filter(
          ({ application }) => application.spec?.project === object.metadata?.name,
        );
        for (const message of rule.check(object, own, repository))
          yield { object, overlay, message };
      }
    },
  };
}

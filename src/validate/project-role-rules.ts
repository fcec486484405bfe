import type { AppProject, ProjectRole } from '../manifests/argo-cd.js';
import { hasTwice } from './has-twice.js';
import { projectRule } from './project-rule.js';
import type { Rule } from './rule.js';

/** What the roles of projects may do. */
export const projectRoleRules: readonly Rule[] = [
  projectRule({
    id: 'argocd/P-10',
    title: 'A role acts on the Applications of its project, for somebody',
    fix: 'write p, proj:<project>:<role>, <resource>, <action>, <project>/<application>, allow, and the groups that have the role',
    source: 'Argo CD: Projects, project roles; ValidateProject refuses other policies',
    *check(project) {
      const roles = project.spec?.roles ?? [];
      if (hasTwice(roles.map(({ name = '' }) => name))) yield 'there is a role twice';
      for (const role of roles) yield* roleComplaints(project, role);
    },
  }),
  projectRule({
    id: 'argocd/P-10-changes',
    title: 'Changes come by commits, not by roles',
    fix: 'leave get, sync, delete, action/* and logs to the role; what it may change, self-healing undoes',
    source: 'Argo CD: RBAC Configuration; override syncs what no commit has',
    severity: 'warning',
    *check({ spec }) {
      for (const { name = '?', policies = [] } of spec?.roles ?? []) {
        for (const policy of policies) {
          const [, , resource, action = '', , effect] = partsOf(policy);
          const changes = /^(\*|create|update.*|override)$/.test(action);
          if (resource === 'applications' && changes && effect === 'allow') {
            yield `${name} may change Applications: ${policy}`;
          }
        }
      }
    },
  }),
];

function* roleComplaints(
  { metadata }: AppProject,
  { name = '', policies = [], groups = [] }: ProjectRole,
): Iterable<string> {
  const project = metadata?.name ?? '';
  if (groups.length === 0) yield `nobody has the role ${name}`;
  if (policies.length === 0) yield `the role ${name} allows nothing`;
  if (hasTwice(policies) || hasTwice(groups)) yield `the role ${name} names something twice`;
  for (const policy of policies) {
    const [p, subject, , , object = '', effect = '', ...more] = partsOf(policy);
    const isOurs = subject === `proj:${project}:${name}` && object.startsWith(`${project}/`);
    if (p !== 'p' || !isOurs || !['allow', 'deny'].includes(effect) || more.length > 0) {
      yield `the role ${name} has the policy "${policy}"`;
    }
  }
}

function partsOf(policy: string): string[] {
  return policy.split(',').map((part) => part.trim());
}

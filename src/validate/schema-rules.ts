import type { SchemaProblem } from '../manifests/schema-problem.js';
import type { YamlPath } from '../yaml/locate.js';
import type { Rule, Severity } from './rule.js';

type Problem = SchemaProblem['problem'];

/** Objects against the schemas of their kinds; those of `argocd/` have rules of their own. */
export const schemaRules: readonly Rule[] = [
  schemaRule('unknown-kind', 'The schema of every kind is known', {
    fix: 'add its CustomResourceDefinition to the repository',
    severity: 'warning',
  }),
  schemaRule('unknown-field', 'Objects have known fields only', {
    fix: 'correct the name: what is unknown is dropped without a word',
  }),
  schemaRule('missing-field', 'Objects have the fields that they need', { fix: 'add it' }),
  schemaRule('invalid', 'Values are of the type of their field', { fix: 'correct the value' }),
  schemaRule('deprecated', 'No field is about to go', {
    fix: 'use what replaces it',
    severity: 'warning',
  }),
];

/** The same of the objects of Argo CD. */
export const argocdSchemaRules: readonly Rule[] = [
  {
    id: 'argocd/A-02',
    title: 'Argo CD objects have known fields, of the right types',
    fix: 'correct the field: what is unknown is dropped without a word',
    source: 'argo-cd#17135, #16817: selfheal: true does nothing',
    *check({ argocd, shapeProblems }) {
      for (const { overlay, object, problem } of shapeProblems) {
        if (overlay.folder === argocd.folder && problem.problem !== 'too-new') {
          const at = pathOf(problem);
          yield { overlay, object, at, message: `${problem.path}: ${problem.message}` };
        }
      }
    },
  },
  {
    id: 'argocd/A-26',
    title: 'The configured Argo CD knows every field',
    fix: 'remove the field, or raise argocd.version of gitops-gen.yaml to what you run',
    source: 'Argo CD: custom resource definitions; what is newer is dropped without a word',
    *check({ argocd, shapeProblems }) {
      for (const { overlay, object, problem } of shapeProblems) {
        if (overlay.folder === argocd.folder && problem.problem === 'too-new') {
          const at = pathOf(problem);
          yield { overlay, object, at, message: `${problem.path}: ${problem.message}` };
        }
      }
    },
  },
];

function pathOf({ path }: SchemaProblem): YamlPath {
  const parts = path.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function schemaRule(
  problem: Problem,
  title: string,
  { fix, severity = 'error' }: { readonly fix: string; readonly severity?: Severity },
): Rule {
  return {
    id: `schema/${problem}`,
    title,
    fix,
    severity,
    source: 'Kubernetes API reference; the definitions of custom resources',
    *check({ shapeProblems, argocd }) {
      for (const { overlay, object, problem: found } of shapeProblems) {
        if (found.problem === problem && overlay.folder !== argocd.folder) {
          const where = found.path === '' ? '' : `${found.path}: `;
          yield { overlay, object, at: pathOf(found), message: where + found.message };
        }
      }
    },
  };
}

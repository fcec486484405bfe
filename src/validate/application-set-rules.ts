import type { ApplicationSet, Generator } from '../manifests/argo-cd.js';
import { expandApplicationSet, RESOURCES_FINALIZER } from '../manifests/expand-application-set.js';
import { select } from '../manifests/kinds.js';
import { selects } from '../manifests/selectors.js';
import { cascades } from '../model/repository-model.js';
import type { CheckedRepository } from './check-schemas.js';
import { expectedApplications, writtenApplications } from './deployments.js';
import type { Rule, RuleText } from './rule.js';

/** What ApplicationSets are made of; the Applications that they make keep the rules of Applications. */
export const applicationSetRules: readonly Rule[] = [
  applicationSetRule({
    id: 'argocd/S-01',
    title: 'A key that an element lacks is an error',
    fix: 'set goTemplate: true and goTemplateOptions: [missingkey=error]',
    source: 'Argo CD: Go Template',
    *check({ spec }) {
      if (spec?.goTemplate !== true) yield 'goTemplate is not true';
      if (!(spec?.goTemplateOptions ?? []).includes('missingkey=error')) {
        yield 'a missing key becomes text';
      }
    },
  }),
  applicationSetRule({
    id: 'argocd/S-02',
    title: 'An element cannot choose its project',
    fix: 'write the name of the project into the template',
    source: 'Argo CD: ApplicationSet Security',
    *check({ spec }) {
      const project = spec?.template?.spec?.project ?? '';
      if (project === '' || project.includes('{{')) yield `the project is "${project}"`;
    },
  }),
  applicationSetRule({
    id: 'argocd/S-03',
    title: 'What happens to Applications when elements or the set go is written down',
    fix: 'where deletion cascades: applicationsSync: sync, preserveResourcesOnDeletion: false; else create-update, true, and the finalizer on the set; no finalizers in the template',
    source: 'argo-cd#18201; Argo CD: Controlling Resource Modification',
    *check(set, { model }) {
      const { applicationsSync, preserveResourcesOnDeletion: preserves } =
        set.spec?.syncPolicy ?? {};
      if (applicationsSync === undefined || preserves === undefined) {
        yield 'syncPolicy leaves it to defaults';
        return;
      }
      const wanted = preserves ? 'create-update' : 'sync';
      if (applicationsSync !== wanted)
        yield `applicationsSync is ${applicationsSync}, not ${wanted}`;
      const kept = (set.metadata?.finalizers ?? []).includes(RESOURCES_FINALIZER);
      if (preserves && !kept) yield 'deleting the set leaves no time to let go of its Applications';
      if (set.spec?.template?.metadata?.finalizers) yield 'its template has finalizers';
      const [first] = expandApplicationSet(set).applications;
      const meant = expectedApplications(model).get(first?.metadata?.name ?? '');
      if (meant && cascades(meant.environment) === preserves) {
        yield `preserveResourcesOnDeletion is ${String(preserves)}, and the model says otherwise`;
      }
    },
  }),
  applicationSetRule({
    id: 'argocd/S-04',
    title: 'Generators are such as the controller can run',
    fix: 'use one list generator whose elements all have a server or all the name of a cluster',
    source: 'Argo CD: Matrix Generator; the API accepts what the controller then refuses',
    *check({ spec }) {
      const generators = spec?.generators ?? [];
      if (generators.length === 0) yield 'it has no generator';
      for (const generator of generators) yield* generatorComplaints(generator, 0);
    },
  }),
  applicationSetRule({
    id: 'argocd/S-05',
    title: 'A progressive sync reaches every Application',
    fix: 'remove strategy, or give every Application a step with maxUpdate above 0 and the template no automated sync',
    source: 'argo-cd#14687, #29240; Argo CD: Progressive Syncs',
    *check(set) {
      const { strategy, template } = set.spec ?? {};
      if (strategy?.type !== 'RollingSync') return;
      const steps = strategy.rollingSync?.steps ?? [];
      if (template?.spec?.syncPolicy?.automated) yield 'it turns automated sync off';
      if (steps.some(({ maxUpdate }) => maxUpdate === 0 || maxUpdate === '0%')) {
        yield 'a step updates nothing';
      }
      for (const { metadata } of expandApplicationSet(set).applications) {
        const reached = steps.some(({ matchExpressions = [] }) =>
          selects({ matchExpressions }, metadata?.labels ?? {}),
        );
        if (!reached) yield `no step is for ${metadata?.name ?? '?'}`;
      }
    },
  }),
  applicationSetRule({
    id: 'argocd/S-06',
    title: 'Every element becomes an Application that Argo CD accepts',
    fix: 'correct the element or the template',
    source: 'Argo CD: applicationset_controller.go',
    *check(set, { schemas }) {
      const { applications, problems } = expandApplicationSet(set);
      yield* problems;
      for (const application of applications) {
        for (const { path, message } of schemas.check(application)) {
          yield `${application.metadata?.name ?? '?'} ${path}: ${message}`;
        }
      }
    },
  }),
  {
    id: 'argocd/S-06-unique',
    title: 'No two Applications have one name',
    fix: 'give each element another name',
    source: 'Argo CD: applicationset_controller.go; argo-cd#2600: two owners fight',
    *check(repository) {
      const seen = new Set<string>();
      for (const { application, origin } of writtenApplications(repository)) {
        const name = application.metadata?.name ?? '?';
        if (seen.has(name)) {
          yield { object: origin, overlay: repository.argocd, message: `${name} is there twice` };
        }
        seen.add(name);
      }
    },
  },
];

interface ApplicationSetRule extends RuleText {
  check(set: ApplicationSet, repository: CheckedRepository): Iterable<string>;
}

function applicationSetRule(rule: ApplicationSetRule): Rule {
  return {
    ...rule,
    *check(repository) {
      const overlay = repository.argocd;
      for (const object of select(overlay.objects, 'argoproj.io/v1alpha1/ApplicationSet')) {
        for (const message of rule.check(object, repository)) yield { object, overlay, message };
      }
    },
  };
}

/** `depth` counts the matrices around a generator; Argo CD allows one. */
function* generatorComplaints(generator: Generator, depth: number): Iterable<string> {
  const kinds = Object.keys(generator).filter((key) => !['selector', 'template'].includes(key));
  if (kinds.length !== 1) yield `a generator is ${kinds.join(' and ') || 'empty'}`;
  const { list, matrix, merge, git } = generator;
  const addresses = (list?.elements ?? []).map((one) => 'server' in one);
  if (new Set(addresses).size > 1) yield 'some elements have a server, and others not';
  if (matrix && matrix.generators?.length !== 2) yield 'a matrix has not two generators';
  const inner = matrix?.generators ?? merge?.generators ?? [];
  if (inner.length > 0 && depth > 1) yield 'generators are nested twice';
  const repositories = inner.flatMap((one) => one.git ?? []);
  if (repositories.length > 1 && repositories.some(({ pathParamPrefix }) => !pathParamPrefix)) {
    yield 'two git generators share their parameters: pathParamPrefix';
  }
  if (git) yield* gitComplaints(git);
  for (const one of inner) yield* generatorComplaints(one, depth + 1);
}

function* gitComplaints({ requeueAfterSeconds, directories = [] }: NonNullable<Generator['git']>) {
  if (requeueAfterSeconds === undefined) yield 'a git generator has no requeueAfterSeconds';
  const included = directories.filter(({ exclude }) => exclude !== true);
  if (included.some(({ path }) => path === '*' || path === '**')) {
    yield 'a git generator takes every folder of the repository';
  }
}

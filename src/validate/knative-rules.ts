import type { KnativeService } from '../manifests/knative.js';
import type { Rule, RuleText } from './rule.js';
import { objectRule } from './scoped-rules.js';

/** Fields that Knative refuses, unless a feature flag of it is on. */
const REFUSED = [
  'affinity',
  'initContainers',
  'nodeSelector',
  'priorityClassName',
  'securityContext',
  'terminationGracePeriodSeconds',
  'topologySpreadConstraints',
];
/** Ports of Knative's own proxy in each pod. */
const TAKEN = new Set([8012, 8013, 8022, 9090, 9091]);
const AUTOSCALING = 'autoscaling.knative.dev/';

interface KnativeRule extends RuleText {
  check(spec: Template): Iterable<string>;
}

interface Template {
  readonly annotations: Readonly<Record<string, string>>;
  readonly pod: NonNullable<NonNullable<NonNullable<KnativeService['spec']>['template']>['spec']>;
}

function knativeRule(rule: KnativeRule): Rule {
  return objectRule(['serving.knative.dev/v1/Service'], {
    ...rule,
    *check({ spec }) {
      const { metadata, spec: pod = {} } = spec?.template ?? {};
      yield* rule.check({ annotations: metadata?.annotations ?? {}, pod });
    },
  });
}

/** Knative: what its pods may have, and how many there are. */
export const knativeRules: readonly Rule[] = [
  knativeRule({
    id: 'manifests/N-01',
    title: 'A Knative service has a bound',
    fix: 'annotate the template with min-scale, max-scale above 0, and target or metric',
    source: 'Knative: Configuring scale bounds',
    *check({ annotations }) {
      const value = (name: string) => annotations[AUTOSCALING + name];
      if (value('min-scale') === undefined) yield 'min-scale is not set';
      if (Number(value('max-scale') ?? 0) <= 0) yield 'max-scale is not set';
      if (value('target') === undefined && value('metric') === undefined) yield 'it has no target';
    },
  }),
  knativeRule({
    id: 'manifests/N-02',
    title: 'A Knative service takes no more than it can, and does not wait for ever',
    fix: 'set containerConcurrency and timeoutSeconds',
    source: 'Knative: Configuring concurrency',
    *check({ pod }) {
      if ((pod.containerConcurrency ?? 0) === 0) yield 'a pod takes any number of requests';
      if (pod.timeoutSeconds === undefined) yield 'timeoutSeconds is not set';
    },
  }),
  knativeRule({
    id: 'manifests/N-03',
    title: 'A container of Knative has the privileges of no one',
    fix: 'set runAsNonRoot, runAsUser, seccompProfile, allowPrivilegeEscalation: false, readOnlyRootFilesystem and capabilities.drop: [ALL] of the container',
    source: 'Kubernetes: Pod Security Standards; Knative has no securityContext of pods',
    *check({ pod }) {
      for (const { securityContext = {} } of pod.containers ?? []) {
        const context: Readonly<Record<string, unknown>> = securityContext;
        if (context['runAsNonRoot'] !== true) yield 'runAsNonRoot is not true';
        if (context['runAsUser'] === undefined) yield 'runAsUser is not set';
        if (context['seccompProfile'] === undefined) yield 'seccompProfile is not set';
        if (securityContext.allowPrivilegeEscalation !== false) {
          yield 'allowPrivilegeEscalation is not false';
        }
        if (securityContext.readOnlyRootFilesystem !== true) yield 'its files can be changed';
        if (!securityContext.capabilities?.drop?.includes('ALL')) yield 'it has capabilities';
      }
    },
  }),
  knativeRule({
    id: 'manifests/N-04',
    title: 'Pods of Knative hold no credentials of the API server',
    fix: 'set automountServiceAccountToken and enableServiceLinks to false',
    source: 'Kubernetes: Configure Service Accounts for Pods',
    *check({ pod }) {
      if (pod.automountServiceAccountToken !== false) yield 'it gets a token';
      if (pod.enableServiceLinks !== false) yield 'Services become environment variables';
    },
  }),
  knativeRule({
    id: 'manifests/N-05',
    title: 'A Knative service has no field that Knative refuses',
    fix: 'take the field away',
    source: 'Knative: fieldmask.go; feature flags',
    *check({ pod }) {
      for (const field of REFUSED.filter((name) => name in pod)) yield `${field} is set`;
      for (const container of pod.containers ?? []) {
        if (container.lifecycle) yield 'lifecycle is set';
        if (container.ports?.some(({ hostPort }) => hostPort)) yield 'a hostPort is set';
      }
    },
  }),
  knativeRule({
    id: 'manifests/N-06',
    title: 'A Knative service has one port, which Knative does not use',
    fix: 'declare one port called http1 or h2c, other than those of its proxy',
    source: 'Knative: Runtime contract; queue-proxy',
    *check({ pod }) {
      const ports = (pod.containers ?? []).flatMap((container) => container.ports ?? []);
      if (ports.length !== 1) yield `it has ${ports.length} ports`;
      for (const { name = '', containerPort = 0 } of ports) {
        if (name !== 'http1' && name !== 'h2c') yield `a port is called "${name}"`;
        if (TAKEN.has(containerPort)) yield `${containerPort} is Knative's own`;
      }
    },
  }),
  knativeRule({
    id: 'manifests/N-07',
    title: 'A Knative service says when it is ready',
    fix: 'set a readinessProbe',
    source: 'Knative: Configuring probes',
    *check({ pod }) {
      if ((pod.containers ?? []).some(({ readinessProbe }) => !readinessProbe)) {
        yield 'there is no readinessProbe';
      }
    },
  }),
];

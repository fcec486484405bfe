import { isOfKind, select } from '../manifests/kinds.js';
import type { PodDisruptionBudget } from '../manifests/workloads.js';
import type { KubernetesObject, LabelSelector } from '../manifests/kubernetes-object.js';
import type { PodSpec } from '../manifests/pod-spec.js';
import { podOf, podsOf, replicasOf, serversOf, type Pod } from '../manifests/pods.js';
import { isEmptySelector, selects } from '../manifests/selectors.js';
import { isProduction } from './environment-preset.js';
import type { Rule } from './rule.js';
import { objectRule, overlayRule } from './scoped-rules.js';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** How workloads spread, roll out and survive the loss of a node. */
export const workloadRules: readonly Rule[] = [
  overlayRule({
    id: 'manifests/B-18',
    title: 'Replicas spread over nodes and zones',
    fix: `set topologySpreadConstraints for ${HOSTNAME} and ${ZONE} with maxSkew 1 and the pods' own labels; in a Deployment with matchLabelKeys: [pod-template-hash]`,
    source: 'Kubernetes: Pod Topology Spread Constraints',
    *check({ objects }) {
      for (const object of serversOf(objects)) {
        const pod = podOf(object);
        if (!pod || replicasOf(object, objects) < 2) continue;
        for (const message of spreadComplaints(pod)) yield { object, message };
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-19',
    title: 'Replicas avoid the node of another',
    fix: `set podAntiAffinity with topologyKey ${HOSTNAME} and the pods' own labels; required for a StatefulSet in prod`,
    source: 'kube-linter: no-anti-affinity; kube-score: deployment-has-host-podantiaffinity',
    linters: ['kube-linter/no-anti-affinity'],
    *check({ objects, env }, { model }) {
      for (const object of serversOf(objects)) {
        const pod = podOf(object);
        if (!pod || replicasOf(object, objects) < 2) continue;
        const quorum = isOfKind(object, 'apps/v1/StatefulSet') && isProduction(model, env);
        const { required, preferred } = ownAntiAffinity(pod);
        if (quorum && !required) yield { object, message: 'a node may run two of its members' };
        if (!quorum && !required && !preferred)
          yield { object, message: 'a node may run them all' };
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-20',
    title: 'A drain takes one replica at a time, and is never blocked',
    fix: 'give each workload of two or more replicas one PodDisruptionBudget with maxUnavailable: 1 and unhealthyPodEvictionPolicy: AlwaysAllow; one of a single replica none',
    source: 'Kubernetes: Specifying a Disruption Budget for your Application',
    *check({ objects }) {
      const budgets = select(objects, 'policy/v1/PodDisruptionBudget');
      for (const budget of budgets) {
        for (const message of budgetComplaints(budget, podsOf(objects))) {
          yield { object: budget, message };
        }
      }
      for (const object of serversOf(objects)) {
        const labels = podOf(object)?.labels ?? {};
        const own = budgets.filter(({ spec }) => selects(spec?.selector ?? {}, labels)).length;
        const replicas = replicasOf(object, objects);
        if (replicas >= 2 && own !== 1) {
          yield { object, message: `${replicas} replicas have ${own} PodDisruptionBudgets` };
        }
        if (replicas < 2 && own > 0) {
          yield { object, message: 'a PodDisruptionBudget keeps its only replica on the node' };
        }
      }
    },
  }),
  objectRule(['apps/v1/Deployment'], {
    id: 'manifests/B-21',
    title: 'A rollout never has fewer pods than before, and fails in time',
    fix: 'set strategy.rollingUpdate to {maxUnavailable: 0, maxSurge: 1}, revisionHistoryLimit up to 5, minReadySeconds from 5 and progressDeadlineSeconds',
    source: 'Kubernetes: Deployments, rolling update',
    *check({ spec = {} }) {
      const { strategy = {}, revisionHistoryLimit, minReadySeconds = 0 } = spec;
      const { maxUnavailable, maxSurge } = strategy.rollingUpdate ?? {};
      if (strategy.type !== 'RollingUpdate') yield 'the strategy is not RollingUpdate';
      if (maxUnavailable !== 0) yield 'maxUnavailable is not 0';
      if (maxSurge !== 1 && maxSurge !== '25%') yield 'maxSurge is neither 1 nor 25%';
      if ((revisionHistoryLimit ?? 10) > 5) yield 'more than 5 old revisions are kept';
      if (minReadySeconds < 5) yield 'minReadySeconds is below 5';
      if (spec.progressDeadlineSeconds === undefined) yield 'progressDeadlineSeconds is not set';
    },
  }),
  objectRule(['autoscaling/v2/HorizontalPodAutoscaler'], {
    id: 'manifests/B-22',
    title: 'Autoscaling has room, a target and something to measure',
    fix: 'set minReplicas from 2, maxReplicas above it and scaleDown.stabilizationWindowSeconds from 300; give every container of the target a request of the metric',
    source: 'Kubernetes: Horizontal Pod Autoscaling',
    *check({ spec = {} }, { objects }) {
      const { minReplicas = 1, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
      if (minReplicas < 2) yield 'minReplicas is below 2: a pod that is moved is an outage';
      if (maxReplicas <= minReplicas) yield 'maxReplicas is not above minReplicas';
      if ((behavior?.scaleDown?.stabilizationWindowSeconds ?? 0) < 300) {
        yield 'it scales down after less than 300 s';
      }
      const target = serversOf(objects).find(({ kind, metadata }) => {
        return kind === scaleTargetRef?.kind && metadata?.name === scaleTargetRef?.name;
      });
      if (!target)
        yield `there is no ${scaleTargetRef?.kind ?? '?'} ${scaleTargetRef?.name ?? '?'}`;
      for (const metric of metrics.flatMap(({ resource }) => resource?.name ?? [])) {
        const silent = podOf(target ?? {})?.spec.containers?.some(
          ({ resources }) => resources?.requests?.[metric] === undefined,
        );
        if (silent === true) yield `a container of the target requests no ${metric}`;
      }
    },
  }),
  objectRule(['apps/v1/StatefulSet'], {
    id: 'manifests/B-32',
    title: 'Claim templates say what the API server would fill in',
    fix: 'set apiVersion: v1, kind: PersistentVolumeClaim and spec.volumeMode: Filesystem in each of volumeClaimTemplates',
    source: 'argo-cd#11143: permanently out of sync',
    *check({ spec }) {
      for (const template of spec?.volumeClaimTemplates ?? []) {
        const name = template.metadata?.name ?? '?';
        if (template.apiVersion !== 'v1') yield `${name} has no apiVersion: v1`;
        if (template.kind !== 'PersistentVolumeClaim') yield `${name} has no kind`;
        if (template.spec?.volumeMode === undefined) yield `${name} has no volumeMode`;
      }
    },
  }),
];

function* spreadComplaints({ spec, labels, owner }: Pod): Iterable<string> {
  const constraints = spec.topologySpreadConstraints ?? [];
  const keys = constraints.map(({ topologyKey }) => topologyKey);
  if (keys.length !== 2 || ![HOSTNAME, ZONE].every((key) => keys.includes(key))) {
    yield `topologySpreadConstraints are for ${keys.join(', ') || 'nothing'}`;
  }
  for (const { topologyKey = '?', maxSkew, labelSelector, matchLabelKeys } of constraints) {
    if (maxSkew !== 1) yield `maxSkew for ${topologyKey} is not 1`;
    if (!picks(labelSelector, labels)) yield `the spread over ${topologyKey} counts other pods`;
    const counted = matchLabelKeys?.includes('pod-template-hash') ?? false;
    if (isOfKind(owner, 'apps/v1/Deployment') && !counted) {
      yield `the spread over ${topologyKey} counts the pods of all revisions`;
    }
  }
}

function ownAntiAffinity({ spec, labels }: { spec: PodSpec; labels: Pod['labels'] }) {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = spec.affinity?.podAntiAffinity ?? {};
  const isOwn = (term: (typeof required)[number] | undefined) =>
    term?.topologyKey === HOSTNAME && picks(term.labelSelector, labels);
  return {
    required: required.some(isOwn),
    preferred: preferred.some(({ podAffinityTerm }) => isOwn(podAffinityTerm)),
  };
}

function* budgetComplaints({ spec = {} }: PodDisruptionBudget, pods: Pod[]): Iterable<string> {
  const { maxUnavailable, selector = {}, unhealthyPodEvictionPolicy } = spec;
  if (maxUnavailable !== 1) yield 'maxUnavailable is not 1';
  const matched = pods.filter(({ labels }) => selects(selector, labels)).map(({ owner }) => owner);
  if (isEmptySelector(selector) || matched.length !== 1) {
    yield `it is for ${matched.length} workloads, not for one`;
  }
  if (!allowedPolicies(matched).includes(unhealthyPodEvictionPolicy ?? '')) {
    yield `unhealthyPodEvictionPolicy is ${unhealthyPodEvictionPolicy ?? 'not set'}`;
  }
}

/** A quorum may keep its unhealthy members until it can spare them. */
function allowedPolicies(workloads: readonly KubernetesObject[]): string[] {
  const quorum = workloads.some((workload) => isOfKind(workload, 'apps/v1/StatefulSet'));
  return quorum ? ['AlwaysAllow', 'IfHealthyBudget'] : ['AlwaysAllow'];
}

function picks(selector: LabelSelector | undefined, labels: Pod['labels']): boolean {
  return selector !== undefined && !isEmptySelector(selector) && selects(selector, labels);
}

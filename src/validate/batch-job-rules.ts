import { containersOf, templateOf } from '../manifests/pods.js';
import { ignoresDisruption, jobRule } from './batch-app.js';
import type { Rule } from './rule.js';

const SAFE_TO_EVICT = 'cluster-autoscaler.kubernetes.io/safe-to-evict';

/** The batch app: its Job. */
export const batchJobRules: readonly Rule[] = [
  jobRule({
    id: 'manifests/J-01',
    title: 'A pod that failed stays as it is, with its log',
    fix: 'set restartPolicy: Never',
    source: 'Kubernetes: Jobs, pod backoff failure policy',
    *check(_job, { spec }) {
      if (spec.restartPolicy !== 'Never') yield `restartPolicy is ${spec.restartPolicy ?? ''}`;
    },
  }),
  jobRule({
    id: 'manifests/J-02',
    title: 'It gives up after a few tries',
    fix: 'set backoffLimit from 0 to 6, and for parts backoffLimitPerIndex and maxFailedIndexes',
    source: 'Kubernetes: Jobs, backoff limit per index',
    *check({ spec = {} }) {
      const { backoffLimit, backoffLimitPerIndex, maxFailedIndexes } = spec;
      if (backoffLimit === undefined || backoffLimit > 6) {
        yield `backoffLimit is ${backoffLimit ?? 'not set'}`;
      }
      if (backoffLimitPerIndex === undefined) yield 'backoffLimitPerIndex is not set';
      if (maxFailedIndexes === undefined) yield 'maxFailedIndexes is not set';
    },
  }),
  jobRule({
    id: 'manifests/J-03',
    title: 'It ends',
    fix: 'set activeDeadlineSeconds',
    source: 'Kubernetes: Jobs, termination and cleanup',
    *check({ spec }) {
      if (spec?.activeDeadlineSeconds === undefined) yield 'activeDeadlineSeconds is not set';
    },
  }),
  jobRule({
    id: 'manifests/J-04',
    title: 'A mistake ends it at once, and a drained node does not count',
    fix: 'set podFailurePolicy: first FailJob on an exit code of one container, then Ignore on DisruptionTarget',
    source: 'Kubernetes: Handling retriable and non-retriable pod failures',
    *check({ spec = {} }, pod) {
      const [first, second] = spec.podFailurePolicy?.rules ?? [];
      const names = (pod.spec.containers ?? []).map(({ name }) => name);
      if (first?.action !== 'FailJob' || !names.includes(first.onExitCodes?.containerName)) {
        yield 'no exit code of a container ends it';
      }
      if (second?.action !== 'Ignore' || !ignoresDisruption(spec)) {
        yield 'a drained node counts as a failure';
      }
    },
  }),
  jobRule({
    id: 'manifests/J-05',
    title: 'A part is started anew when its pod is gone',
    fix: 'set podReplacementPolicy: Failed',
    source: 'Kubernetes: Jobs, delayed creation of replacement pods',
    *check({ spec }) {
      if (spec?.podReplacementPolicy !== 'Failed') yield 'two pods may work at the same part';
    },
  }),
  jobRule({
    id: 'manifests/J-06',
    title: 'Each pod knows its part',
    fix: 'set completionMode: Indexed, and completions from parallelism upwards',
    source: 'Kubernetes: Indexed Job for Parallel Processing',
    *check({ spec = {} }) {
      const { completionMode, completions = 1, parallelism = 1 } = spec;
      if (completionMode !== 'Indexed') yield `completionMode is ${completionMode ?? 'not set'}`;
      if (parallelism < 1) yield 'no part ever starts';
      if (completions < parallelism) yield `${parallelism} pods have ${completions} parts`;
    },
  }),
  jobRule({
    id: 'manifests/J-09',
    title: 'A failure can be read where the Job is',
    fix: 'set terminationMessagePolicy: FallbackToLogsOnError',
    source: 'Kubernetes: Determine the Reason for Pod Failure',
    *check(_job, pod) {
      for (const { name = '?', terminationMessagePolicy } of containersOf(pod)) {
        if (terminationMessagePolicy !== 'FallbackToLogsOnError') {
          yield `container ${name} leaves no message`;
        }
      }
    },
  }),
  jobRule({
    id: 'manifests/J-10',
    title: 'It is not moved to save a node, and not probed',
    fix: `annotate the pod ${SAFE_TO_EVICT}: "false", and remove probes`,
    source: 'Kubernetes autoscaler: what types of pods can prevent it from removing a node',
    *check(job, pod) {
      const annotations = templateOf(job)?.metadata?.annotations ?? {};
      if (annotations[SAFE_TO_EVICT] !== 'false') yield 'it is started over when a node is removed';
      const probed = containersOf(pod).some((one) => one.livenessProbe ?? one.readinessProbe);
      if (probed) yield 'it has a probe';
    },
  }),
  jobRule({
    id: 'manifests/J-11',
    title: 'Kubernetes chooses how it finds its pods',
    fix: 'remove selector, and use a name of up to 63 characters',
    source: 'Kubernetes: Jobs, specifying your own Pod selector',
    *check({ spec, metadata }) {
      if (spec?.selector) yield 'it has a selector';
      if ((metadata?.name ?? '').length > 63) yield 'its name is too long for a label';
    },
  }),
];

import {
  argoCdAnnotation,
  hookPhases,
  objectSyncOptions,
  syncWave,
} from '../manifests/annotations.js';
import type { JobSpec } from '../manifests/workloads.js';
import { configMapsOf, podOf } from '../manifests/pods.js';
import type { Build } from './repository.js';
import type { Rule, Violation } from './rule.js';
import { objectRule, overlayRule } from './scoped-rules.js';

const PHASES = new Set([
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'PreDelete',
  'PostDelete',
  'Skip',
]);
/** A hook that goes this soon may be gone before Argo CD has seen it end. */
const SHORTEST_TTL_SECONDS = 600;

/** What runs to its end: Jobs, CronJobs and hooks. */
export const jobRules: readonly Rule[] = [
  objectRule(['batch/v1/Job'], {
    id: 'argocd/R-04',
    title: 'A Job can be synced again, and ends',
    fix: 'make it a hook with hook-delete-policy: BeforeHookCreation and ttlSecondsAfterFinished absent or from 600; set backoffLimit and activeDeadlineSeconds',
    source: 'argo-cd#13851, #6880: a Job is immutable, and a TTL hangs a hook',
    *check(job) {
      const {
        backoffLimit,
        activeDeadlineSeconds,
        ttlSecondsAfterFinished: ttl,
      }: JobSpec = job.spec ?? {};
      const isHook = hookPhases(job).length > 0;
      const options = objectSyncOptions(job);
      if (isHook && argoCdAnnotation(job, 'hook-delete-policy') === undefined) {
        yield 'it has no hook-delete-policy';
      }
      if (isHook && (ttl ?? Infinity) < SHORTEST_TTL_SECONDS) yield 'it goes before Argo CD looks';
      const replaced = ['Force=true', 'Replace=true'].every((option) => options.includes(option));
      if (!isHook && !replaced) yield 'it is no hook: a changed one cannot be applied';
      if (!isHook && ttl !== undefined) yield 'when its time is over, it is made again for ever';
      if (backoffLimit === undefined) yield 'backoffLimit is not set';
      if (activeDeadlineSeconds === undefined) yield 'activeDeadlineSeconds is not set';
    },
  }),
  objectRule(['batch/v1/CronJob'], {
    id: 'argocd/R-05',
    title: 'A failed run of a CronJob does not hold up a sync',
    fix: 'annotate argocd.argoproj.io/ignore-healthcheck: "true"; set concurrencyPolicy and both history limits',
    source: 'argo-cd#24429, #25551',
    severity: 'warning',
    *check(cronJob) {
      const { spec = {} } = cronJob;
      const ignored = argoCdAnnotation(cronJob, 'ignore-healthcheck');
      if (ignored !== 'true') yield 'one failed run makes the app Degraded';
      if (spec.concurrencyPolicy === undefined) yield 'concurrencyPolicy is not set';
      if (
        spec.successfulJobsHistoryLimit === undefined ||
        spec.failedJobsHistoryLimit === undefined
      ) {
        yield 'its history has no limits';
      }
    },
  }),
  overlayRule({
    id: 'argocd/R-11',
    title: 'A hook has what it needs when it starts',
    fix: 'use a known phase and a name; make what a PreSync hook uses a PreSync hook of a lower wave',
    source: 'argo-helm#2887; Argo CD: Sync Phases and Waves',
    check: hookComplaints,
  }),
];

function* hookComplaints({ objects }: Build): Iterable<Violation> {
  for (const hook of objects.filter((object) => hookPhases(object).length > 0)) {
    const unknown = hookPhases(hook).find((phase) => !PHASES.has(phase));
    if (unknown !== undefined) yield { object: hook, message: `there is no phase ${unknown}` };
    if (hook.metadata?.name === undefined) yield { object: hook, message: 'it has no name' };
    const pod = podOf(hook);
    if (!pod || !hookPhases(hook).includes('PreSync')) continue;
    const used = objects.filter(({ kind, metadata }) => {
      const name = metadata?.name ?? '';
      return (
        (kind === 'ServiceAccount' && pod.spec.serviceAccountName === name) ||
        (kind === 'ConfigMap' && configMapsOf(pod).has(name))
      );
    });
    for (const object of used) {
      const before = hookPhases(object).includes('PreSync') && syncWave(object) < syncWave(hook);
      const { kind = '?', metadata } = object;
      if (!before) {
        yield {
          object: hook,
          message: `${kind} ${metadata?.name ?? '?'} is not there when it starts`,
        };
      }
    }
  }
}

import { argoCdAnnotation } from '../manifests/annotations.js';
import { cronGap } from '../manifests/cron-gap.js';
import { cronJobRule, ignoresDisruption } from './batch-app.js';
import type { Rule } from './rule.js';

/** What a CronJob appends to its name for each of its Jobs has 11 characters; a name has 63. */
const LONGEST_CRONJOB_NAME = 52;

/** The batch app: its CronJobs. */
export const batchCronJobRules: readonly Rule[] = [
  cronJobRule({
    id: 'manifests/C-01',
    title: 'It says when it runs, and by whose clock',
    fix: 'set schedule to a cron line of five fields, and timeZone',
    source: 'Kubernetes: CronJob, time zones',
    *check({ spec = {} }) {
      const { schedule = '', timeZone } = spec;
      if (schedule.trim().split(/\s+/).length !== 5) yield `"${schedule}" is no cron line`;
      if (timeZone === undefined) yield 'timeZone is not set';
    },
  }),
  cronJobRule({
    id: 'manifests/C-02',
    title: 'Two runs never share a volume',
    fix: 'set concurrencyPolicy to Forbid, or to Replace where a newer run makes an older one useless',
    source: 'Kubernetes: CronJob, concurrency policy',
    *check({ spec = {}, metadata }) {
      const backup = metadata?.name?.endsWith('-backup') === true;
      const allowed = backup ? ['Forbid'] : ['Forbid', 'Replace'];
      if (!allowed.includes(spec.concurrencyPolicy ?? 'Allow')) {
        yield `concurrencyPolicy is ${spec.concurrencyPolicy ?? 'not set'}`;
      }
    },
  }),
  cronJobRule({
    id: 'manifests/C-03',
    title: 'A run that was missed is made up for, but not when the next is due',
    fix: 'set startingDeadlineSeconds from 60 to less than the time between two runs',
    source: 'Kubernetes: CronJob, deadline for delayed Job start',
    *check({ spec = {} }) {
      const { startingDeadlineSeconds: seconds = 0, schedule = '' } = spec;
      if (seconds < 60) yield `startingDeadlineSeconds is ${seconds}`;
      const gap = cronGap(schedule) ?? Infinity;
      if (seconds >= gap) yield `a run may begin ${seconds} s late, the next is due after ${gap}`;
    },
  }),
  cronJobRule({
    id: 'manifests/C-04',
    title: 'A few Jobs stay, with their logs',
    fix: 'set successfulJobsHistoryLimit from 1 to 3, and failedJobsHistoryLimit from 1',
    source: 'Kubernetes: CronJob, Jobs history limits',
    *check({ spec = {} }) {
      const { successfulJobsHistoryLimit: successful = 0, failedJobsHistoryLimit: failed = 0 } =
        spec;
      if (successful < 1 || successful > 3) yield `${successful} Jobs that succeeded are kept`;
      if (failed < 1) yield 'no Job that failed is kept';
    },
  }),
  cronJobRule({
    id: 'manifests/C-05',
    title: 'A run gives up, and has ended when the next is due',
    fix: 'set backoffLimit, and activeDeadlineSeconds to less than the time between two runs',
    source: 'kube-score: cronjob-has-deadline',
    *check({ spec = {} }) {
      const { backoffLimit, activeDeadlineSeconds: seconds } = spec.jobTemplate?.spec ?? {};
      if (backoffLimit === undefined) yield 'backoffLimit is not set';
      if (seconds === undefined) yield 'activeDeadlineSeconds is not set';
      const gap = cronGap(spec.schedule ?? '') ?? Infinity;
      if ((seconds ?? 0) >= gap)
        yield `a run may take ${seconds ?? 0} s, the next is due after ${gap}`;
    },
  }),
  cronJobRule({
    id: 'manifests/C-06',
    title: 'The history limits alone remove its Jobs',
    fix: 'remove ttlSecondsAfterFinished',
    source: 'kube-linter: job-ttl-seconds-after-finished',
    *check({ spec }) {
      if (spec?.jobTemplate?.spec?.ttlSecondsAfterFinished !== undefined) {
        yield 'ttlSecondsAfterFinished is set';
      }
    },
  }),
  cronJobRule({
    id: 'manifests/C-07',
    title: 'A pod that failed stays as it is, with its log, and a drained node does not count',
    fix: 'set restartPolicy: Never, and podFailurePolicy with Ignore on DisruptionTarget',
    source: 'kube-score: cronjob-restartpolicy',
    *check(cronJob, { spec }) {
      if (spec.restartPolicy !== 'Never') yield `restartPolicy is ${spec.restartPolicy ?? ''}`;
      if (!ignoresDisruption(cronJob.spec?.jobTemplate?.spec ?? {})) {
        yield 'a drained node counts as a failure';
      }
    },
  }),
  cronJobRule({
    id: 'manifests/C-08',
    title: 'Its name leaves room for the names of its Jobs',
    fix: `use a name of up to ${LONGEST_CRONJOB_NAME} characters`,
    source: 'Kubernetes: CronJob',
    *check({ metadata }) {
      const { length } = metadata?.name ?? '';
      if (length > LONGEST_CRONJOB_NAME) yield `its name has ${length} characters`;
    },
  }),
  cronJobRule({
    id: 'manifests/C-09',
    title: 'A run that fails does not hold up a sync',
    fix: 'annotate argocd.argoproj.io/ignore-healthcheck: "true"',
    source: 'argo-cd#24429',
    *check(cronJob) {
      if (argoCdAnnotation(cronJob, 'ignore-healthcheck') !== 'true') {
        yield 'one failed run makes the app Degraded';
      }
    },
  }),
];

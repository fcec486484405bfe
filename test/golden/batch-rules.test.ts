import { batchCronJobRules } from '../../src/validate/batch-cronjob-rules.js';
import { batchJobRules } from '../../src/validate/batch-job-rules.js';
import { set, type Break, type Breaks } from '../unit/validate/break-rules.js';
import { describeRules } from '../unit/validate/describe-rules.js';
import { builtRepository } from './built-repository.js';

const FOLDER = 'overlays/prod/batch';

const job = (field: string, value: unknown): Break =>
  set(FOLDER, 'Job batch-data-migration', `/spec/${field}`, value);
const backup = (field: string, value: unknown): Break =>
  set(FOLDER, 'CronJob batch-db-backup', `/spec/${field}`, value);

const breaks: Breaks = [
  ['manifests/J-01', 'in the same pod', job('template/spec/restartPolicy', 'OnFailure')],
  ['manifests/J-02', 'no limit', job('backoffLimit', undefined)],
  ['manifests/J-02', 'too many tries', job('backoffLimit', 100)],
  ['manifests/J-02', 'none of a part', job('backoffLimitPerIndex', undefined)],
  ['manifests/J-02', 'all parts may fail', job('maxFailedIndexes', undefined)],
  ['manifests/J-03', 'for ever', job('activeDeadlineSeconds', undefined)],
  ['manifests/J-04', 'no policy', job('podFailurePolicy', undefined)],
  [
    'manifests/J-04',
    'another container',
    job('podFailurePolicy/rules/0/onExitCodes/containerName', 'other'),
  ],
  ['manifests/J-04', 'drained nodes count', job('podFailurePolicy/rules/1', undefined)],
  ['manifests/J-05', 'two at a time', job('podReplacementPolicy', 'TerminatingOrFailed')],
  ['manifests/J-06', 'no numbers', job('completionMode', undefined)],
  ['manifests/J-06', 'more pods than parts', job('parallelism', 9)],
  ['manifests/J-06', 'no pod', job('parallelism', 0)],
  [
    'manifests/J-09',
    'no message',
    job('template/spec/containers/0/terminationMessagePolicy', undefined),
  ],
  ['manifests/J-10', 'moved', job('template/metadata/annotations', {})],
  ['manifests/J-10', 'probed', job('template/spec/containers/0/livenessProbe', {})],
  ['manifests/J-11', 'its own selector', job('selector', { matchLabels: { a: 'b' } })],
  [
    'manifests/J-11',
    'a long name',
    set(FOLDER, 'Job batch-data-migration', '/metadata/name', `${'x'.repeat(50)}-data-migration`),
    (repository) => ({
      ...repository,
      overlays: repository.overlays.map((overlay) => ({ ...overlay, app: 'x'.repeat(50) })),
      ...(repository.model && {
        model: {
          ...repository.model,
          apps: repository.model.apps.map((app) => ({ ...app, name: 'x'.repeat(50) })),
        },
      }),
    }),
  ],
  ['manifests/C-01', 'by name', backup('schedule', '@daily')],
  ['manifests/C-01', "the controller's clock", backup('timeZone', undefined)],
  ['manifests/C-02', 'two at a time', backup('concurrencyPolicy', 'Allow')],
  ['manifests/C-02', 'a backup that is cut off', backup('concurrencyPolicy', 'Replace')],
  [
    'manifests/C-02',
    'two reports at a time',
    set(FOLDER, 'CronJob batch-report', '/spec/concurrencyPolicy', undefined),
  ],
  ['manifests/C-03', 'too strict', backup('startingDeadlineSeconds', 10)],
  ['manifests/C-03', 'later than the next', backup('schedule', '0 * * * *')],
  ['manifests/C-04', 'none', backup('successfulJobsHistoryLimit', 0)],
  ['manifests/C-04', 'no failure', backup('failedJobsHistoryLimit', 0)],
  ['manifests/C-05', 'for ever', backup('jobTemplate/spec/activeDeadlineSeconds', undefined)],
  ['manifests/C-05', 'tries without end', backup('jobTemplate/spec/backoffLimit', undefined)],
  ['manifests/C-05', 'longer than a day', backup('jobTemplate/spec/activeDeadlineSeconds', 90_000)],
  ['manifests/C-06', 'goes by itself', backup('jobTemplate/spec/ttlSecondsAfterFinished', 600)],
  ['manifests/C-07', 'same pod', backup('jobTemplate/spec/template/spec/restartPolicy', 'Always')],
  ['manifests/C-07', 'drained nodes', backup('jobTemplate/spec/podFailurePolicy', undefined)],
  [
    'manifests/C-08',
    'a long name',
    set(FOLDER, 'CronJob batch-report', '/metadata/name', 'x'.repeat(53)),
  ],
  ['manifests/C-09', 'degraded', set(FOLDER, 'CronJob batch-report', '/metadata/annotations', {})],
];

describeRules('the batch app', [...batchJobRules, ...batchCronJobRules], {
  repository: await builtRepository('batch', {}),
  breaks,
});

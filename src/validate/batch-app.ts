import { select } from '../manifests/kinds.js';
import type { CronJob, Job, JobSpec } from '../manifests/workloads.js';
import { podOf, type Pod } from '../manifests/pods.js';
import type { CheckedRepository } from './check-schemas.js';
import type { Build } from './repository.js';
import type { Rule, RuleText } from './rule.js';
import { overlayRule } from './scoped-rules.js';

interface BatchRule<T> extends RuleText {
  check(workload: T, pod: Pod): Iterable<string>;
}

/** A rule about the Job of every app that the model makes of the example batch. */
export function jobRule(rule: BatchRule<Job>): Rule {
  return batchRule(rule, ({ app, objects }) =>
    select(objects, 'batch/v1/Job').filter(
      ({ metadata }) => metadata?.name === `${app ?? ''}-data-migration`,
    ),
  );
}

/** A rule about its CronJobs. */
export function cronJobRule(rule: BatchRule<CronJob>): Rule {
  return batchRule(rule, ({ objects }) => select(objects, 'batch/v1/CronJob'));
}

function batchRule<T extends Job | CronJob>(
  rule: BatchRule<T>,
  find: (overlay: Build) => T[],
): Rule {
  return overlayRule({
    ...rule,
    *check(overlay, repository) {
      if (!isBatchApp(overlay, repository)) return;
      for (const object of find(overlay)) {
        const pod = podOf(object);
        if (!pod) continue;
        for (const message of rule.check(object, pod)) yield { object, message };
      }
    },
  });
}

function isBatchApp({ app }: Build, { model }: CheckedRepository): boolean {
  return model?.apps.find(({ name }) => name === app)?.example === 'batch';
}

/** Whether a pod that its node has lost is no failure. */
export function ignoresDisruption({ podFailurePolicy }: JobSpec): boolean {
  const rules = podFailurePolicy?.rules ?? [];
  return rules.some(
    ({ action, onPodConditions = [] }) =>
      action === 'Ignore' && onPodConditions.some(({ type }) => type === 'DisruptionTarget'),
  );
}

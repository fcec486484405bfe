import { describe, expect, test } from 'vitest';
import { baselineRules } from '../../../src/validate/baseline-rules.js';
import { jobRules } from '../../../src/validate/job-rules.js';
import { kustomizationRules } from '../../../src/validate/kustomization-rules.js';
import { renderedRules } from '../../../src/validate/rendered-rules.js';
import { runRules } from '../../../src/validate/run-rules.js';
import { schemaRules } from '../../../src/validate/schema-rules.js';
import { exemptionRule } from '../../../src/validate/validate-rules.js';
import { add, edit, remove, set, write, type Break, type Breaks } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const plain = await todoRepository({ platform: {} });
const repository = { ...plain, baseline: plain };
const PROD = 'overlays/prod/todo';
const OVERLAY = `${PROD}/kustomization.yaml`;
const BASE = 'base/todo/kustomization.yaml';
const PLATFORM = 'platform/overlays/prod/kustomization.yaml';
const ANNOTATION = '/metadata/annotations/argocd.argoproj.io~1';

const overlay = (from: string | RegExp, to: string): Break => edit(OVERLAY, from, to);
const resource = (reference: string): Break =>
  overlay('resources:', `resources:\n  - ${reference}`);
const backend = (pointer: string, value: unknown): Break =>
  set(PROD, 'Deployment todo-backend', pointer, value);

const kustomizationBreaks: Breaks = [
  ['argocd/K-01', 'a slip', overlay('images:', 'image:')],
  ['argocd/K-01', 'a key twice', overlay('images:', 'namespace: a\nimages:')],
  ['argocd/K-01', 'a field that goes', overlay('images:', 'commonLabels: {a: b}\nimages:')],
  [
    'argocd/K-01',
    'env',
    edit(BASE, /literals:\n {6}- database/, 'env: a\n    literals:\n      - a'),
  ],
  ['argocd/K-02', 'selectors', overlay('includeSelectors: false', 'includeSelectors: true')],
  [
    'argocd/K-02',
    'claim templates',
    overlay('includeSelectors: false', 'includeVolumeClaimTemplates: true'),
  ],
  ['argocd/K-02', 'no pods', overlay('path: spec/template/', 'path: spec/other/')],
  ['argocd/K-03', 'a branch', resource('https://github.com/acme/base?ref=main')],
  ['argocd/K-03', 'outside', resource('../../../../elsewhere')],
  ['argocd/K-03', 'gone', resource('gone.yaml')],
  ['argocd/K-03', 'a file of others', resource('../../dev/todo/kustomization.yaml')],
  ['argocd/K-04', 'none', overlay(/namespace: .*/, '')],
  ['argocd/K-04', 'in the platform', edit(PLATFORM, 'resources:', 'namespace: a\nresources:')],
  ['argocd/K-04', 'in a base', edit(BASE, 'resources:', 'namespace: a\nresources:')],
  ['argocd/K-05', 'no version', overlay(/apiVersion: .*/, '')],
  ['argocd/K-05', 'no kind', overlay('kind: Kustomization', '')],
  [
    'argocd/K-06',
    'a CronJob',
    set(
      PROD,
      'CronJob todo-db-backup',
      '/spec/jobTemplate/spec/template/spec/volumes/1/configMap/name',
      'todo-db-scripts-ftc495k42g',
    ),
    set(PROD, 'ConfigMap todo-db-scripts', '/metadata/name', 'todo-db-scripts-ftc495k42g'),
  ],
  [
    'argocd/K-07',
    'one stays behind',
    write(
      'overlays/prod-eu/todo/kustomization.yaml',
      'resources: [../../prod/todo]\nimages: [{ name: backend, newTag: "1" }]\n',
    ),
  ],
  [
    'argocd/K-06-all',
    'all',
    edit(BASE, 'resources:', 'generatorOptions: {disableNameSuffixHash: true}\nresources:'),
  ],
];

const WEBHOOK = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: a}
webhooks: [{name: a.example.com, clientConfig: {}}]`;

const renderedBreaks: Breaks = [
  [
    'argocd/R-01',
    'a warning',
    (broken) => ({
      ...broken,
      overlays: broken.overlays.map((one) => ({ ...one, complaint: 'deprecated' })),
    }),
  ],
  [
    'argocd/R-02',
    'in two apps',
    add(PROD, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shared}'),
    add('overlays/dev/todo', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shared}'),
  ],
  [
    'argocd/R-02-kind',
    'not managed',
    add(PROD, 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}'),
  ],
  ['argocd/R-03', 'replicas', backend('/spec/replicas', 3)],
  [
    'argocd/R-03',
    'not ignored',
    set('argocd', 'Application todo-prod', '/spec/ignoreDifferences', undefined),
  ],
  ['argocd/R-03', 'no target', remove(PROD, 'Deployment todo-backend')],
  ['argocd/R-07', 'other pods', backend('/spec/selector/matchLabels', { a: 'b' })],
  ['argocd/R-07', 'no pods', set(PROD, 'Service todo-backend', '/spec/selector', { a: 'b' })],
  ['argocd/R-08', 'not ignored', add(PROD, WEBHOOK)],
  ['argocd/R-08', 'a bundle', add(PROD, WEBHOOK.replace('{}', '{caBundle: YQ==}'))],
  [
    'argocd/R-10',
    'data of staging',
    set(
      'overlays/staging/todo',
      'PersistentVolumeClaim todo-db-backup',
      '/metadata/annotations',
      undefined,
    ),
  ],
  [
    'argocd/R-10',
    'a definition',
    add(
      PROD,
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}',
    ),
  ],
  ['argocd/R-12', 'nobody', overlay('- name: backend', '- name: backand')],
];

function job(pointer: string, value: unknown): Break {
  return set(PROD, 'Job todo-db-migrate', pointer, value);
}

function cronJob(pointer: string, value: unknown): Break {
  return set(PROD, 'CronJob todo-db-backup', pointer, value);
}

const jobBreaks: Breaks = [
  ['argocd/R-04', 'no policy', job(`${ANNOTATION}hook-delete-policy`, undefined)],
  ['argocd/R-04', 'gone at once', job('/spec/ttlSecondsAfterFinished', 60)],
  ['argocd/R-04', 'no hook', job(`${ANNOTATION}hook`, undefined)],
  ['argocd/R-04', 'no limit', job('/spec/backoffLimit', undefined)],
  ['argocd/R-04', 'no deadline', job('/spec/activeDeadlineSeconds', undefined)],
  ['argocd/R-05', 'watched', cronJob(`${ANNOTATION}ignore-healthcheck`, undefined)],
  ['argocd/R-05', 'any number', cronJob('/spec/concurrencyPolicy', undefined)],
  ['argocd/R-05', 'keeps all', cronJob('/spec/failedJobsHistoryLimit', undefined)],
  ['argocd/R-11', 'no such phase', job(`${ANNOTATION}hook`, 'presync')],
  [
    'argocd/R-11',
    'no account yet',
    set(PROD, 'ServiceAccount todo-secret-bootstrap', `${ANNOTATION}hook`, undefined),
  ],
  [
    'argocd/R-11',
    'no script yet',
    set(PROD, 'ConfigMap todo-secret-bootstrap', `${ANNOTATION}sync-wave`, '0'),
  ],
];

const baselineBreaks: Breaks = [
  [
    'argocd/A-03-unchanged',
    'renamed',
    set('argocd', 'Application todo-prod', '/metadata/name', 'todo-production'),
  ],
  [
    'argocd/R-06-unchanged',
    'another size',
    set(
      PROD,
      'StatefulSet todo-postgres',
      '/spec/volumeClaimTemplates/0/spec/resources/requests/storage',
      '200Gi',
    ),
  ],
  ['argocd/R-07-unchanged', 'a label more', backend('/spec/selector/matchLabels/a', 'b')],
  ['argocd/R-13', 'gone', remove(PROD, 'Service todo-postgres')],
];

const schemaBreaks: Breaks = [
  ['schema/unknown-kind', 'a slip', backend('/kind', 'Deploymnet')],
  ['schema/unknown-field', 'a slip', backend('/spec/replica', 1)],
  [
    'schema/missing-field',
    'no resources',
    set(PROD, 'Ingress todo', '/spec/rules/0/http/paths', undefined),
  ],
  ['schema/invalid', 'text', backend('/spec/minReadySeconds', 'five')],
  [
    'schema/deprecated',
    'a field that goes',
    (broken) => ({
      ...broken,
      schemas: {
        ...broken.schemas,
        check: () => [
          {
            object: { group: '', kind: '', name: '' },
            problem: 'deprecated',
            path: '/spec/a',
            message: 'deprecated, use "b"',
          },
        ],
      },
    }),
  ],
];

const exemptions = [exemptionRule(renderedRules)];
const EXEMPT = '/metadata/annotations/exempt.gitops-gen.dev~1';
const exemptionBreaks: Breaks = [
  ['validate/exemption', 'no such rule', backend(`${EXEMPT}argocd-R-99`, 'because')],
  ['validate/exemption', 'no reason', backend(`${EXEMPT}argocd-R-03`, ' ')],
];

describeRules('kustomizations', kustomizationRules, { repository, breaks: kustomizationBreaks });
describeRules('rendered objects', renderedRules, { repository, breaks: renderedBreaks });
describeRules('Jobs', jobRules, { repository, breaks: jobBreaks });
describeRules('baseline', baselineRules, { repository, breaks: baselineBreaks });
describeRules('schemas', schemaRules, { repository, breaks: schemaBreaks });
describeRules('exemptions', exemptions, { repository, breaks: exemptionBreaks });

describe('what a rule says', () => {
  const broken = cronJob(`${ANNOTATION}ignore-healthcheck`, undefined)(plain);

  test('names the object, the file that it comes from, and how to mend it', () => {
    expect(runRules(jobRules, broken).findings).toMatchObject([
      {
        rule: 'argocd/R-05',
        severity: 'warning',
        message: 'one failed run makes the app Degraded',
        folder: PROD,
        object: { group: 'batch', kind: 'CronJob', namespace: 'todo-prod', name: 'todo-db-backup' },
        place: { path: 'base/todo/db-backup-cronjob.yaml', line: expect.any(Number) as number },
      },
    ]);
  });

  test('an object with a reason is exempt', () => {
    const exempt = cronJob(`${EXEMPT}argocd-R-05`, 'it is watched elsewhere')(broken);
    expect(runRules(jobRules, exempt).findings).toEqual([]);
  });

  test('a file with a reason is exempt, one without is not', () => {
    const labels = overlay('includeSelectors: false', 'includeSelectors: true')(plain);
    const comment = (text: string) => edit(OVERLAY, 'images:', `${text}\nimages:`)(labels);
    const rules = (text: string) =>
      runRules(kustomizationRules, comment(text)).findings.map(({ rule }) => rule);
    expect(rules('# gitops-gen:ignore argocd/K-02 moved in May')).toEqual([]);
    expect(rules('# gitops-gen:ignore argocd/K-02')).toEqual(['argocd/K-02']);
    expect(rules('# gitops-gen:ignore argocd/K-01 another')).toEqual(['argocd/K-02']);
  });

  test('what cannot be known is not called kept', () => {
    expect(runRules(baselineRules, plain).notChecked).toContainEqual({
      rule: 'argocd/R-13',
      missing: 'baseline',
    });
  });

  test('an object of another shape than its schema says is judged by its schema only', () => {
    const misshapen = cronJob('/spec/jobTemplate', 'none')(plain);
    expect(runRules([...jobRules, ...schemaRules], misshapen).findings).toMatchObject([
      { rule: 'schema/invalid', message: expect.stringContaining('expected object') as string },
    ]);
  });

  test('a file that is no YAML is named, and nothing else fails', () => {
    const broken = write(OVERLAY, 'resources: [\n')(plain);
    expect(runRules(kustomizationRules, broken).findings).toContainEqual(
      expect.objectContaining({
        rule: 'argocd/K-01',
        place: { path: OVERLAY, line: 1, column: 1 },
      }),
    );
  });
});

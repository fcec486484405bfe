import { describe, expect, test } from 'vitest';
import { cloudNativePgRules } from '../../src/validate/cloudnative-pg-rules.js';
import {
  buildOverlay,
  ENVIRONMENTS,
  scaffoldExample,
  untidyFiles,
  type Variant,
} from '../support/scaffold-example.js';
import { remove, set, type Break, type Breaks } from '../unit/validate/break-rules.js';
import { describeRules } from '../unit/validate/describe-rules.js';
import { builtRepository } from './built-repository.js';
import { brokenRules } from './rules-check.js';

const FOLDER = 'overlays/prod/todo';
const OPERATOR = { operator: 'cloudnative-pg' };
const ARCHIVE = { archive: { destinationPath: 's3://backups/todo' } };

const cloudNativePg = ({ values = {}, ...variant }: Variant) =>
  scaffoldExample('todo-app', { ...variant, values: { ...OPERATOR, ...values } });

const VARIANTS: readonly (readonly [string, Variant])[] = [
  ['an ingress and metrics', { values: { monitoring: true, storageClassName: 'fast' } }],
  [
    'a store, a gateway and an archive',
    { secrets: 'external-secrets', values: { exposure: 'gateway', monitoring: true, ...ARCHIVE } },
  ],
  [
    'a Secret of its own, nothing exposed, and an archive elsewhere',
    {
      secrets: 'existing',
      values: {
        exposure: 'none',
        existingSecret: 'todo-login',
        localImages: true,
        migration: { command: ['migrate'] },
        archive: {
          destinationPath: 's3://backups/todo',
          endpointURL: 'https://s3.example.com',
          existingSecret: 'backups',
        },
      },
    },
  ],
  [
    'an archive by the role of the service account',
    {
      values: {
        archive: {
          ...ARCHIVE.archive,
          serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/todo' },
        },
      },
    },
  ],
];

describe('todo-app on CloudNativePG', () => {
  test.each(ENVIRONMENTS)('renders for %s what it always did', async (environment) => {
    const { files } = await cloudNativePg({});
    await expect(await buildOverlay(files, 'todo', environment)).toMatchFileSnapshot(
      `todo-app/expected-cloudnative-pg/${environment}.yaml`,
    );
  });

  test.each(VARIANTS)('builds and keeps every rule with %s', async (_name, variant) => {
    const { model, files } = await cloudNativePg(variant);
    for (const environment of ENVIRONMENTS) await buildOverlay(files, 'todo', environment);
    const archived = variant.values?.['archive'] !== undefined;
    const expected = archived ? [] : [expect.stringMatching(/^warning manifests\/OC-06 \S*prod/)];
    expect(await brokenRules(model, files)).toEqual(expected);
    expect(untidyFiles(files)).toEqual([]);
  });

  test('says what is not sealed yet', async () => {
    const { model, files } = await cloudNativePg({ secrets: 'sealed-secrets', values: ARCHIVE });
    const broken = await brokenRules(model, files);
    expect(broken).toHaveLength(ENVIRONMENTS.length);
    for (const line of broken) expect(line).toContain('Secret todo-db-app is not sealed yet');
  });

  test('leaves no archive to one that no operator runs', async () => {
    await expect(scaffoldExample('todo-app', { values: ARCHIVE })).rejects.toThrow(
      'archive is for operator: cloudnative-pg',
    );
  });
});

const cluster = (field: string, value: unknown): Break =>
  set(FOLDER, 'Cluster todo-db', `/spec/${field}`, value);
const policy = (field: string, value: unknown): Break =>
  set(FOLDER, 'NetworkPolicy todo-db', `/spec/${field}`, value);
const dumps = (field: string, value: unknown): Break =>
  set(FOLDER, 'CronJob todo-db-backup', `/spec/jobTemplate/spec/template/spec/${field}`, value);

const breaks: Breaks = [
  ['manifests/OC-01', 'any', cluster('imageName', undefined)],
  ['manifests/OC-01', 'alone', cluster('instances', 1)],
  ['manifests/OC-02', 'not waited for', cluster('postgresql/synchronous', undefined)],
  ['manifests/OC-02', 'any replica', cluster('postgresql/synchronous/failoverQuorum', undefined)],
  ['manifests/OC-02', 'more than there are', cluster('postgresql/synchronous/number', 3)],
  ['manifests/OC-03', 'borrowed', cluster('resources/requests/memory', '1Gi')],
  ['manifests/OC-03', 'one volume', cluster('walStorage', undefined)],
  ['manifests/OC-04', 'one node', cluster('affinity/podAntiAffinityType', 'preferred')],
  [
    'manifests/OC-04',
    'an old label',
    cluster('affinity/topologyKey', 'failure-domain.beta.kubernetes.io/zone'),
  ],
  ['manifests/OC-05', 'by hand', cluster('primaryUpdateStrategy', 'supervised')],
  ['manifests/OC-05', 'a superuser', cluster('enableSuperuserAccess', true)],
  ['manifests/OC-05', 'owned by it', cluster('bootstrap/initdb/owner', 'postgres')],
  ['manifests/OC-05', 'drained', cluster('enablePDB', false)],
  ['manifests/OC-06', 'not archived', cluster('plugins', undefined)],
  ['manifests/OC-06', 'nowhere', remove(FOLDER, 'ObjectStore todo-db')],
  ['manifests/OC-06', 'no base', remove(FOLDER, 'ScheduledBackup todo-db')],
  [
    'manifests/OC-06',
    'five fields',
    set(FOLDER, 'ScheduledBackup todo-db', '/spec/schedule', '0 3 * * *'),
  ],
  [
    'manifests/OC-06',
    'the old way',
    set(FOLDER, 'ScheduledBackup todo-db', '/spec/method', 'barmanObjectStore'),
  ],
  ['manifests/OC-07', 'any instance', dumps('containers/0/env/1/value', 'todo-db-r')],
  ['manifests/OC-07', 'another login', dumps('volumes/0/secret/secretName', 'todo-db-superuser')],
  ['manifests/OC-08', 'nobody', remove(FOLDER, 'NetworkPolicy todo-db')],
  ['manifests/OC-08', 'no operator', policy('ingress/1/from/1', undefined)],
  ['manifests/OC-08', 'apart', policy('egress/0', undefined)],
  ['manifests/OC-08', 'no API server', policy('egress/1', undefined)],
];

describeRules('the database cluster of the to-do app', cloudNativePgRules, {
  repository: await builtRepository('todo-app', { ...OPERATOR, ...ARCHIVE }),
  breaks,
});

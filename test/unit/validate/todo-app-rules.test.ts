import { expect, test } from 'vitest';
import { allRules } from '../../../src/validate/all-rules.js';
import { todoPostgresRules } from '../../../src/validate/todo-postgres-rules.js';
import { todoWebRules } from '../../../src/validate/todo-web-rules.js';
import { add, set, type Break, type Breaks } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const repository = await todoRepository();
const PROD = 'overlays/prod/todo';

const part =
  (object: string) =>
  (field: string, value: unknown): Break =>
    set(PROD, object, `/spec/template/spec/${field}`, value);
const frontend = part('Deployment todo-frontend');
const backend = part('Deployment todo-backend');
const postgres = part('StatefulSet todo-postgres');
const server = (field: string, value: unknown): Break =>
  set(PROD, 'StatefulSet todo-postgres', `/spec/${field}`, value);
const config = (key: string, value: unknown): Break =>
  set(PROD, 'ConfigMap todo-backend-config', `/data/${key}`, value);
const C = 'containers/0';

const webBreaks: Breaks = [
  [
    'manifests/T-01',
    'no way to the database',
    set(PROD, 'NetworkPolicy todo-backend', '/spec/egress', []),
    set(PROD, 'NetworkPolicy todo-postgres', '/spec/ingress/0/from/0', undefined),
  ],
  [
    'manifests/T-01',
    'the frontend reaches the database',
    set(
      PROD,
      'NetworkPolicy todo-postgres',
      '/spec/ingress/0/from/0/podSelector/matchLabels/app.kubernetes.io~1name',
      'todo-frontend',
    ),
  ],
  [
    'manifests/T-01',
    'others reach the database',
    set(PROD, 'NetworkPolicy todo-postgres', '/spec/ingress/0/from/-', {
      ipBlock: { cidr: '0.0.0.0/0' },
    }),
  ],
  ['manifests/T-02', 'another port', frontend(`${C}/ports/0/containerPort`, 80)],
  ['manifests/T-03', 'writable', frontend(`${C}/volumeMounts/0/readOnly`, undefined)],
  ['manifests/T-03', 'no scratch space', frontend('volumes/1', undefined)],
  [
    'manifests/T-03',
    'hides the page',
    frontend(`${C}/volumeMounts/-`, { name: 'tmp', mountPath: '/usr/share/nginx/html' }),
  ],
  ['manifests/T-04', 'asks the page', frontend(`${C}/livenessProbe/httpGet/path`, '/')],
  [
    'manifests/T-04',
    'asks the backend',
    set(PROD, 'ConfigMap todo-frontend-nginx', '/data/default.conf', 'server {}'),
  ],
  ['manifests/T-05', 'stops at once', frontend(`${C}/lifecycle`, undefined)],
  ['manifests/T-05', 'is killed', frontend('terminationGracePeriodSeconds', 10)],
  ['manifests/T-06', 'no metrics', backend(`${C}/ports/1`, undefined)],
  ['manifests/T-06', 'not ready', backend(`${C}/readinessProbe/httpGet/path`, '/healthz')],
  ['manifests/T-06', 'no time', backend(`${C}/startupProbe/failureThreshold`, 3)],
  ['manifests/T-07', 'another host', config('DB_HOST', 'localhost')],
  ['manifests/T-07', 'no user', config('DB_USER', undefined)],
  ['manifests/T-07', 'a connection string', config('DB_URL', 'postgresql://todo@db/todo')],
  ['manifests/T-08', 'no file', backend('volumes/0', undefined)],
  ['manifests/T-08', 'readable', backend('volumes/0/secret/defaultMode', 0o444)],
  ['manifests/T-09', 'no scratch space', backend('volumes/1', undefined)],
  ['manifests/T-09', 'on the disk', config('GUNICORN_CMD_ARGS', '--bind=0.0.0.0:8080')],
];

const databaseBudget = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: todo-postgres}
spec: {selector: {matchLabels: {app.kubernetes.io/name: todo-postgres}}}`;

const postgresBreaks: Breaks = [
  ['manifests/T-10', 'two', server('replicas', 2)],
  ['manifests/T-11', 'another Service', server('serviceName', 'todo-postgres')],
  [
    'manifests/T-11',
    'an address',
    set(PROD, 'Service todo-postgres-headless', '/spec/clusterIP', undefined),
  ],
  [
    'manifests/T-12',
    'deleted',
    server('persistentVolumeClaimRetentionPolicy/whenDeleted', 'Delete'),
  ],
  ['manifests/T-12', 'scaled', server('persistentVolumeClaimRetentionPolicy', undefined)],
  [
    'manifests/T-13',
    'elsewhere',
    postgres(`${C}/volumeMounts/0/mountPath`, '/var/lib/postgresql/data'),
  ],
  ['manifests/T-13', 'no socket', postgres('volumes/3', undefined)],
  ['manifests/T-13', 'on the disk', postgres('volumes/5/emptyDir/medium', undefined)],
  ['manifests/T-14', 'elsewhere', postgres(`${C}/env/-`, { name: 'PGDATA', value: '/data' })],
  ['manifests/T-14', 'lost+found', postgres(`${C}/image`, 'docker.io/library/postgres:17.1')],
  ['manifests/T-15', 'by value', postgres(`${C}/env/0`, { name: 'POSTGRES_DB', value: 'todo' })],
  ['manifests/T-15', 'no file', postgres(`${C}/env/2`, undefined)],
  ['manifests/T-15', 'both', postgres(`${C}/env/-`, { name: 'POSTGRES_PASSWORD', value: 'a' })],
  ['manifests/T-16', 'another user', postgres('securityContext/runAsUser', 1000)],
  ['manifests/T-16', 'another group', postgres('securityContext/fsGroup', 70)],
  ['manifests/T-16', 'slow', postgres('securityContext/fsGroupChangePolicy', undefined)],
  ['manifests/T-17', 'by the socket', postgres(`${C}/startupProbe/exec/command`, ['pg_isready'])],
  ['manifests/T-18', 'asks the server', postgres(`${C}/livenessProbe/tcpSocket`, undefined)],
  ['manifests/T-18', 'soon', postgres(`${C}/livenessProbe/failureThreshold`, 3)],
  ['manifests/T-19', 'soon', postgres('terminationGracePeriodSeconds', 90)],
  ['manifests/T-20', 'on delete', server('updateStrategy/type', 'OnDelete')],
  ['manifests/T-20', 'pinned', add(PROD, databaseBudget)],
  ['manifests/T-21', 'two passwords', backend('volumes/0/secret/secretName', 'todo-backend-db')],
];

describeRules('to-do app', todoWebRules, { repository, breaks: webBreaks });
describeRules('database of the to-do app', todoPostgresRules, {
  repository,
  breaks: postgresBreaks,
});

test('every rule has an id of its own, which says its family and number', () => {
  const ids = allRules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    ids.filter(
      (id) => !/^(build|model|schema|references|manifests|argocd|validate)\/[\w-]+$/.test(id),
    ),
  ).toEqual([]);
});

import { environmentRules } from '../../../src/validate/environment-rules.js';
import { secretRules } from '../../../src/validate/secret-rules.js';
import type { Repository } from '../../../src/validate/repository.js';
import { add, drop, edit, remove, set, write, type Break, type Breaks } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const repository = await todoRepository();
const DEV = 'overlays/dev/todo';
const STAGING = 'overlays/staging/todo';
const PROD = 'overlays/prod/todo';
const KUSTOMIZATION = `${PROD}/kustomization.yaml`;

const everywhere =
  (change: (folder: string) => Break): Break =>
  (broken) =>
    [DEV, STAGING, PROD].reduce((all, folder) => change(folder)(all), broken);

/** Makes prod an overlay of a chart, whose backend is this. */
function withValues(backend: string): Break[] {
  const values = `backend: {image: {repository: ghcr.io/acme/todo, ${backend}}}\n`;
  return [drop(KUSTOMIZATION), write(`${PROD}/values.yaml`, values)];
}

const environmentBreaks: Breaks = [
  ['manifests/E-01', 'no backup in staging', remove(STAGING, 'CronJob todo-db-backup')],
  [
    'manifests/E-03',
    'one namespace',
    set(PROD, 'Service todo-backend', '/metadata/namespace', 'todo-dev'),
  ],
  [
    'manifests/E-04',
    'one host',
    set(PROD, 'Ingress todo', '/spec/rules/0/host', 'todo.staging.example.com'),
  ],
  [
    'manifests/E-04',
    'one cluster id',
    everywhere((folder) => set(folder, 'ConfigMap todo-backend-config', '/data/CLUSTER_ID', 'x')),
  ],
  [
    'manifests/E-04',
    'one cluster name',
    everywhere((folder) =>
      set(folder, 'ConfigMap todo-backend-config', '/data/conf', 'a = b\ncluster_name = rabbit\n'),
    ),
  ],
  ['manifests/E-05', 'a build without digest', edit(KUSTOMIZATION, /newTag: .*/, 'newTag: v1.2.3')],
  ['manifests/E-05', 'a build without digest, in Helm values', ...withValues('tag: v1.2.3')],
  ['manifests/E-05', 'an empty digest in Helm values', ...withValues("tag: v1.2.3, digest: ''")],
  ['manifests/E-05', 'values that cannot be read', ...withValues('tag: v1, tag: v2')],
  [
    'manifests/E-06',
    'staging needs more than prod',
    set(
      STAGING,
      'Deployment todo-backend',
      '/spec/template/spec/containers/0/resources/requests/memory',
      '64Gi',
    ),
  ],
  [
    'manifests/E-06',
    'dev has more replicas',
    set(DEV, 'Deployment todo-backend', '/spec/replicas', 9),
  ],
  [
    'manifests/E-06',
    'dev stores more',
    set(DEV, 'PersistentVolumeClaim todo-db-backup', '/spec/resources/requests/storage', '9Ti'),
  ],
];

const GENERATED = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: todo-postgres-credentials}
spec:
  refreshPolicy: CreatedOnce
  target: {immutable: true}
  dataFrom: [{sourceRef: {generatorRef: {kind: Password, name: a}}}]`;
const SEALED = `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: a, namespace: todo-prod}
spec: {encryptedData: {a: AgB}}`;
const seal = (rendered: string): Break[] => [
  write(`${PROD}/sealed.yaml`, SEALED),
  edit(KUSTOMIZATION, 'resources:', 'resources:\n  - sealed.yaml'),
  add(PROD, rendered),
];

const backend = (field: string, value: unknown): Break =>
  set(PROD, 'Deployment todo-backend', `/spec/template/spec/${field}`, value);
const withSecrets =
  (secrets: 'existing' | 'sealed-secrets'): Break =>
  (broken: Repository) => ({ ...broken, model: { ...broken.model!, secrets } });
const JOB = 'Job todo-secret-bootstrap';
const HOOK = '/metadata/annotations/argocd.argoproj.io~1hook';

const secretBreaks: Breaks = [
  ['manifests/X-01', 'anyone reads it', backend('volumes/0/secret/defaultMode', undefined)],
  [
    'manifests/X-01',
    'anyone reads it, projected',
    backend('volumes/-', { name: 'a', projected: { sources: [{ secret: { name: 'a' } }] } }),
  ],
  [
    'manifests/X-01',
    'variables',
    backend('containers/0/envFrom/-', { secretRef: { name: 'todo-postgres-credentials' } }),
  ],
  [
    'manifests/X-01',
    'a variable',
    backend('containers/0/env', [
      { name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
    ]),
  ],
  ['manifests/X-02', 'nothing makes it', remove(PROD, JOB)],
  ['manifests/X-02', 'two make it', add(PROD, GENERATED)],
  ['manifests/X-02', 'made although it exists', withSecrets('existing')],
  ['manifests/X-02', 'not sealed yet', remove(PROD, JOB), withSecrets('sealed-secrets')],
  [
    'manifests/X-03',
    'a secretGenerator',
    edit(KUSTOMIZATION, 'images:', 'secretGenerator:\n  - name: a\n    literals: [a=b]\n\nimages:'),
  ],
  ['manifests/X-03-leak', 'a key', write('id', '-----BEGIN OPENSSH PRIVATE KEY-----\n')],
  ['manifests/X-03-leak', 'a token', write('token', `GITHUB_TOKEN=ghp_${'a1'.repeat(18)}\n`)],
  ['manifests/X-03-leak', 'a URL', write('url', 'postgres://todo:hunter2@db/todo\n')],
  ['manifests/X-04', 'made anew', add(PROD, GENERATED.replace('CreatedOnce', 'Periodic'))],
  ['manifests/X-04', 'may change', add(PROD, GENERATED.replace('immutable: true', ''))],
  [
    'manifests/X-06',
    'changes Secrets',
    set(PROD, 'Role todo-secret-bootstrap', '/rules/1/verbs', ['create', 'update']),
  ],
  ['manifests/X-06', 'runs in the sync', set(PROD, JOB, HOOK, 'Sync')],
  [
    'manifests/X-06',
    'no account yet',
    set(PROD, 'ServiceAccount todo-secret-bootstrap', HOOK, undefined),
  ],
  [
    'manifests/X-06',
    'no network yet',
    set(
      PROD,
      'NetworkPolicy todo-secret-bootstrap',
      '/metadata/annotations/argocd.argoproj.io~1sync-wave',
      '0',
    ),
  ],
  ['manifests/X-06', 'restarts', set(PROD, JOB, '/spec/template/spec/restartPolicy', 'OnFailure')],
  ['manifests/X-07', 'another name', ...seal(SEALED.replace('name: a,', 'name: prod-a,'))],
  ['manifests/X-07', 'another namespace', ...seal(SEALED.replace('todo-prod', 'todo-dev'))],
];

describeRules('environments', environmentRules, { repository, breaks: environmentBreaks });
describeRules('secrets', secretRules, { repository, breaks: secretBreaks });

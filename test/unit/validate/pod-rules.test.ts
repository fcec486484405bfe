import { containerRules } from '../../../src/validate/container-rules.js';
import { podRules } from '../../../src/validate/pod-rules.js';
import { edit, remove, set, type Break, type Breaks } from './break-rules.js';
import { describeRules } from './describe-rules.js';
import { todoRepository } from './todo-repository.js';

const repository = await todoRepository();

/** Sets a field of the backend's pods in prod. */
const pod = (field: string, value: unknown): Break =>
  set('overlays/prod/todo', 'Deployment todo-backend', `/spec/template/spec/${field}`, value);
const container = (field: string, value: unknown): Break => pod(`containers/0/${field}`, value);
const database = (field: string, value: unknown): Break =>
  set('overlays/prod/todo', 'StatefulSet todo-postgres', `/spec/template/spec/${field}`, value);

const podBreaks: Breaks = [
  ['manifests/B-01', 'runs as root', pod('securityContext/runAsNonRoot', false)],
  ['manifests/B-02', 'no user', pod('securityContext/runAsUser', undefined)],
  ['manifests/B-02', 'group of root', pod('securityContext/runAsGroup', 0)],
  ['manifests/L-03', 'a user of the node', pod('securityContext/runAsUser', 101)],
  ['manifests/B-03', 'no profile', pod('securityContext/seccompProfile', undefined)],
  ['manifests/B-03', 'unconfined', pod('securityContext/seccompProfile/type', 'Unconfined')],
  ['manifests/B-08', 'no account', pod('serviceAccountName', undefined)],
  [
    'manifests/B-08',
    'a missing account',
    remove('overlays/prod/todo', 'ServiceAccount todo-backend'),
  ],
  ['manifests/B-09', 'a token', pod('automountServiceAccountToken', undefined)],
  [
    'manifests/B-09',
    'a token of the account',
    set('overlays/prod/todo', 'ServiceAccount todo-backend', '/automountServiceAccountToken', true),
  ],
  ['manifests/B-10', 'service links', pod('enableServiceLinks', undefined)],
  ['manifests/B-11', 'network of the node', pod('hostNetwork', true)],
  ['manifests/B-11', 'path of the node', pod('volumes/-', { name: 'a', hostPath: { path: '/' } })],
  ['manifests/B-11', 'port of the node', container('ports/0/hostPort', 80)],
  ['manifests/B-12', 'NFS', pod('volumes/-', { name: 'a', nfs: { server: 'a', path: '/' } })],
  ['manifests/B-16', 'no time to stop', pod('terminationGracePeriodSeconds', undefined)],
];

const containerBreaks: Breaks = [
  ['manifests/B-04', 'escalation', container('securityContext/allowPrivilegeEscalation', true)],
  ['manifests/B-05', 'capabilities kept', container('securityContext/capabilities', undefined)],
  ['manifests/B-05', 'a capability', container('securityContext/capabilities/add', ['SYS_TIME'])],
  ['manifests/B-06', 'privileged', container('securityContext/privileged', true)],
  ['manifests/B-07', 'writable', container('securityContext/readOnlyRootFilesystem', undefined)],
  ['manifests/B-07-size', 'no bound', pod('volumes/-', { name: 'a', emptyDir: {} })],
  ['manifests/B-13', 'no limit', container('resources/limits/memory', undefined)],
  ['manifests/B-13', 'burstable', database('containers/0/resources/requests/memory', '1Gi')],
  ['manifests/B-14', 'no registry', container('image', 'library/postgres:18')],
  ['manifests/B-14', 'no tag', container('image', 'docker.io/library/postgres')],
  ['manifests/B-14', 'latest', container('image', 'docker.io/library/postgres:latest')],
  ['manifests/B-15', 'no policy', container('imagePullPolicy', undefined)],
  [
    'manifests/B-15',
    'local images are asked for',
    edit(
      'overlays/prod/todo/kustomization.yaml',
      'components:',
      'components:\n  - ../local-images',
    ),
  ],
  ['manifests/B-17', 'no startup probe', container('startupProbe', undefined)],
  ['manifests/B-17', 'no liveness probe', container('livenessProbe', undefined)],
  ['manifests/B-17', 'alive if ready', container('livenessProbe/httpGet/path', '/readyz')],
  ['manifests/B-17', 'a port by number', container('readinessProbe/httpGet/port', 8080)],
  ['manifests/B-17', 'another host', container('readinessProbe/httpGet/host', 'example.com')],
  ['manifests/B-17', 'unknown gRPC port', container('livenessProbe', { grpc: { port: 1 } })],
  [
    'manifests/H-05',
    'a variable twice',
    container('env', [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ]),
  ],
  ['manifests/B-34', 'no name', container('ports/0/name', undefined)],
  ['manifests/B-34', 'a long name', container('ports/0/name', 'a-name-too-long-')],
];

describeRules('pods', podRules, { repository, breaks: podBreaks });
describeRules('containers', containerRules, { repository, breaks: containerBreaks });

import { select } from '../manifests/kinds.js';
import type { Volume } from '../manifests/pod-spec.js';
import { isAbsentOr } from './is-absent-or.js';
import { podRule } from './scoped-rules.js';

const RESTRICTED = 'Kubernetes: Pod Security Standards, restricted';

const VOLUME_TYPES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** What every pod is made of, wherever it runs. */
export const podRules = [
  podRule({
    id: 'manifests/B-01',
    title: 'Pods do not run as root',
    fix: 'set securityContext.runAsNonRoot of the pod to true',
    source: RESTRICTED,
    *check({ spec }) {
      if (spec.securityContext?.runAsNonRoot !== true) yield 'runAsNonRoot is not true';
    },
  }),
  podRule({
    id: 'manifests/B-02',
    title: 'Pods name their user and group by number',
    fix: 'set securityContext.runAsUser and runAsGroup of the pod to numbers above 0',
    source: 'kubernetes#56503: the kubelet cannot tell whether a user given by name is root',
    *check({ spec }) {
      for (const field of ['runAsUser', 'runAsGroup'] as const) {
        const id = spec.securityContext?.[field];
        if (id === undefined) yield `${field} is not set`;
        else if (id <= 0) yield `${field} is ${id}`;
      }
    },
  }),
  podRule({
    id: 'manifests/L-03',
    title: 'User and group are no user of the node',
    fix: 'use 10000 or higher; where the image needs its own, annotate kube-score/ignore: container-security-context-user-group-id',
    source: 'kube-score: container-security-context-user-group-id',
    severity: 'warning',
    linters: ['kube-score/container-security-context-user-group-id'],
    *check({ spec }) {
      for (const field of ['runAsUser', 'runAsGroup'] as const) {
        const id = spec.securityContext?.[field];
        if (id !== undefined && id > 0 && id < 10_000) yield `${field} is ${id}`;
      }
    },
  }),
  podRule({
    id: 'manifests/B-03',
    title: 'Pods confine their system calls',
    fix: 'set securityContext.seccompProfile.type of the pod to RuntimeDefault: injected sidecars inherit it',
    source: RESTRICTED,
    *check({ spec }) {
      const type = spec.securityContext?.seccompProfile?.type;
      if (type !== 'RuntimeDefault') yield `the seccomp profile is ${type ?? 'not set'}`;
    },
  }),
  podRule({
    id: 'manifests/B-08',
    title: 'Pods have a service account of their own',
    fix: 'set serviceAccountName and add that ServiceAccount to the app',
    source: 'kube-linter: default-service-account, non-existent-service-account',
    linters: ['kube-linter/default-service-account', 'kube-linter/non-existent-service-account'],
    *check({ spec }, { objects }) {
      const name = spec.serviceAccountName ?? 'default';
      const accounts = select(objects, 'v1/ServiceAccount');
      if (name === 'default') yield 'runs as the service account of the namespace';
      else if (!accounts.some(({ metadata }) => metadata?.name === name)) {
        yield `there is no ServiceAccount ${name}`;
      }
    },
  }),
  podRule({
    id: 'manifests/B-09',
    title: 'Pods hold no credentials of the API server',
    fix: 'set automountServiceAccountToken: false; where the pod calls the API server, annotate polaris.fairwinds.com/automountServiceAccountToken-exempt: "true"',
    source: 'Polaris: automountServiceAccountToken',
    linters: ['polaris/automountServiceAccountToken'],
    *check({ spec }, { objects }) {
      if (spec.automountServiceAccountToken !== false) {
        yield 'automountServiceAccountToken of the pod is not false';
      }
      const account = select(objects, 'v1/ServiceAccount').find(
        ({ metadata }) => metadata?.name === spec.serviceAccountName,
      );
      if (account && account.automountServiceAccountToken !== false) {
        yield `automountServiceAccountToken of ServiceAccount ${spec.serviceAccountName ?? ''} is not false`;
      }
    },
  }),
  podRule({
    id: 'manifests/B-10',
    title: 'Services do not become environment variables',
    fix: 'set enableServiceLinks: false',
    source: 'bitnami/charts#1261: a Service called kafka sets KAFKA_PORT to tcp://…',
    *check({ spec }) {
      if (spec.enableServiceLinks !== false) yield 'enableServiceLinks is not false';
    },
  }),
  podRule({
    id: 'manifests/B-11',
    title: 'Pods stay off their node',
    fix: 'remove it',
    source: 'Kubernetes: Pod Security Standards, baseline',
    *check({ spec }) {
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
        if (!isAbsentOr(spec[field], false)) yield `${field} is set`;
      }
      for (const { name, hostPath } of spec.volumes ?? []) {
        if (hostPath) yield `volume ${name ?? '?'} is a path of the node`;
      }
      for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
        const port = container.ports?.find(({ hostPort }) => hostPort !== undefined);
        if (port)
          yield `container ${container.name ?? '?'} takes port ${port.hostPort ?? 0} of the node`;
      }
    },
  }),
  podRule({
    id: 'manifests/B-12',
    title: 'Volumes are of types that an app may choose',
    fix: `use one of ${[...VOLUME_TYPES].join(', ')}`,
    source: RESTRICTED,
    *check({ spec }) {
      for (const volume of spec.volumes ?? []) {
        const type = typeOf(volume);
        if (!VOLUME_TYPES.has(type)) yield `volume ${volume.name ?? '?'} is of type ${type}`;
      }
    },
  }),
  podRule({
    id: 'manifests/B-16',
    title: 'Pods say how long they take to stop',
    fix: 'set terminationGracePeriodSeconds',
    source: 'Kubernetes: Pod Lifecycle, termination of pods',
    *check({ spec }) {
      if (spec.terminationGracePeriodSeconds === undefined) {
        yield 'terminationGracePeriodSeconds is not set';
      }
    },
  }),
];

/** A volume is a name and one more field, which is called as its type. */
function typeOf(volume: Volume): string {
  return Object.keys(volume).find((field) => field !== 'name') ?? 'emptyDir';
}

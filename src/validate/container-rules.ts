import type { FileTree } from '../model/file-tree.js';
import { splitReference, splitRegistry } from '../model/image-reference.js';
import { isOfKind } from '../manifests/kinds.js';
import type { Container, Probe } from '../manifests/pod-spec.js';
import { podOf, serversOf } from '../manifests/pods.js';
import { parseQuantity } from '../manifests/quantity.js';
import { isAbsentOr } from './is-absent-or.js';
import { kustomizationOf } from './kustomization-file.js';
import type { Rule } from './rule.js';
import { containerRule, overlayRule, podRule } from './scoped-rules.js';

const RESTRICTED = 'Kubernetes: Pod Security Standards, restricted';
const REQUESTS = ['cpu', 'memory', 'ephemeral-storage'];
const LIMITS = ['memory', 'ephemeral-storage'];

/** What every container is confined to and asks for. */
export const containerRules: readonly Rule[] = [
  containerRule({
    id: 'manifests/B-04',
    title: 'No process gains more privileges than its parent',
    fix: 'set securityContext.allowPrivilegeEscalation: false',
    source: RESTRICTED,
    *check({ securityContext }) {
      if (securityContext?.allowPrivilegeEscalation !== false) {
        yield 'allowPrivilegeEscalation is not false';
      }
    },
  }),
  containerRule({
    id: 'manifests/B-05',
    title: 'Containers have no capabilities',
    fix: 'set securityContext.capabilities to {drop: [ALL]}',
    source: RESTRICTED,
    *check({ securityContext }) {
      const { drop = [], add = [] } = securityContext?.capabilities ?? {};
      if (!drop.includes('ALL')) yield 'capabilities are not all dropped';
      if (add.length > 0) yield `capabilities are added: ${add.join(', ')}`;
    },
  }),
  containerRule({
    id: 'manifests/B-06',
    title: 'No container is privileged',
    fix: 'remove securityContext.privileged',
    source: 'Kubernetes: Pod Security Standards, baseline',
    *check({ securityContext }) {
      if (!isAbsentOr(securityContext?.privileged, false)) yield 'privileged is set';
    },
  }),
  containerRule({
    id: 'manifests/B-07',
    title: 'The root file system is read-only',
    fix: 'set securityContext.readOnlyRootFilesystem: true and mount an emptyDir where the program writes',
    source: 'kube-score: container-security-context-readonlyrootfilesystem',
    linters: ['kube-score/container-security-context-readonlyrootfilesystem'],
    *check({ securityContext }) {
      if (securityContext?.readOnlyRootFilesystem !== true) {
        yield 'readOnlyRootFilesystem is not true';
      }
    },
  }),
  podRule({
    id: 'manifests/B-07-size',
    title: 'Scratch space is bounded',
    fix: 'set emptyDir.sizeLimit',
    source: 'Kubernetes: Volumes, emptyDir',
    *check({ spec }) {
      for (const { name = '?', emptyDir } of spec.volumes ?? []) {
        if (emptyDir && emptyDir.sizeLimit === undefined) {
          yield `the emptyDir ${name} has no sizeLimit`;
        }
      }
    },
  }),
  containerRule({
    id: 'manifests/B-13',
    title: 'Containers say what they need and at most use',
    fix: 'set resources.requests of cpu, memory and ephemeral-storage, and limits of memory and ephemeral-storage; in a StatefulSet both of memory alike',
    source: 'kube-score: container-resources, container-ephemeral-storage-request-and-limit',
    *check({ resources = {} }, { owner }) {
      const { requests = {}, limits = {} } = resources;
      const missing = [
        ...REQUESTS.filter((name) => requests[name] === undefined).map(
          (name) => `requests.${name}`,
        ),
        ...LIMITS.filter((name) => limits[name] === undefined).map((name) => `limits.${name}`),
      ];
      if (missing.length > 0) yield `resources lack ${missing.join(', ')}`;
      const [request, limit] = [requests['memory'], limits['memory']].map(parseQuantity);
      if (isOfKind(owner, 'apps/v1/StatefulSet') && request !== limit) {
        yield 'it is stateful, and its memory request is not its limit';
      }
    },
  }),
  containerRule({
    id: 'manifests/B-14',
    title: 'Images say where they come from and which they are',
    fix: 'write registry/repository:tag, or set newName and newTag in images of the overlay',
    source: 'kube-linter: latest-tag',
    *check({ image = '' }) {
      const { name, tag, digest } = splitReference(image);
      if (splitRegistry(name).registry === undefined) yield `"${image}" names no registry`;
      if (tag === undefined && digest === undefined) yield `"${image}" has no tag`;
      if (tag === 'latest') yield `"${image}" is another image every day`;
    },
  }),
  podRule({
    id: 'manifests/B-15',
    title: 'A node asks the registry before it uses an image',
    fix: 'set imagePullPolicy: Always; for images that only the nodes have, add the component local-images to the overlay, or set imagePullPolicy: IfNotPresent in its values',
    source: 'Kubernetes: AlwaysPullImages',
    *check(pod, { folder }, { files }) {
      const expected = usesLocalImages(files, folder) ? 'IfNotPresent' : 'Always';
      const { initContainers = [], containers = [] } = pod.spec;
      for (const { name = '?', imagePullPolicy } of [...initContainers, ...containers]) {
        if (imagePullPolicy !== expected) {
          yield `container ${name}: imagePullPolicy is ${imagePullPolicy ?? 'not set'}, not ${expected}`;
        }
      }
    },
  }),
  overlayRule({
    id: 'manifests/B-17',
    title: 'Servers say when they have started, are ready and are alive',
    fix: 'give each container a startupProbe and a readinessProbe on a named port, and in a Deployment another livenessProbe',
    source: 'Kubernetes: Liveness, Readiness and Startup Probes',
    linters: ['kube-score/pod-probes', 'kube-score/pod-probes-identical'],
    *check({ objects }) {
      for (const object of serversOf(objects)) {
        const stateless = isOfKind(object, 'apps/v1/Deployment');
        for (const container of podOf(object)?.spec.containers ?? []) {
          for (const complaint of probeComplaints(container, stateless)) {
            yield { object, message: `container ${container.name ?? '?'}: ${complaint}` };
          }
        }
      }
    },
  }),
  containerRule({
    id: 'manifests/H-05',
    title: 'A container has each environment variable once',
    fix: 'remove all but one of them',
    source:
      'Kubernetes: Server-Side Apply, which Argo CD and Helm 4 use, refuses items with one key',
    *check({ env = [] }) {
      const names = env.map(({ name = '' }) => name);
      const twice = names.find((name, index) => names.indexOf(name) < index);
      if (twice !== undefined) yield `it has ${twice} twice`;
    },
  }),
  containerRule({
    id: 'manifests/B-34',
    title: 'Ports have names',
    fix: 'name each port, in at most 15 characters',
    source: 'Kyverno: require-container-port-names',
    *check({ ports = [] }) {
      for (const { name = '', containerPort = 0 } of ports) {
        if (name === '') yield `port ${containerPort} has no name`;
        if (name.length > 15) yield `the name "${name}" has more than 15 characters`;
      }
    },
  }),
];

function* probeComplaints(container: Container, stateless: boolean): Iterable<string> {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const probes = { startupProbe, readinessProbe, ...(stateless && { livenessProbe }) };
  for (const [name, probe] of Object.entries(probes)) if (!probe) yield `there is no ${name}`;
  if (readinessProbe && livenessProbe && handlerOf(readinessProbe) === handlerOf(livenessProbe)) {
    yield 'livenessProbe and readinessProbe are the same: what makes it unready also restarts it';
  }
  for (const [name, probe] of Object.entries({ startupProbe, readinessProbe, livenessProbe })) {
    if (probe) yield* portComplaints(name, probe, container);
  }
}

function* portComplaints(name: string, probe: Probe, { ports = [] }: Container): Iterable<string> {
  const { httpGet, tcpSocket, grpc } = probe;
  const target = httpGet ?? tcpSocket;
  if (target && !ports.some((port) => port.name === target.port)) {
    yield `${name} asks port ${target.port ?? '?'}, which is no name of a port`;
  }
  if (target?.host !== undefined) yield `${name} asks another host`;
  if (grpc && !ports.some(({ containerPort }) => containerPort === grpc.port)) {
    yield `${name} asks port ${grpc.port ?? 0}, which is not declared`;
  }
}

function handlerOf({ httpGet, tcpSocket, exec, grpc }: Probe): string {
  return JSON.stringify([httpGet, tcpSocket, exec, grpc]);
}

/** Whether an overlay says that its images come from the nodes. */
function usesLocalImages(files: FileTree, folder: string): boolean {
  const { components = [] } = kustomizationOf(files, folder)?.value ?? {};
  const values = files.get(`${folder}/values.yaml`)?.content ?? '';
  return (
    components.some((path) => /\/local-images\/?$/.test(path)) ||
    /^imagePullPolicy: IfNotPresent$/m.test(values)
  );
}

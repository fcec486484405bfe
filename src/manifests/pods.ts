import { isOfKind, select } from './kinds.js';
import type { Deployment, PodTemplate, StatefulSet } from './workloads.js';
import type { KubernetesObject, Labels } from './kubernetes-object.js';
import type { Container, PodSpec } from './pod-spec.js';

/** The pods that an object stands for. */
export interface Pod {
  readonly owner: KubernetesObject;
  readonly labels: Labels;
  readonly spec: PodSpec;
}

/** `undefined` where the object is no workload. */
export function podOf(object: KubernetesObject): Pod | undefined {
  if (isOfKind(object, 'v1/Pod')) {
    return { owner: object, labels: object.metadata?.labels ?? {}, spec: object.spec ?? {} };
  }
  const template = templateOf(object);
  return (
    template && {
      owner: object,
      labels: template.metadata?.labels ?? {},
      spec: template.spec ?? {},
    }
  );
}

export function podsOf(objects: readonly KubernetesObject[]): Pod[] {
  return objects.map(podOf).filter((pod) => pod !== undefined);
}

export function templateOf(object: KubernetesObject): PodTemplate | undefined {
  if (isOfKind(object, 'batch/v1/CronJob')) return object.spec?.jobTemplate?.spec?.template;
  if (
    isOfKind(object, 'apps/v1/Deployment') ||
    isOfKind(object, 'apps/v1/StatefulSet') ||
    isOfKind(object, 'apps/v1/DaemonSet') ||
    isOfKind(object, 'batch/v1/Job')
  ) {
    return object.spec?.template;
  }
  return undefined;
}

/** Containers and init containers. */
export function containersOf({ spec }: Pod): Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

/** A workload that serves, with pods that are replaced for as long as it exists. */
export type Server = Deployment | StatefulSet;

export function serversOf(objects: readonly KubernetesObject[]): Server[] {
  return select(objects, 'apps/v1/Deployment', 'apps/v1/StatefulSet');
}

/** The least pods that a server has: what its autoscaler says, else its `replicas`, else one. */
export function replicasOf(server: Server, objects: readonly KubernetesObject[]): number {
  const autoscaler = select(objects, 'autoscaling/v2/HorizontalPodAutoscaler').find(
    ({ spec }) =>
      spec?.scaleTargetRef?.kind === server.kind &&
      spec?.scaleTargetRef?.name === server.metadata?.name,
  );
  return autoscaler ? (autoscaler.spec?.minReplicas ?? 1) : (server.spec?.replicas ?? 1);
}

/** Names of the ConfigMaps that a pod mounts or takes variables from. */
export function configMapsOf(pod: Pod): Set<string> {
  const mounted = (pod.spec.volumes ?? []).flatMap(({ configMap, projected }) => [
    configMap?.name,
    ...(projected?.sources ?? []).map((source) => source.configMap?.name),
  ]);
  const variables = containersOf(pod).flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ...envFrom.map(({ configMapRef }) => configMapRef?.name),
  ]);
  return new Set([...mounted, ...variables].filter((name) => name !== undefined));
}

/** Names of the Secrets that a pod mounts or takes variables from. */
export function secretsOf(pod: Pod): Set<string> {
  const mounted = (pod.spec.volumes ?? []).flatMap(({ secret, projected }) => [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
  ]);
  const variables = containersOf(pod).flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }) => secretRef?.name),
  ]);
  return new Set([...mounted, ...variables].filter((name) => name !== undefined));
}

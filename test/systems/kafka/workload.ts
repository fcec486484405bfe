import { select, type KubernetesObject } from '../../../src/manifests/kinds.js';
import type { Job, StatefulSet } from '../../../src/manifests/workloads.js';
import type { Container } from '../../../src/manifests/pod-spec.js';
import type { FileMap } from '../../support/write-files.js';
import type { Cluster } from './cluster.js';

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

/** How many pods the manifest asks for. */
export function replicasOf({ objects }: Cluster, workload: string): number {
  const found = select(objects, 'apps/v1/StatefulSet');
  return found.find(({ metadata }) => metadata?.name === workload)!.spec!.replicas!;
}

export function containerOf(cluster: Cluster, workload: string): Container {
  return podSpecOf(cluster, workload).containers![0]!;
}

/** The variables that the manifest gives to the container, apart from those of the pod itself. */
export function environmentOf(cluster: Cluster, workload: string): NodeJS.ProcessEnv {
  const { env = [], envFrom = [] } = containerOf(cluster, workload);
  const sources = envFrom.map(({ configMapRef }) => dataOf(cluster, configMapRef!.name!));
  const own = env.flatMap(({ name, value }) => (value === undefined ? [] : [[name!, value]]));
  return Object.assign({}, ...sources, Object.fromEntries(own)) as NodeJS.ProcessEnv;
}

/** What is mounted into the container, by its path in the pod. */
export function configMapsOf(cluster: Cluster, workload: string): FileMap {
  const { volumes = [] } = podSpecOf(cluster, workload);
  const mounts = containerOf(cluster, workload).volumeMounts ?? [];
  const files = mounts.flatMap(({ name, mountPath, subPath }) => {
    const configMap = volumes.find((volume) => volume.name === name)?.configMap?.name;
    if (configMap === undefined) return [];
    return Object.entries(dataOf(cluster, configMap)).map(([key, content]) => {
      const path = subPath === key ? mountPath! : `${mountPath!}/${key}`;
      return [path, { content, mode: '0755' as const }];
    });
  });
  return Object.fromEntries(files) as FileMap;
}

function podSpecOf({ objects }: Cluster, workload: string) {
  const workloads: (StatefulSet | Job)[] = select(objects, 'apps/v1/StatefulSet', 'batch/v1/Job');
  return workloads.find(({ metadata }) => metadata?.name === workload)!.spec!.template!.spec!;
}

function dataOf({ objects }: Cluster, name: string): Readonly<Record<string, string>> {
  const isWanted = ({ kind, metadata }: KubernetesObject) =>
    kind === 'ConfigMap' && metadata?.name === name;
  return (objects.find(isWanted) as ConfigMap).data ?? {};
}

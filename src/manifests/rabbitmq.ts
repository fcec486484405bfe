import type { KubernetesObject } from './kubernetes-object.js';
import type { Container, PodSpec } from './pod-spec.js';

/** `rabbitmq.com/v1beta1`: a cluster that the RabbitMQ cluster operator runs. */
export type RabbitmqCluster = KubernetesObject<{
  readonly image?: string;
  readonly replicas?: number;
  readonly resources?: NonNullable<Container['resources']>;
  readonly persistence?: { readonly storage?: string | number };
  readonly affinity?: NonNullable<PodSpec['affinity']>;
  readonly terminationGracePeriodSeconds?: number;
  readonly rabbitmq?: { readonly additionalConfig?: string };
  readonly override?: {
    readonly statefulSet?: {
      readonly spec?: {
        readonly persistentVolumeClaimRetentionPolicy?: {
          readonly whenDeleted?: string;
          readonly whenScaled?: string;
        };
        readonly template?: { readonly spec?: PodSpec };
      };
    };
  };
}>;

import type { KubernetesObject } from './kubernetes-object.js';
import type { Peer } from './network-policy.js';
import type { Container, PodSpec } from './pod-spec.js';

export interface KafkaListener {
  readonly name?: string;
  readonly port?: number;
  readonly type?: string;
  readonly tls?: boolean;
  readonly authentication?: { readonly type?: string };
  readonly networkPolicyPeers?: readonly Peer[];
}

/** `kafka.strimzi.io/v1`: a cluster that the Strimzi operator runs. */
export type StrimziKafka = KubernetesObject<{
  readonly kafka?: {
    readonly version?: string;
    readonly metadataVersion?: string;
    readonly listeners?: readonly KafkaListener[];
    readonly authorization?: { readonly type?: string };
    readonly config?: Readonly<Record<string, string | number | boolean>>;
    readonly rack?: { readonly type?: string };
    readonly metricsConfig?: { readonly type?: string };
  };
  readonly entityOperator?: {
    readonly topicOperator?: object;
    readonly userOperator?: object;
  };
}>;

/** `kafka.strimzi.io/v1`: nodes of such a cluster that are alike. */
export type StrimziNodePool = KubernetesObject<{
  readonly replicas?: number;
  readonly roles?: readonly string[];
  readonly storage?: {
    readonly volumes?: readonly {
      readonly type?: string;
      readonly size?: string | number;
      readonly deleteClaim?: boolean;
      readonly kraftMetadata?: string;
    }[];
  };
  readonly resources?: NonNullable<Container['resources']>;
  readonly jvmOptions?: { readonly '-Xms'?: string; readonly '-Xmx'?: string };
  readonly template?: {
    readonly pod?: Pick<
      PodSpec,
      'affinity' | 'topologySpreadConstraints' | 'terminationGracePeriodSeconds'
    >;
  };
}>;

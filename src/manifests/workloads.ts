import type { KubernetesObject, LabelSelector, ObjectMeta } from './kubernetes-object.js';
import type { PodSpec } from './pod-spec.js';

export interface PodTemplate {
  readonly metadata?: ObjectMeta;
  readonly spec?: PodSpec;
}

export type Deployment = KubernetesObject<{
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: {
      readonly maxUnavailable?: number | string;
      readonly maxSurge?: number | string;
    };
  };
  readonly revisionHistoryLimit?: number;
  readonly minReadySeconds?: number;
  readonly progressDeadlineSeconds?: number;
}>;

export type StatefulSet = KubernetesObject<{
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly serviceName?: string;
  readonly podManagementPolicy?: string;
  readonly minReadySeconds?: number;
  readonly updateStrategy?: { readonly type?: string };
  readonly persistentVolumeClaimRetentionPolicy?: {
    readonly whenDeleted?: string;
    readonly whenScaled?: string;
  };
  readonly volumeClaimTemplates?: readonly PersistentVolumeClaim[];
}>;

export type DaemonSet = KubernetesObject<{
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
}>;

export interface JobSpec {
  readonly template?: PodTemplate;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly completionMode?: string;
  readonly completions?: number;
  readonly parallelism?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly podReplacementPolicy?: string;
  readonly podFailurePolicy?: {
    readonly rules?: readonly {
      readonly action?: string;
      readonly onExitCodes?: { readonly containerName?: string };
      readonly onPodConditions?: readonly { readonly type?: string }[];
    }[];
  };
  readonly selector?: LabelSelector;
}

export type Job = KubernetesObject<JobSpec>;

export type CronJob = KubernetesObject<{
  readonly jobTemplate?: { readonly spec?: JobSpec };
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly suspend?: boolean;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}>;

export type PersistentVolumeClaim = KubernetesObject<{
  readonly volumeMode?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}>;

export type PodDisruptionBudget = KubernetesObject<{
  readonly maxUnavailable?: number | string;
  readonly minAvailable?: number | string;
  readonly selector?: LabelSelector;
  readonly unhealthyPodEvictionPolicy?: string;
}>;

export type HorizontalPodAutoscaler = KubernetesObject<{
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly scaleTargetRef?: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly name?: string;
  };
  readonly metrics?: readonly {
    readonly type?: string;
    readonly resource?: { readonly name?: string };
  }[];
  readonly behavior?: { readonly scaleDown?: { readonly stabilizationWindowSeconds?: number } };
}>;

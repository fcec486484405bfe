import type { Application, ApplicationSet, AppProject } from './argo-cd.js';
import type { CloudNativePgCluster, ScheduledBackup } from './cloudnative-pg.js';
import type {
  AuthorizationPolicy,
  DestinationRule,
  PeerAuthentication,
  Sidecar,
  Telemetry,
  VirtualService,
} from './istio.js';
import type { KnativeService } from './knative.js';
import type { RabbitmqCluster } from './rabbitmq.js';
import type { StrimziKafka, StrimziNodePool } from './strimzi.js';
import type { NetworkPolicy } from './network-policy.js';
import type { KubernetesObject, Labels, LabelSelector, ObjectMeta } from './kubernetes-object.js';
import type { PodSpec } from './pod-spec.js';

export type { KubernetesObject } from './kubernetes-object.js';

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

export type Service = KubernetesObject<{
  readonly type?: string;
  readonly clusterIP?: string;
  readonly selector?: Labels;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port?: number;
    readonly targetPort?: number | string;
    readonly appProtocol?: string;
    readonly protocol?: string;
    readonly nodePort?: number;
  }[];
}>;

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

export interface ServiceAccount extends KubernetesObject {
  readonly automountServiceAccountToken?: boolean;
}

export interface Role extends KubernetesObject {
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly verbs?: readonly string[];
  }[];
}

export interface RoleBinding extends KubernetesObject {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string }[];
}

export interface WebhookConfiguration extends KubernetesObject {
  readonly webhooks?: readonly { readonly clientConfig?: { readonly caBundle?: string } }[];
}

export type Ingress = KubernetesObject<{
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly {
        readonly backend?: { readonly service?: { readonly name?: string } };
      }[];
    };
  }[];
  readonly tls?: readonly { readonly hosts?: readonly string[] }[];
}>;

export type HttpRoute = KubernetesObject<{
  readonly parentRefs?: readonly object[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly {
    readonly backendRefs?: readonly { readonly name?: string }[];
    readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  }[];
}>;

export type ExternalSecret = KubernetesObject<{
  readonly refreshPolicy?: string;
  readonly target?: { readonly name?: string; readonly immutable?: boolean };
  readonly dataFrom?: readonly { readonly sourceRef?: { readonly generatorRef?: object } }[];
}>;

export type Certificate = KubernetesObject<{ readonly secretName?: string }>;

/** The kinds that rules look into, by `apiVersion/Kind`. */
export interface Kinds {
  readonly 'v1/Pod': KubernetesObject<PodSpec>;
  readonly 'v1/ConfigMap': ConfigMap;
  readonly 'v1/Secret': Secret;
  readonly 'v1/Service': Service;
  readonly 'v1/ServiceAccount': ServiceAccount;
  readonly 'v1/Namespace': KubernetesObject;
  readonly 'v1/PersistentVolumeClaim': PersistentVolumeClaim;
  readonly 'apps/v1/Deployment': Deployment;
  readonly 'apps/v1/StatefulSet': StatefulSet;
  readonly 'apps/v1/DaemonSet': DaemonSet;
  readonly 'batch/v1/Job': Job;
  readonly 'batch/v1/CronJob': CronJob;
  readonly 'policy/v1/PodDisruptionBudget': PodDisruptionBudget;
  readonly 'autoscaling/v2/HorizontalPodAutoscaler': HorizontalPodAutoscaler;
  readonly 'networking.k8s.io/v1/NetworkPolicy': NetworkPolicy;
  readonly 'networking.k8s.io/v1/Ingress': Ingress;
  readonly 'gateway.networking.k8s.io/v1/HTTPRoute': HttpRoute;
  readonly 'rbac.authorization.k8s.io/v1/Role': Role;
  readonly 'rbac.authorization.k8s.io/v1/RoleBinding': RoleBinding;
  readonly 'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': WebhookConfiguration;
  readonly 'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': WebhookConfiguration;
  readonly 'external-secrets.io/v1/ExternalSecret': ExternalSecret;
  readonly 'bitnami.com/v1alpha1/SealedSecret': KubernetesObject;
  readonly 'cert-manager.io/v1/Certificate': Certificate;
  readonly 'security.istio.io/v1/PeerAuthentication': PeerAuthentication;
  readonly 'security.istio.io/v1/AuthorizationPolicy': AuthorizationPolicy;
  readonly 'networking.istio.io/v1/DestinationRule': DestinationRule;
  readonly 'networking.istio.io/v1/VirtualService': VirtualService;
  readonly 'networking.istio.io/v1/Sidecar': Sidecar;
  readonly 'telemetry.istio.io/v1/Telemetry': Telemetry;
  readonly 'serving.knative.dev/v1/Service': KnativeService;
  readonly 'rabbitmq.com/v1beta1/RabbitmqCluster': RabbitmqCluster;
  readonly 'kafka.strimzi.io/v1/Kafka': StrimziKafka;
  readonly 'kafka.strimzi.io/v1/KafkaNodePool': StrimziNodePool;
  readonly 'postgresql.cnpg.io/v1/Cluster': CloudNativePgCluster;
  readonly 'postgresql.cnpg.io/v1/ScheduledBackup': ScheduledBackup;
  readonly 'argoproj.io/v1alpha1/Application': Application;
  readonly 'argoproj.io/v1alpha1/ApplicationSet': ApplicationSet;
  readonly 'argoproj.io/v1alpha1/AppProject': AppProject;
}

export type Kind = keyof Kinds;

/** The objects of some kinds, in the order in which they stand. */
export function select<K extends Kind>(
  objects: readonly KubernetesObject[],
  ...kinds: readonly K[]
): Kinds[K][] {
  const wanted: ReadonlySet<string> = new Set(kinds);
  return objects.filter(({ apiVersion, kind }) =>
    wanted.has(`${apiVersion ?? ''}/${kind ?? ''}`),
  ) as Kinds[K][];
}

export function isOfKind<K extends Kind>(object: KubernetesObject, kind: K): object is Kinds[K] {
  return `${object.apiVersion ?? ''}/${object.kind ?? ''}` === kind;
}

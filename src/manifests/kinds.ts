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
import type { KubernetesObject } from './kubernetes-object.js';
import type { PodSpec } from './pod-spec.js';
import type { HttpRoute, Ingress, Service } from './services.js';
import type {
  Deployment,
  StatefulSet,
  DaemonSet,
  Job,
  CronJob,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  HorizontalPodAutoscaler,
} from './workloads.js';

export type { KubernetesObject } from './kubernetes-object.js';

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

import type { LabelSelector } from './kubernetes-object.js';

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly fsGroup?: number;
    readonly fsGroupChangePolicy?: string;
    readonly seccompProfile?: { readonly type?: string };
  };
  readonly topologySpreadConstraints?: readonly TopologySpread[];
  readonly affinity?: {
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
      readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
        readonly podAffinityTerm?: PodAffinityTerm;
      }[];
    };
  };
}

export interface TopologySpread {
  readonly topologyKey?: string;
  readonly maxSkew?: number;
  readonly whenUnsatisfiable?: string;
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
}

export interface PodAffinityTerm {
  readonly topologyKey?: string;
  readonly labelSelector?: LabelSelector;
}

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly EnvironmentVariable[];
  readonly envFrom?: readonly { readonly configMapRef?: NamedRef; readonly secretRef?: NamedRef }[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort?: number;
    readonly hostPort?: number;
  }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: {
      readonly add?: readonly string[];
      readonly drop?: readonly string[];
    };
  };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: {
    readonly preStop?: {
      readonly sleep?: { readonly seconds?: number };
      readonly exec?: { readonly command?: readonly string[] };
    };
  };
  readonly terminationMessagePolicy?: string;
  readonly volumeMounts?: readonly {
    readonly name?: string;
    readonly mountPath?: string;
    readonly readOnly?: boolean;
    readonly subPath?: string;
  }[];
}

export interface EnvironmentVariable {
  readonly name?: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly configMapKeyRef?: NamedRef & { readonly key?: string };
    readonly fieldRef?: { readonly fieldPath?: string };
    readonly secretKeyRef?: NamedRef & { readonly key?: string };
  };
}

export interface NamedRef {
  readonly name?: string;
  readonly optional?: boolean;
}

/** Without `items`, all keys are mounted. */
export interface MountedRef extends NamedRef {
  readonly items?: readonly { readonly key?: string }[];
}

export interface Probe {
  readonly httpGet?: {
    readonly path?: string;
    readonly port?: number | string;
    readonly host?: string;
  };
  readonly tcpSocket?: { readonly port?: number | string; readonly host?: string };
  readonly exec?: { readonly command?: readonly string[] };
  readonly grpc?: { readonly port?: number };
  readonly failureThreshold?: number;
  readonly periodSeconds?: number;
}

export interface Volume {
  readonly name?: string;
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string | number };
  readonly configMap?: MountedRef;
  readonly secret?: {
    readonly secretName?: string;
    readonly defaultMode?: number;
    readonly optional?: boolean;
  };
  readonly projected?: {
    readonly defaultMode?: number;
    readonly sources?: readonly { readonly configMap?: MountedRef; readonly secret?: NamedRef }[];
  };
  readonly hostPath?: object;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
}

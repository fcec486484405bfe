import type { KubernetesObject, Labels, LabelSelector } from './kubernetes-object.js';

export type PeerAuthentication = KubernetesObject<{
  readonly selector?: LabelSelector;
  readonly mtls?: { readonly mode?: string };
}>;

export type AuthorizationPolicy = KubernetesObject<{
  readonly selector?: LabelSelector;
  readonly targetRefs?: readonly object[];
  readonly action?: string;
  readonly rules?: readonly {
    readonly from?: readonly { readonly source?: { readonly principals?: readonly string[] } }[];
    readonly to?: readonly { readonly operation?: { readonly ports?: readonly string[] } }[];
  }[];
}>;

export interface TrafficPolicy {
  readonly tls?: { readonly mode?: string };
  readonly loadBalancer?: { readonly simple?: string };
  readonly connectionPool?: {
    readonly tcp?: { readonly maxConnections?: number; readonly connectTimeout?: string };
    readonly http?: { readonly http1MaxPendingRequests?: number };
  };
  readonly outlierDetection?: {
    readonly consecutive5xxErrors?: number;
    readonly maxEjectionPercent?: number;
    readonly minHealthPercent?: number;
  };
}

export type DestinationRule = KubernetesObject<{
  readonly host?: string;
  readonly trafficPolicy?: TrafficPolicy;
  readonly subsets?: readonly { readonly name?: string; readonly labels?: Labels }[];
}>;

export interface HttpMatch {
  readonly method?: { readonly exact?: string };
}

export interface VirtualRoute {
  readonly name?: string;
  readonly match?: readonly HttpMatch[];
  readonly timeout?: string;
  readonly retries?: {
    readonly attempts?: number;
    readonly perTryTimeout?: string;
    readonly retryOn?: string;
  };
  readonly route?: readonly {
    readonly destination?: { readonly host?: string; readonly subset?: string };
    readonly weight?: number;
  }[];
}

export type VirtualService = KubernetesObject<{
  readonly hosts?: readonly string[];
  readonly http?: readonly VirtualRoute[];
}>;

export type Telemetry = KubernetesObject<{
  readonly tracing?: readonly { readonly randomSamplingPercentage?: number }[];
  readonly accessLogging?: readonly { readonly filter?: object }[];
}>;

export type Sidecar = KubernetesObject<{
  readonly egress?: readonly { readonly hosts?: readonly string[] }[];
}>;

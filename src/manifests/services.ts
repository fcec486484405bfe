import type { KubernetesObject, Labels } from './kubernetes-object.js';

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

export interface IngressBackend {
  readonly service?: {
    readonly name?: string;
    readonly port?: { readonly name?: string; readonly number?: number };
  };
}

export type Ingress = KubernetesObject<{
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly {
        readonly backend?: IngressBackend;
      }[];
    };
  }[];
  readonly defaultBackend?: IngressBackend;
  readonly tls?: readonly { readonly hosts?: readonly string[] }[];
}>;

export type HttpRoute = KubernetesObject<{
  readonly parentRefs?: readonly object[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly {
    readonly backendRefs?: readonly {
      readonly kind?: string;
      readonly name?: string;
      readonly namespace?: string;
      readonly port?: number;
    }[];
    readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  }[];
}>;

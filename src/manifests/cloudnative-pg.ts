import type { KubernetesObject } from './kubernetes-object.js';

/** What the rules read of a PostgreSQL cluster that the CloudNativePG operator runs. */
export type CloudNativePgCluster = KubernetesObject<{
  readonly imageName?: string;
  readonly instances?: number;
  readonly enablePDB?: boolean;
  readonly enableSuperuserAccess?: boolean;
  readonly primaryUpdateStrategy?: string;
  readonly bootstrap?: {
    readonly initdb?: {
      readonly database?: string;
      readonly owner?: string;
      readonly secret?: { readonly name?: string };
    };
  };
  readonly postgresql?: {
    readonly synchronous?: {
      readonly method?: string;
      readonly number?: number;
      readonly failoverQuorum?: boolean;
    };
  };
  readonly affinity?: {
    readonly enablePodAntiAffinity?: boolean;
    readonly podAntiAffinityType?: string;
    readonly topologyKey?: string;
  };
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly storage?: { readonly size?: string | number };
  readonly walStorage?: { readonly size?: string | number };
  readonly plugins?: readonly {
    readonly name?: string;
    readonly isWALArchiver?: boolean;
    readonly parameters?: Readonly<Record<string, string>>;
  }[];
}>;

export type ScheduledBackup = KubernetesObject<{
  readonly schedule?: string;
  readonly method?: string;
  readonly cluster?: { readonly name?: string };
}>;

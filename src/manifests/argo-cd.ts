import type { KubernetesObject, Labels, ObjectMeta } from './kubernetes-object.js';

/** Views of Argo CD's objects, in the words of its `types.go`. */
export interface Source {
  readonly repoURL?: string;
  readonly targetRevision?: string;
  readonly path?: string;
  readonly chart?: string;
  readonly kustomize?: object;
  readonly plugin?: object;
  readonly directory?: object;
  readonly helm?: { readonly releaseName?: string; readonly valueFiles?: readonly string[] };
}

export interface ApplicationDestination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface IgnoreDifference {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
  readonly managedFieldsManagers?: readonly string[];
}

export interface ApplicationSpec {
  readonly project?: string;
  readonly source?: Source;
  readonly sources?: readonly Source[];
  readonly sourceHydrator?: object;
  readonly destination?: ApplicationDestination;
  readonly revisionHistoryLimit?: number;
  readonly ignoreDifferences?: readonly IgnoreDifference[];
  readonly syncPolicy?: {
    readonly automated?: {
      readonly enabled?: boolean;
      readonly prune?: boolean;
      readonly selfHeal?: boolean;
      readonly allowEmpty?: boolean;
    };
    readonly syncOptions?: readonly string[];
    readonly managedNamespaceMetadata?: { readonly labels?: Labels };
    readonly retry?: {
      readonly limit?: number;
      readonly refresh?: boolean;
      readonly backoff?: {
        readonly duration?: string;
        readonly factor?: number;
        readonly maxDuration?: string;
      };
    };
  };
}

export type Application = KubernetesObject<ApplicationSpec>;

export interface ResourceKind {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
}

export interface SyncWindow {
  readonly kind?: string;
  readonly schedule?: string;
  readonly duration?: string;
  readonly timeZone?: string;
  readonly description?: string;
  readonly applications?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly clusters?: readonly string[];
}

export interface ProjectRole {
  readonly name?: string;
  readonly policies?: readonly string[];
  readonly groups?: readonly string[];
}

export type AppProject = KubernetesObject<{
  readonly sourceRepos?: readonly string[];
  readonly destinations?: readonly ApplicationDestination[];
  readonly clusterResourceWhitelist?: readonly ResourceKind[];
  readonly clusterResourceBlacklist?: readonly ResourceKind[];
  readonly namespaceResourceWhitelist?: readonly ResourceKind[];
  readonly namespaceResourceBlacklist?: readonly ResourceKind[];
  readonly roles?: readonly ProjectRole[];
  readonly syncWindows?: readonly SyncWindow[];
  readonly signatureKeys?: readonly object[];
  readonly orphanedResources?: { readonly warn?: boolean };
}>;

/** Of the generators, the list is read; others are known by their key. */
export interface Generator {
  readonly list?: { readonly elements?: readonly ListElement[] };
  readonly matrix?: { readonly generators?: readonly Generator[] };
  readonly merge?: { readonly generators?: readonly Generator[] };
  readonly git?: {
    readonly requeueAfterSeconds?: number;
    readonly pathParamPrefix?: string;
    readonly directories?: readonly { readonly path?: string; readonly exclude?: boolean }[];
  };
  readonly [other: string]: unknown;
}

export type ListElement = Readonly<Record<string, unknown>>;

export type ApplicationSet = KubernetesObject<{
  readonly goTemplate?: boolean;
  readonly goTemplateOptions?: readonly string[];
  readonly generators?: readonly Generator[];
  readonly syncPolicy?: {
    readonly applicationsSync?: string;
    readonly preserveResourcesOnDeletion?: boolean;
  };
  readonly strategy?: {
    readonly type?: string;
    readonly rollingSync?: {
      readonly steps?: readonly {
        readonly matchExpressions?: readonly {
          readonly key?: string;
          readonly operator?: string;
          readonly values?: readonly string[];
        }[];
        readonly maxUpdate?: number | string;
      }[];
    };
  };
  readonly template?: { readonly metadata?: ObjectMeta; readonly spec?: ApplicationSpec };
  readonly templatePatch?: string;
}>;

import type { Place } from '../errors.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import type { SchemaChecker } from '../manifests/schema-checker.js';
import type { FileTree } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';

/** What one root kustomization builds to. */
export interface Build {
  /** From the repository's root: `overlays/prod/shop`. */
  readonly folder: string;
  /** Name of the environment, where the folder is of the known layout. */
  readonly env?: string;
  /** Name of the app, where the folder is of the known layout. */
  readonly app?: string;
  readonly objects: readonly KubernetesObject[];
  /** What the build printed to standard error; the failure, where there was one. */
  readonly complaint?: string;
  /** The files that the objects stand in, where no kustomization of the folder says so. */
  readonly sources?: readonly string[];
}

/** A root whose objects are not known, so that no rule was held against them. */
export interface Unbuilt extends Omit<Build, 'objects' | 'complaint' | 'sources'> {
  /** `elsewhere`: it reads what is not in the repository; `no-helm`: it is a chart, and Helm is missing. */
  readonly reason: 'failed' | 'elsewhere' | 'no-helm';
  readonly message: string;
  readonly place: Place;
}

/** What `update --check` would say. */
export interface Drift {
  /** Files that it would write. */
  readonly pending: readonly string[];
  /** Files in which it would ask a person, or is waiting for one. */
  readonly conflicts: readonly string[];
  /** Why it would not begin at all. */
  readonly refused?: Problem;
}

/** What an error says, as a value. */
export interface Problem {
  readonly message: string;
  readonly place?: Place;
}

/** A state of a repository, as far as it is known. */
export interface Repository {
  readonly files: FileTree;
  readonly overlays: readonly Build[];
  /** What `argocd/` builds to. */
  readonly argocd: Build;
  /** Absent: the repository has no `gitops-gen.yaml`. */
  readonly model?: RepositoryModel;
  readonly schemas: SchemaChecker;
  /** The state to compare with, for what must not change. */
  readonly baseline?: Pick<Repository, 'overlays' | 'argocd'>;
  /** Why the `gitops-gen.yaml` that is there cannot be read. */
  readonly modelProblem?: Problem;
  readonly unbuilt?: readonly Unbuilt[];
  /** Absent where nobody asked, or there is no model. */
  readonly drift?: Drift;
}

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
}

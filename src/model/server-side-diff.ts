import type { Environment, RepositoryModel } from './repository-model.js';

/** The Kubernetes minor whose schema is compiled into an Argo CD minor; later ones have 37. */
const COMPILED_IN: Readonly<Record<string, number>> = { '3.3': 34, '3.4': 34, '3.5': 36 };

/** Argo CD compares with a schema of its own, which lacks what a newer Kubernetes has (A27). */
export function needsServerSideDiff(model: RepositoryModel, environment?: Environment): boolean {
  const version = environment?.kubernetesVersion ?? model.kubernetesVersion;
  if (version === undefined) return true;
  return Number(version.split('.')[1]) > (COMPILED_IN[model.argocd.version] ?? 37);
}

import type { ManagedTree } from '../model/file-tree.js';
import { overlayFolder } from '../model/overlays.js';
import type { Environment, RepositoryModel } from '../model/repository-model.js';
import { kustomizationClosure } from './closure.js';

/** Kinds whose objects are in no namespace, and their groups: an AppProject allows them one by one. */
const GROUPS: Readonly<Record<string, string>> = {
  APIService: 'apiregistration.k8s.io',
  ClusterExternalSecret: 'external-secrets.io',
  ClusterIssuer: 'cert-manager.io',
  ClusterRole: 'rbac.authorization.k8s.io',
  ClusterRoleBinding: 'rbac.authorization.k8s.io',
  ClusterSecretStore: 'external-secrets.io',
  CustomResourceDefinition: 'apiextensions.k8s.io',
  GatewayClass: 'gateway.networking.k8s.io',
  IngressClass: 'networking.k8s.io',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io',
  PersistentVolume: '',
  PriorityClass: 'scheduling.k8s.io',
  RuntimeClass: 'node.k8s.io',
  StorageClass: 'storage.k8s.io',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io',
  ValidatingAdmissionPolicyBinding: 'admissionregistration.k8s.io',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io',
};

export interface ClusterKind {
  readonly group: string;
  readonly kind: string;
}

export type ClusterKindsByApp = ReadonlyMap<string, readonly ClusterKind[]>;

/**
 * The kinds of the cluster-wide objects of each app: those in the files that one of its overlays
 * reaches, and in its chart, where only Helm can tell what is left out.
 */
export function clusterKindsByApp(
  { environments }: Pick<RepositoryModel, 'environments'>,
  files: ManagedTree,
): ClusterKindsByApp {
  const kinds = new Map<string, ClusterKind[]>();
  const closures = new Map<string, ReadonlySet<string>>();
  for (const [path, { app, content }] of files) {
    const found = app === undefined ? [] : clusterKindsIn(content);
    if (app === undefined || found.length === 0) continue;
    const reached = closures.get(app) ?? filesOfOverlays(app, environments, files);
    closures.set(app, reached);
    const counts = reached.has(path) || path.startsWith(`charts/${app}/`);
    if (counts) kinds.set(app, [...(kinds.get(app) ?? []), ...found]);
  }
  return kinds;
}

function filesOfOverlays(
  app: string,
  environments: readonly Environment[],
  files: ManagedTree,
): ReadonlySet<string> {
  const folders = environments.map(({ name }) => overlayFolder(name, app));
  return new Set(folders.flatMap((folder) => [...kustomizationClosure(files, folder)]));
}

/** The kinds of cluster-wide objects in a manifest, or in the template of one. */
export function clusterKindsIn(text: string): ClusterKind[] {
  return [...text.matchAll(/^kind: (\w+)/gm)].flatMap(([, kind = '']) => {
    const group = GROUPS[kind];
    return group === undefined ? [] : [{ group, kind }];
  });
}

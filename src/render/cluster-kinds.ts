import type { ManagedTree } from '../model/file-tree.js';

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

/** The kinds of the cluster-wide objects that the files of each app hold. */
export function clusterKindsByApp(files: ManagedTree): ClusterKindsByApp {
  const kinds = new Map<string, ClusterKind[]>();
  for (const { app, content } of files.values()) {
    const found = app === undefined ? [] : clusterKindsIn(content);
    if (app !== undefined && found.length > 0) {
      kinds.set(app, [...(kinds.get(app) ?? []), ...found]);
    }
  }
  return kinds;
}

/** The kinds of cluster-wide objects in a manifest, or in the template of one. */
export function clusterKindsIn(text: string): ClusterKind[] {
  return [...text.matchAll(/^kind: (\w+)/gm)].flatMap(([, kind = '']) => {
    const group = GROUPS[kind];
    return group === undefined ? [] : [{ group, kind }];
  });
}

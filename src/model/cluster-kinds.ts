/** Kinds whose objects are in no namespace, and their groups: an AppProject allows them one by one. */
const GROUPS: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

export const KNOWN_CLUSTER_KINDS: readonly string[] = [...GROUPS.keys()];

export interface ClusterKind {
  readonly group: string;
  readonly kind: string;
}

/** `PriorityClass`, or with its group `ClusterPolicy.kyverno.io`; `undefined` for a bare kind that is not known. */
export function clusterKind(text: string): ClusterKind | undefined {
  const [kind = '', ...rest] = text.split('.');
  const group = rest.length > 0 ? rest.join('.') : GROUPS.get(kind);
  return group === undefined ? undefined : { group, kind };
}

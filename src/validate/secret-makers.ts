import type { CloudNativePgCluster } from '../manifests/cloudnative-pg.js';
import { select, type Role } from '../manifests/kinds.js';
import type { KubernetesObject } from '../manifests/kubernetes-object.js';

/** What operators call the Secrets that they make for an object of theirs. */
const OPERATORS: Readonly<Record<string, (name: string) => string[]>> = {
  'rabbitmq.com/v1beta1/RabbitmqCluster': (name) => [
    `${name}-default-user`,
    `${name}-erlang-cookie`,
  ],
  'kafka.strimzi.io/v1/KafkaUser': (name) => [name],
  'kafka.strimzi.io/v1/Kafka': (name) => [`${name}-cluster-ca-cert`],
};

/** Everything among the objects that makes the Secret of that name. */
export function makersOf(secret: string, objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.filter((object) => madeBy(object, objects).includes(secret));
}

/** The Job that runs with a role which may create Secrets. */
export function secretMaker(
  role: Role,
  objects: readonly KubernetesObject[],
): KubernetesObject | undefined {
  if (!createsSecrets(role)) return undefined;
  const accounts = select(objects, 'rbac.authorization.k8s.io/v1/RoleBinding')
    .filter(({ roleRef }) => roleRef?.name === role.metadata?.name)
    .flatMap(({ subjects = [] }) => subjects.map(({ name }) => name));
  return select(objects, 'batch/v1/Job').find(({ spec }) =>
    accounts.includes(spec?.template?.spec?.serviceAccountName),
  );
}

/** Names of the Secrets that an object makes. */
function madeBy(object: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  const name = object.metadata?.name ?? '';
  const [external] = select([object], 'external-secrets.io/v1/ExternalSecret');
  if (external) return [external.spec?.target?.name ?? name];
  const [certificate] = select([object], 'cert-manager.io/v1/Certificate');
  if (certificate) return [certificate.spec?.secretName ?? ''];
  const [cluster] = select([object], 'postgresql.cnpg.io/v1/Cluster');
  if (cluster) return madeByCluster(name, cluster);
  if (object.kind === 'SealedSecret' || object.kind === 'Secret') return [name];
  if (object.kind === 'Job') return madeByJob(object, objects);
  return OPERATORS[`${object.apiVersion ?? ''}/${object.kind ?? ''}`]?.(name) ?? [];
}

/** CloudNativePG makes the login of the application, unless it is told where to find it. */
function madeByCluster(name: string, { spec }: CloudNativePgCluster): string[] {
  const { secret } = spec?.bootstrap?.initdb ?? {};
  return [...(secret ? [] : [`${name}-app`]), `${name}-superuser`, `${name}-ca`];
}

/** A Job makes what its role may look at, and no more: `create` cannot be bound to a name. */
function madeByJob(job: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  return select(objects, 'rbac.authorization.k8s.io/v1/Role')
    .filter((role) => secretMaker(role, objects) === job)
    .flatMap(({ rules = [] }) => rules.flatMap(({ resourceNames = [] }) => resourceNames));
}

function createsSecrets({ rules = [] }: Role): boolean {
  return rules.some(
    ({ resources = [], verbs = [] }) => resources.includes('secrets') && verbs.includes('create'),
  );
}

/** What names a Kubernetes object in one cluster. `group` is empty for the core group. */
export interface ObjectId {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** `apps/v1` → `apps`; `v1` → ``. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `Deployment.apps shop-dev/web`: the form in which findings and errors name an object. */
export function formatObjectId({ group, kind, namespace, name }: ObjectId): string {
  const type = group === '' ? kind : `${kind}.${group}`;
  return `${type} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

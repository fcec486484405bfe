/** What kustomize appends: a hash whose letters spell no words. */
const HASHED = /-[2456789bcdfghkmt]{10}$/;

/** Whether kustomize made the name, and makes another one when the content changes. */
export function isHashed(name: string): boolean {
  return HASHED.test(name);
}

/** What a generator calls it; any other name as it is. */
export function withoutHash(name: string): string {
  return name.replace(HASHED, '');
}

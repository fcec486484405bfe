/** Whether a field is left to a default that is `value`, or says so itself. */
export function isAbsentOr<T>(field: T | undefined, value: T): boolean {
  return field === undefined || field === value;
}

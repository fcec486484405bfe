/** Whether a text is in a list more than once. */
export function hasTwice(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}

/** `text` with the user part of every URL in it removed: it may hold a token. */
export function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s]+@/gi, '$1');
}

/** An image as a container runtime names it; `name` is registry and repository as written. */
export interface ImageReference {
  readonly name: string;
  readonly tag?: string;
  /** `sha256:<64 hex>` or `sha512:<128 hex>`. */
  readonly digest?: string;
}

/** Grammar: distribution/reference, `regexp.go`. */
const DOMAIN_LABEL = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)';
const HOST = `(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const NAME = new RegExp(`^(?:${HOST}(?::[0-9]+)?/)?${PATH_PART}(?:/${PATH_PART})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
const MAX_NAME_LENGTH = 255;

export function isImageName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && NAME.test(text);
}

export function isImageTag(text: string): boolean {
  return TAG.test(text);
}

export function isImageDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * Cuts `name[:tag][@digest]` at its separators without judging the parts. The colon of a port is
 * no separator: a tag never stands before a `/` or inside of `[…]`.
 */
export function splitReference(text: string): ImageReference {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > Math.max(named.lastIndexOf('/'), named.lastIndexOf(']'));
  return {
    name: tagged ? named.slice(0, colon) : named,
    ...(tagged && { tag: named.slice(colon + 1) }),
    ...(at >= 0 && { digest: text.slice(at + 1) }),
  };
}

/** The reference that `text` is, or `undefined` if any part of it is not well-formed. */
export function parseImageReference(text: string): ImageReference | undefined {
  const { name, tag, digest } = splitReference(text);
  const wellFormed =
    isImageName(name) &&
    (tag === undefined || isImageTag(tag)) &&
    (digest === undefined || isImageDigest(digest));
  return wellFormed ? splitReference(text) : undefined;
}

export function formatImageReference({ name, tag, digest }: ImageReference): string {
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Registry and repository apart; the first part is a registry if it has a `.`, a port or is localhost. */
export function splitRegistry(name: string): {
  readonly registry?: string;
  readonly repository: string;
} {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = first === 'localhost' || /[.:A-Z]/.test(first);
  return isRegistry ? { registry: first, repository: name.slice(slash + 1) } : { repository: name };
}

/** The shortest name of the same repository: Docker Hub's registry and `library/` are implied. */
export function familiarName(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\/(?=[^/]+$)/, '');
}

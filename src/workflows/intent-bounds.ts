/**
 * What both who publishes an intent and who reads one hold to. It stands apart from the schema, which
 * most who publish never need.
 */

/** The milliseconds of a day: after that nobody wants an old tag any more. */
export const LONGEST_WAIT = 86_400_000;

/** As many images as are set in one file. */
export const MAX_CHANGES = 100;

const DEPLOYED =
  /^(?!(.*\/)?\.)(.*\/)?(kustomization\.ya?ml|Kustomization|[^/]*values[^/]*\.ya?ml)$/;

/**
 * Whether a file is a kustomization or Helm values, in no hidden folder. Other files name images as
 * well: those in which pipelines run, with their secrets.
 */
export function isDeployed(path: string): boolean {
  return DEPLOYED.test(path);
}

/** Each file costs whoever lands it the same, and so none is named often. */
export function areDistinct(targets: readonly { readonly path: string }[]): boolean {
  return new Set(targets.map(({ path }) => path)).size === targets.length;
}

/** Of one line, and not too long. */
export function isLine(text: string): boolean {
  return /^\P{Cc}*$/u.test(text) && text.length <= 2000;
}

/** Of any lines, and not too long. */
export function isText(text: string): boolean {
  return text.length <= 20_000;
}

export function isOrderKey(digits: string): boolean {
  return /^\d{1,30}$/.test(digits);
}

/** The folder of the state, below the repository's root. */
export const STATE_FOLDER = '.gitops-gen';
export const SCHEMA_PATH = `${STATE_FOLDER}/schema.json`;
export const REPOSITORY_LOCK_PATH = `${STATE_FOLDER}/lock.yaml`;

/** Each app has a lock of its own, so that branches which add different apps do not meet. */
export function lockPathOf(app: string | undefined): string {
  return app === undefined ? REPOSITORY_LOCK_PATH : `${STATE_FOLDER}/apps/${app}.lock.yaml`;
}

const LOCK_PATH = /^\.gitops-gen\/(lock\.yaml|apps\/[^/]+\.lock\.yaml)$/;
const PRISTINE_PREFIX = `${STATE_FOLDER}/pristine/`;
const PRISTINE_SUFFIX = '.pristine';

export function isLockPath(path: string): boolean {
  return LOCK_PATH.test(path);
}

/** Where the copy of a managed file stands, as it was last written by this program. */
export function pristinePathOf(path: string): string {
  return `${PRISTINE_PREFIX}${path}${PRISTINE_SUFFIX}`;
}

/** The file that a pristine copy is of, or `undefined` if the path is none of a pristine copy. */
export function pristineOriginal(path: string): string | undefined {
  const isPristine = path.startsWith(PRISTINE_PREFIX) && path.endsWith(PRISTINE_SUFFIX);
  return isPristine ? path.slice(PRISTINE_PREFIX.length, -PRISTINE_SUFFIX.length) : undefined;
}

import { UsageError } from '../errors.js';
import type { FileTree } from '../model/file-tree.js';
import { didYouMean } from '../model/nearest.js';
import { ARGOCD_FOLDER } from './argocd-build.js';
import { isAffected, type Root } from './roots.js';
import type { Finding } from './run-rules.js';

/** What of a repository is looked at. */
export interface Selection {
  /** Names; none means all. */
  readonly env: readonly string[];
  readonly app: readonly string[];
  /** Paths that changed; absent: all is looked at. */
  readonly changed?: ReadonlySet<string>;
}

export interface Selected {
  readonly roots: readonly Root[];
  /** Whether a finding is about what was selected. */
  readonly isMeant: (finding: Finding) => boolean;
}

/** Every rule reads it, and so everything is affected. */
const MODEL = 'gitops-gen.yaml';

/**
 * The roots that a selection means. What Argo CD is told is built in any case: rules about
 * overlays read it.
 *
 * @throws UsageError where there is no environment or app of a name.
 */
export function selectRoots(
  roots: readonly Root[],
  files: FileTree,
  { env, app, changed }: Selection,
): Selected {
  const hasChanged = (root: Root) =>
    changed === undefined || changed.has(MODEL) || isAffected(root, changed, files);
  const meant = namedRoots(roots, { env, app }).filter(hasChanged);
  if (meant.length === roots.length) return { roots, isMeant: () => true };
  const byName = env.length > 0 || app.length > 0;
  const paths = new Set([
    ...meant.flatMap(({ reads }) => [...reads]),
    ...(byName ? [] : (changed ?? [])),
  ]);
  const folders = new Set(meant.map(({ folder }) => folder));
  return {
    roots: roots.filter((root) => folders.has(root.folder) || root.folder === ARGOCD_FOLDER),
    isMeant: ({ rule, place, folder }) =>
      (!byName && rule.startsWith('model/')) ||
      folders.has(folder ?? '') ||
      (place !== undefined && (paths.has(place.path) || folders.has(place.path))),
  };
}

/**
 * The roots of environments and apps.
 *
 * @throws UsageError where there is no environment or app of a name.
 */
export function namedRoots(
  roots: readonly Root[],
  { env, app }: Pick<Selection, 'env' | 'app'>,
): Root[] {
  refuseUnknown(
    'environment',
    env,
    roots.flatMap((root) => root.env ?? []),
  );
  refuseUnknown(
    'app',
    app,
    roots.flatMap((root) => root.app ?? []),
  );
  const isNamed = (names: readonly string[], name: string | undefined) =>
    names.length === 0 || (name !== undefined && names.includes(name));
  return roots.filter((root) => isNamed(env, root.env) && isNamed(app, root.app));
}

function refuseUnknown(what: string, wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const names = [...new Set(known)].sort();
  throw new UsageError(`there is no ${what} "${unknown}"${didYouMean(unknown, names)}`, {
    code: 'TARGET_NOT_FOUND',
    hint:
      names.length === 0
        ? `No folder is named after an ${what}.`
        : `There are: ${names.join(', ')}.`,
  });
}

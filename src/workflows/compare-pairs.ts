import { compareObjects, type Identity, type ObjectChange } from '../manifests/compare-objects.js';
import type { Build, Unbuilt } from '../validate/repository.js';
import type { Root } from '../validate/roots.js';
import { buildRoots, type OnProgress } from './build-roots.js';
import type { Sources } from './validate-sources.js';

/** What is compared. */
export type Side =
  | { readonly revision: string; readonly commit: string }
  | { readonly environment: string }
  | { readonly workingTree: true };

/** One state of what is built. */
export interface Snapshot {
  readonly side: Side;
  readonly sources: Sources;
  /** Puts on disk what the roots read, where it is not there yet. */
  readonly provide?: (roots: readonly Root[]) => Promise<void>;
}

/** One thing on both sides; absent where it is not there. */
export interface RootPair {
  readonly before?: Root;
  readonly after?: Root;
}

/** What differs in a root. */
export interface RootDifference {
  readonly before?: Pick<Root, 'folder' | 'env' | 'app'>;
  readonly after?: Pick<Root, 'folder' | 'env' | 'app'>;
  readonly changes: readonly ObjectChange[];
}

/** Why it is not known whether something differs. */
export interface NotCompared {
  readonly side: 'before' | 'after';
  readonly folder: string;
  readonly message: string;
}

export interface Difference {
  readonly before: Side;
  readonly after: Side;
  /** Those that differ, by folder. */
  readonly roots: readonly RootDifference[];
  readonly notCompared: readonly NotCompared[];
}

export interface Comparison {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly pairs: readonly RootPair[];
  readonly identity?: Identity;
}

/**
 * Builds pairs of roots and compares what they build to. What does not build is part of the result.
 *
 * @throws UsageError where neither kustomize nor kubectl is there.
 */
export async function comparePairs(
  { before, after, pairs, identity }: Comparison,
  onProgress: OnProgress,
): Promise<Difference> {
  const old = pairs.flatMap((pair) => pair.before ?? []);
  const young = pairs.flatMap((pair) => pair.after ?? []);
  const all = old.length + young.length;
  await before.provide?.(old);
  await after.provide?.(young);
  const was = await buildRoots(before.sources, old, (done) => {
    onProgress(done, all);
  });
  const is = await buildRoots(after.sources, young, (done) => {
    onProgress(old.length + done, all);
  });
  const roots = pairs.flatMap((pair) => {
    const [objects, others] = [
      objectsOf(pair.before, was.builds),
      objectsOf(pair.after, is.builds),
    ];
    if (!objects || !others) return [];
    const changes = compareObjects(objects, others, identity);
    return changes.length === 0 ? [] : [{ ...pair, changes }];
  });
  return {
    before: before.side,
    after: after.side,
    roots,
    notCompared: [
      ...problemsOf('before', before.sources, was.unbuilt),
      ...problemsOf('after', after.sources, is.unbuilt),
    ],
  };
}

/** None where there is no root; `undefined` where it does not build. */
function objectsOf(root: Root | undefined, builds: readonly Build[]) {
  return root ? builds.find(({ folder }) => folder === root.folder)?.objects : [];
}

function problemsOf(
  side: NotCompared['side'],
  { modelProblem }: Sources,
  unbuilt: readonly Unbuilt[],
): NotCompared[] {
  return [
    ...(modelProblem
      ? [{ side, folder: '.', message: `charts are not compared: ${modelProblem.message}` }]
      : []),
    ...unbuilt.map(({ folder, message }) => ({ side, folder, message })),
  ];
}

import { basename, join } from 'node:path';
import { dirname } from 'node:path/posix';
import { UsageError } from '../errors.js';
import { checkOut } from '../io/git/check-out.js';
import { openGit, type Git } from '../io/git/open-git.js';
import { findWorktree, mergeBase, pathsChanged } from '../io/git/worktree.js';
import { withTemporaryFolder } from '../io/temporary-folder.js';
import { builtRoots, isAffected, type Root } from '../validate/roots.js';
import { namedRoots } from '../validate/select-roots.js';
import type { OnProgress } from './build-roots.js';
import { commitOf } from './changed-since.js';
import { comparePairs, type Difference, type RootPair, type Snapshot } from './compare-pairs.js';
import { nearestModel } from './find-repository.js';
import { chartOf } from './overlay-builder.js';
import { readSources, sourcesBelow, type Sources } from './validate-sources.js';

export interface DiffRevisionsRequest {
  /** A folder in a checkout, which needs no model. */
  readonly repository: string;
  /** `HEAD` where it is not given; `A..B` means both, `A...B` `B` and where `A` and `B` parted. */
  readonly from?: string;
  /** The working tree where it is not given. */
  readonly to?: string;
  /** Names; none means all. */
  readonly env: readonly string[];
  readonly app: readonly string[];
  readonly onProgress: OnProgress;
}

/**
 * Compares what two revisions render to, or one and the working tree. Only what a change can affect
 * is built; revisions are checked out into a temporary folder, and nothing else is written.
 *
 * @throws UsageError where there is no git, or no revision, environment or app of a name.
 */
export async function diffRevisions(request: DiffRevisionsRequest): Promise<Difference> {
  const root = await rootAround(request.repository);
  const git = openGit(root);
  const { from, to } = await endsOf(git, request);
  const changed = new Set(await pathsChanged(git, from.commit, to?.commit));
  return withTemporaryFolder(async (folder, interrupted) => {
    const workingTree = { side: { workingTree: true } as const, sources: await readSources(root) };
    const snapshot = (side: Revision, name: string) =>
      snapshotOf(side, { git, folder: join(folder, name), workingTree: workingTree.sources });
    const before = await snapshot(from, 'before');
    const after = to ? await snapshot(to, 'after') : workingTree;
    const sides = withModels(before, after);
    const pairs = affectedPairs(sides, { ...request, changed, fallback: basename(root) });
    return comparePairs({ ...sides, pairs }, (done, all) => {
      interrupted.throwIfAborted();
      request.onProgress(done, all);
    });
  });
}

async function rootAround(start: string): Promise<string> {
  const model = await nearestModel(start);
  const worktree = await findWorktree(model ?? start);
  if (worktree) return model ?? worktree.root;
  throw new UsageError(`${start} is in no git repository, which has the revisions to compare`, {
    code: 'PRECONDITION',
    hint: 'Two environments can be compared without: --env A --against B.',
  });
}

interface Revision {
  readonly revision: string;
  readonly commit: string;
}

async function endsOf(
  git: Git,
  { from = 'HEAD', to }: Pick<DiffRevisionsRequest, 'from' | 'to'>,
): Promise<{ readonly from: Revision; readonly to?: Revision }> {
  const [, left = from, dots = '', right = to] =
    (to === undefined && /^(.*?)(\.{2,3})(.*)$/s.exec(from)) || [];
  const [first, second] = [await revisionOf(git, left), right];
  if (second === undefined) return { from: first };
  const last = await revisionOf(git, second);
  return { from: dots === '...' ? await partingOf(git, first, last) : first, to: last };
}

async function revisionOf(git: Git, revision: string): Promise<Revision> {
  const name = revision === '' ? 'HEAD' : revision;
  return { revision: name, commit: await commitOf(git, name) };
}

async function partingOf(git: Git, left: Revision, right: Revision): Promise<Revision> {
  const commit = await mergeBase(git, [left.commit, right.commit]);
  if (commit !== undefined) return { revision: commit, commit };
  const names = `${left.revision} and ${right.revision}`;
  throw new UsageError(`${names} have no commit in common`, {
    code: 'TARGET_NOT_FOUND',
    hint: 'In CI, fetch their history first: fetch-depth: 0.',
  });
}

interface Place {
  readonly git: Git;
  /** A new one, for what has to be on disk. */
  readonly folder: string;
  readonly workingTree: Sources;
}

/** A commit, of which only that is checked out which is not the same in the working tree. */
async function snapshotOf(side: Revision, { git, folder, workingTree }: Place): Promise<Snapshot> {
  const { paths, links, provide, ...checkout } = await checkOut(
    workingTree.root,
    side.commit,
    folder,
  );
  const known = new Map(workingTree.files);
  for (const path of await pathsChanged(git, side.commit)) known.delete(path);
  const sources = await sourcesBelow(checkout.root, paths, { known, provide });
  const empty = links.map((path) => [path, { content: '', mode: '0644' }] as const);
  const files = new Map([...sources.files, ...empty]);
  return {
    side,
    sources: { ...sources, files, links: new Set(links) },
    provide: async (roots) => {
      const folders = new Set(
        roots.flatMap(({ reads }) => [...reads].map((path) => dirname(path))),
      );
      await provide(paths.filter((path) => folders.has(dirname(path))));
    },
  };
}

interface Sides {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** With the models of both sides, or none where one cannot be read: charts would seem to be gone. */
function withModels(before: Snapshot, after: Snapshot): Sides {
  if (!before.sources.modelProblem && !after.sources.modelProblem) return { before, after };
  const withoutModel = (snapshot: Snapshot): Snapshot => {
    const { model, ...sources } = snapshot.sources;
    return model ? { ...snapshot, sources } : snapshot;
  };
  return { before: withoutModel(before), after: withoutModel(after) };
}

type Choice = Pick<DiffRevisionsRequest, 'env' | 'app'> & {
  readonly changed: ReadonlySet<string>;
  readonly fallback: string;
};

/** The roots that may not build to the same on both sides, by folder. */
function affectedPairs(
  { before, after }: Sides,
  { env, app, changed, fallback }: Choice,
): RootPair[] {
  const [old, young] = [before, after].map(({ sources: { files, model } }) =>
    builtRoots({ files, model, fallback }),
  ) as [Root[], Root[]];
  const named = new Set(namedRoots([...old, ...young], { env, app }));
  const folders = [...new Set([...named].map(({ folder }) => folder))].sort();
  const byFolder = (roots: readonly Root[]) => new Map(roots.map((root) => [root.folder, root]));
  const [was, is] = [byFolder(old), byFolder(young)];
  return folders
    .map((folder) => pairOf(was.get(folder), is.get(folder)))
    .filter(({ before: root }) => !root || !isLeftOut(root, after.sources, changed))
    .filter(
      (pair) =>
        !pair.before ||
        !pair.after ||
        isAffected(pair.before, changed, before.sources.files) ||
        isAffected(pair.after, changed, after.sources.files) ||
        chartText(before.sources, pair.before) !== chartText(after.sources, pair.after),
    );
}

/** Whether a sparse checkout has nothing of a root that is not gone, as git sees it. */
function isLeftOut(
  { folder, reads }: Root,
  { files }: Sources,
  changed: ReadonlySet<string>,
): boolean {
  const own = [...reads].filter((path) => dirname(path) === folder);
  return own.every((path) => !files.has(path) && !changed.has(path));
}

function pairOf(before: Root | undefined, after: Root | undefined): RootPair {
  return { ...(before && { before }), ...(after && { after }) };
}

/** What the model says of how a chart is rendered. */
function chartText({ model }: Sources, root: Root): string | undefined {
  return model && JSON.stringify(chartOf(model, root));
}

import { UsageError } from '../errors.js';
import { readCommitObject } from '../io/git/commit.js';
import { readBlob } from '../io/git/objects.js';
import { GitFailure, type Git } from '../io/git/open-git.js';
import type { RemoteRepository } from '../io/git/remote-repository.js';
import { findCommit, isShallow } from '../io/git/worktree.js';
import type { History, PastFile, Version } from './history.js';
import { fetchPaths } from './remote-tree.js';

/** A commit whose history is at a remote, for the most part. */
export interface RemotePast extends Pick<RemoteRepository, 'fetchObjects' | 'fetchHistory'> {
  readonly git: Git;
  readonly revision: string;
  /** That the commit is on. */
  readonly branch: string;
}

/** How many commits are fetched at first, and then; at last all of them. */
const DEPTHS = [64, 1024, 2 ** 31 - 1];

/** At how many commits a file is read at once. */
const BATCH = 16;

interface PastCommit {
  readonly id: string;
  readonly tree: string;
  /** `ENV/APP/IMAGE OLD -> NEW` of each image that its message says it sets. */
  readonly images: readonly string[];
}

/**
 * The history of a commit that comes from a remote. Of commits only their messages come; the file is
 * read at those that say they set an image in its place, and right before. Where it is not the same
 * between two of these, commits that say nothing have set images: there it is read at each.
 */
export function remoteHistory(past: RemotePast): History {
  const { git, revision, branch } = past;

  async function* versionsOf(file: PastFile): AsyncGenerator<Version> {
    let told = 0;
    for await (const commits of growing()) {
      yield* versionsIn(past, file, commits.slice(told));
      // The last one again: what follows is compared with it.
      told = commits.length - 1;
    }
  }

  /** The commits along first parents, more and more of them. */
  async function* growing(): AsyncGenerator<readonly PastCommit[]> {
    let commits = (await isShallow(git)) ? undefined : await listCommits(git, revision);
    if (commits) yield commits;
    for (const depth of commits ? [] : DEPTHS) {
      await past.fetchHistory(branch, depth);
      commits = await listCommits(git, revision);
      if (commits) yield commits;
      if (!(await isShallow(git))) break;
    }
    if (!commits) throw notThere(branch);
  }

  return {
    versionsOf,
    versionAt: async (file, wanted) => {
      const windows = growing();
      const named = fromHere(wanted, past);
      while (!(await windows.next()).done) {
        const id = await findCommit(git, named);
        if (id === undefined) continue;
        const { tree } = await readCommitObject(git, id);
        return (await readAt(past, file, [{ id, tree, images: [] }]))[0];
      }
      return undefined;
    },
  };
}

/** `HEAD` and the branch are the commit that is looked back from: here is no ref of theirs. */
function fromHere(wanted: string, { revision, branch }: RemotePast): string {
  const [, name = '', steps = ''] = /^(.*?)([~^].*)?$/.exec(wanted) ?? [];
  return ['HEAD', '@', branch].includes(name) ? `${revision}${steps}` : wanted;
}

/** In a shallow clone, one that was not pushed. */
function notThere(branch: string): UsageError {
  return new UsageError(
    `the history of the commit is neither here nor in "${branch}" of the remote`,
    {
      code: 'PRECONDITION',
      hint: 'Push it first, or run `git fetch --unshallow`.',
    },
  );
}

/** `undefined` where a parent is missing. */
async function listCommits(git: Git, revision: string): Promise<PastCommit[] | undefined> {
  const format = '--format=%H %T%n%(trailers:key=Bump-Image,valueonly,unfold)';
  const args = ['log', '-z', '--first-parent', '--no-show-signature', format];
  try {
    const entries = (await git([...args, '--end-of-options', revision])).split('\0');
    return entries.flatMap((entry) => {
      const [head = '', ...images] = entry.split('\n');
      const [id = '', tree = ''] = head.split(' ');
      return tree === '' ? [] : [{ id, tree, images }];
    });
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}

async function* versionsIn(
  past: RemotePast,
  file: PastFile,
  commits: readonly PastCommit[],
): AsyncGenerator<Version> {
  const points = pointsOf(commits, file);
  let last: { readonly index: number; readonly version: Version } | undefined;
  for (const batch of inBatches(points)) {
    const versions = await readAt(
      past,
      file,
      batch.map(({ commit }) => commit),
    );
    for (const [nth, version] of versions.entries()) {
      const index = batch[nth]?.index ?? 0;
      if (last && !file.isSame(last.version.text, version.text)) {
        for (const more of inBatches(commits.slice(last.index + 1, index))) {
          yield* await readAt(past, file, more);
        }
      }
      yield version;
      last = { index, version };
    }
  }
}

/** The first and the last, those that say they set an image of the place, and the one before each. */
function pointsOf(commits: readonly PastCommit[], { place, path }: PastFile) {
  const isMeant = (image: string) => image.startsWith(`${place}/`) || image.startsWith(`${path}/`);
  const sets = (commit: PastCommit | undefined) => commit?.images.some(isMeant) ?? false;
  return commits.flatMap((commit, index) => {
    const isPoint =
      index === 0 || index === commits.length - 1 || sets(commit) || sets(commits[index - 1]);
    return isPoint ? [{ commit, index }] : [];
  });
}

function* inBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}

/** The file at some commits; what of it is missing here comes together. */
async function readAt(
  past: RemotePast,
  { path }: PastFile,
  commits: readonly PastCommit[],
): Promise<Version[]> {
  const roots = commits.map(({ tree }) => tree);
  await fetchPaths(past, roots, [path]);
  const versions: Version[] = [];
  for (const { id: commit } of commits) {
    versions.push({ commit, text: await readBlob(past.git, commit, path) });
  }
  return versions;
}

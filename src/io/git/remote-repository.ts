import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { configEnvironment } from './config-environment.js';
import {
  fetchFromOrigin,
  WishRefused,
  type FetchStrategy,
  type Hash,
  type Wishes,
} from './fetch-from-origin.js';
import { fetchWithIntents } from './intent-refs.js';
import { missingObjects } from './objects.js';
import { GitFailure, openGit, type Git } from './open-git.js';
import { remoteFailure } from './remote-failure.js';
import { tokenHelpers } from './token-helpers.js';

/** The newest commit of a branch and its root tree. */
export interface Tip {
  readonly commit: string;
  readonly tree: string;
}

/** A remote that is read and written without a clone. */
export interface RemoteRepository {
  /** Git among the objects that came so far; the remote is its `origin`. */
  readonly git: Git;
  readonly strategy: FetchStrategy;
  /** The branch that a clone would check out. */
  readonly defaultBranch: () => Promise<string>;
  /**
   * The tip of a branch; of its history what is new since the last time. `until` ends it in place of
   * the common signal.
   */
  readonly fetchTip: (branch: string, until?: AbortSignal) => Promise<Tip>;
  /** Brings trees and blobs, in one request; nothing of what they contain. */
  readonly fetchObjects: (ids: readonly string[]) => Promise<void>;
  /** Brings as many commits of a branch as `depth` says, the newest; nothing of what they contain. */
  readonly fetchHistory: (branch: string, depth: number) => Promise<void>;
}

export interface RemoteOptions {
  /** An empty folder for the objects. */
  readonly folder: string;
  readonly strategy: FetchStrategy;
  readonly hash: Hash;
  /** Where objects are that need not come, if there is such a place. */
  readonly nearby?: string | undefined;
  /** Whether the intents for a branch come along with its tip; they stay here as refs. */
  readonly intents: boolean;
  /** Ends every conversation with the remote. */
  readonly signal: AbortSignal;
  /** Added to the environment of git. */
  readonly variables: Readonly<Record<string, string>>;
  /** Added to its configuration. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** Git fetches nothing by itself, and runs no hooks; configuration of the user's stays in force. */
const SETTINGS = {
  'core.hooksPath': '/dev/null',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'fetch.recurseSubmodules': 'no',
  'push.recurseSubmodules': 'no',
  // Of a clone nearby the objects are taken, and nobody is told of its refs.
  'core.alternateRefsPrefixes': 'refs/none',
};

/** Source: git-config(1), gitrepository-layout(5). */
const CONFIG = {
  sha1: '[core]\n\trepositoryFormatVersion = 0\n\tbare = true\n',
  sha256:
    '[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n[extensions]\n\tobjectFormat = sha256\n',
};

/** GitHub sends no trees along with commits. Source: lore.kernel.org/git, T. Blau, March 20, 2020. */
const SENDS_NO_TREES = /[/@.](github\.com|ghe\.com)[/:]/i;

/**
 * Opens a remote. Every function of it throws a RemoteError where it cannot be reached, a
 * UsageError where it refuses, and, with strategy `walk`, WalkRefused; the first fetch, OtherHash.
 */
export async function openRemote(
  url: string,
  { folder, signal, ...options }: RemoteOptions,
): Promise<RemoteRepository> {
  const git = await makeRepository(folder, url, options);
  const present = new Set<string>();
  let { strategy } = options;
  const fetched = new Set<string>();
  const wishes: Wishes = { rootTree: !SENDS_NO_TREES.test(url), shallow: true };

  async function fetchTip(branch: string, until: AbortSignal = signal): Promise<Tip> {
    const kept = `refs/remotes/origin/${branch}`;
    const isFirst = !fetched.has(branch);
    const fetch = async (more: readonly string[]) => {
      const refspecs = [`+refs/heads/${branch}:${kept}`, ...more];
      const { rootTree } = wishes;
      const shallow = wishes.shallow && isFirst;
      await fetchFromOrigin(git, { refspecs, strategy, signal: until, branch, rootTree, shallow });
    };
    await untilGranted(() => (options.intents ? fetchWithIntents(git, branch, fetch) : fetch([])));
    const { isWhole, hasTree, ...tip } = await readTip(git, kept);
    // A server that knows no filters sends all the same.
    if (isFirst && isWhole && options.nearby === undefined) strategy = 'shallow';
    fetched.add(branch);
    if (hasTree) present.add(tip.tree);
    return tip;
  }

  /** Asks again without what the remote refuses. */
  async function untilGranted(fetch: () => Promise<void>): Promise<void> {
    try {
      await fetch();
    } catch (error) {
      if (!(error instanceof WishRefused)) throw error;
      wishes[error.wish] = false;
      await untilGranted(fetch);
    }
  }

  async function fetchObjects(wanted: readonly string[]): Promise<void> {
    if (strategy === 'shallow') return;
    const unknown = wanted.filter((id) => !present.has(id));
    const ids = options.nearby === undefined ? unknown : await missingObjects(git, unknown);
    if (ids.length > 0) await fetchFromOrigin(git, { ids, strategy, signal });
    for (const id of unknown) present.add(id);
  }

  async function fetchHistory(branch: string, depth: number): Promise<void> {
    const refspecs = [`+refs/heads/${branch}:refs/remotes/origin/${branch}`];
    await fetchFromOrigin(git, { refspecs, strategy, signal, branch, depth });
  }

  return {
    git,
    get strategy() {
      return strategy;
    },
    defaultBranch: () => defaultBranch(git, signal),
    fetchTip,
    fetchObjects,
    fetchHistory,
  };
}

/**
 * Makes an empty repository as gitrepository-layout(5) has it. What it is told of the remote stands in
 * no file: a URL can hold a token.
 */
async function makeRepository(
  folder: string,
  url: string,
  { variables, hash, nearby, ...more }: Omit<RemoteOptions, 'folder' | 'signal'>,
): Promise<Git> {
  for (const name of ['objects/info', 'refs']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(join(folder, 'config'), CONFIG[hash]);
  if (nearby !== undefined) {
    await writeFile(join(folder, 'objects/info/alternates'), `${JSON.stringify(nearby)}\n`);
  }
  const settings = {
    ...SETTINGS,
    ...tokenHelpers(process.env),
    ...more.settings,
    'remote.origin.url': url,
  };
  return openGit(folder, {
    ...variables,
    ...configEnvironment(settings, process.env),
    GIT_DIR: folder,
    GIT_NO_LAZY_FETCH: '1',
  });
}

interface FetchedTip extends Tip {
  /** Whether the root tree came along … */
  readonly hasTree: boolean;
  /** … and what it names as well. */
  readonly isWhole: boolean;
}

async function readTip(git: Git, ref: string): Promise<FetchedTip> {
  const args = ['rev-list', '--max-count=1', '--objects', '--filter=tree:2', '--missing=print'];
  const output = await git([...args, `${ref}^{commit}`]).catch((error: unknown) => {
    if (!(error instanceof GitFailure)) throw error;
    return '';
  });
  const [, commit, missing, tree] = /^([0-9a-f]+)\n(\?)?([0-9a-f]+)/.exec(output) ?? [];
  if (commit === undefined || tree === undefined) {
    throw new UsageError('the branch is no commit', { code: 'PRECONDITION' });
  }
  return { commit, tree, hasTree: missing === undefined, isWhole: !output.includes('\n?') };
}

async function defaultBranch(git: Git, signal: AbortSignal): Promise<string> {
  try {
    const output = await git(['ls-remote', '--symref', 'origin', 'HEAD'], undefined, signal);
    const [, branch] = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(output) ?? [];
    if (branch !== undefined) return branch;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw remoteFailure(error, { branch: 'HEAD', signal });
  }
  throw new UsageError('the remote does not say which branch is its main one', {
    code: 'PRECONDITION',
    hint: 'Name one that exists with --branch. An empty repository has none.',
  });
}

import { mkdir } from 'node:fs/promises';
import { UsageError } from '../../errors.js';
import { configEnvironment } from './config-environment.js';
import { GitFailure, openGit, type Git } from './open-git.js';
import { remoteFailure } from './remote-failure.js';
import { tokenHelpers } from './token-helpers.js';

/**
 * How objects come from a remote. `walk`: each when it is wanted. `shallow`: all of a commit at
 * once, where the remote sends nothing less.
 */
export type FetchStrategy = 'walk' | 'shallow';

/** The remote does not send single objects; ask it for all of them. */
export class WalkRefused extends Error {}

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
  /** The tip of a branch; of its history what is new since the last time. */
  readonly fetchTip: (branch: string) => Promise<Tip>;
  /** Brings trees and blobs, in one request; nothing of what they contain. */
  readonly fetchObjects: (ids: readonly string[]) => Promise<void>;
}

export interface RemoteOptions {
  /** An empty folder for the objects. */
  readonly folder: string;
  readonly strategy: FetchStrategy;
  /** Ends every conversation with the remote. */
  readonly signal: AbortSignal;
}

/** Git fetches nothing by itself, and runs no hooks; configuration of the user's stays in force. */
const SETTINGS = {
  'core.hooksPath': '/dev/null',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'fetch.recurseSubmodules': 'no',
  'push.recurseSubmodules': 'no',
};

/**
 * What makes git accept a pack with gaps. On fetches only: any other command would fill the gaps,
 * and one missing tree brings all below it.
 */
const WITH_GAPS = [
  '-c',
  'remote.origin.promisor=true',
  '-c',
  'remote.origin.partialclonefilter=tree:0',
];

const WALK_REFUSED =
  /unadvertised object|not our ref|filter '.*' not supported|filter allows max depth|not valid object/i;

/**
 * Opens a remote. Every function of it throws a RemoteError where it cannot be reached, a
 * UsageError where it refuses, and, with strategy `walk`, {@link WalkRefused}.
 */
export async function openRemote(url: string, options: RemoteOptions): Promise<RemoteRepository> {
  const { folder, signal } = options;
  await mkdir(folder, { recursive: true });
  const settings = { ...SETTINGS, ...tokenHelpers(process.env), 'remote.origin.url': url };
  const git = openGit(folder, {
    ...configEnvironment(settings, process.env),
    GIT_DIR: folder,
    GIT_NO_LAZY_FETCH: '1',
  });
  await git(['init', '--bare', '--template=', '--initial-branch=main']);
  let { strategy } = options;
  const present = new Set<string>();
  const fetched = new Set<string>();

  async function fetchTip(branch: string): Promise<Tip> {
    const kept = `refs/remotes/origin/${branch}`;
    const isFirst = !fetched.has(branch);
    const depth = isFirst ? ['--depth=1'] : [];
    await fetchInto(
      git,
      [...depth, '--end-of-options', 'origin', `+refs/heads/${branch}:${kept}`],
      {
        strategy,
        branch,
        signal,
      },
    );
    const { isWhole, ...tip } = await readTip(git, kept);
    // A server that knows no filters sends all the same.
    if (isFirst && isWhole) strategy = 'shallow';
    fetched.add(branch);
    return tip;
  }

  async function fetchObjects(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !present.has(id));
    if (strategy === 'shallow' || missing.length === 0) return;
    await fetchInto(git, ['--stdin', '--end-of-options', 'origin'], {
      strategy,
      signal,
      ids: missing,
    });
    for (const id of missing) present.add(id);
  }

  return {
    git,
    get strategy() {
      return strategy;
    },
    defaultBranch: () => defaultBranch(git, signal),
    fetchTip,
    fetchObjects,
  };
}

interface Fetch {
  readonly strategy: FetchStrategy;
  readonly signal: AbortSignal;
  readonly branch?: string;
  /** Read from the input by `--stdin`. */
  readonly ids?: readonly string[];
}

async function fetchInto(git: Git, args: readonly string[], fetch: Fetch): Promise<void> {
  const { strategy, signal, ids, branch = '' } = fetch;
  // Objects asked for by name come whole: to compare histories takes a round trip, and gives nothing.
  const configuration = [
    ...(strategy === 'walk' ? WITH_GAPS : []),
    ...(ids ? ['-c', 'fetch.negotiationAlgorithm=noop'] : []),
  ];
  const filter = strategy === 'walk' ? ['--filter=tree:0'] : [];
  const options = ['--no-tags', '--no-write-fetch-head', ...filter];
  try {
    await git([...configuration, 'fetch', ...options, ...args], ids?.join('\n'), signal);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (strategy === 'walk' && WALK_REFUSED.test(error.message)) {
      throw new WalkRefused(error.message, { cause: error });
    }
    throw remoteFailure(error, { branch, signal });
  }
}

async function readTip(git: Git, ref: string): Promise<Tip & { readonly isWhole: boolean }> {
  const output = await git(['cat-file', '--batch'], `${ref}\n${ref}^{tree}\n`);
  const [, commit, tree] = /^([0-9a-f]+) commit \d+\ntree ([0-9a-f]+)\n/.exec(output) ?? [];
  if (commit === undefined || tree === undefined) {
    throw new UsageError('the branch is no commit', { code: 'PRECONDITION' });
  }
  return { commit, tree, isWhole: !output.endsWith(`${ref}^{tree} missing\n`) };
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

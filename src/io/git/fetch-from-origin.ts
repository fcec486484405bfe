import { GitFailure, type Git } from './open-git.js';
import { remoteFailure } from './remote-failure.js';

/**
 * How objects come from a remote. `walk`: each when it is wanted. `shallow`: all of a commit at
 * once, where the remote sends nothing less.
 */
export type FetchStrategy = 'walk' | 'shallow';

/** The remote does not send single objects; ask it for all of them. */
export class WalkRefused extends Error {}

/** What a fetch of a branch asks for beyond the commit, and of which some remotes know nothing. */
export interface Wishes {
  /** That the root tree comes along … */
  rootTree: boolean;
  /** … and that nothing comes of what was before. */
  shallow: boolean;
}

/** The remote does not do that; ask it without. */
export class WishRefused extends Error {
  readonly wish: keyof Wishes;

  constructor(wish: keyof Wishes, cause: unknown) {
    super(`the remote refuses a fetch with "${wish}"`, { cause });
    this.wish = wish;
  }
}

/** The algorithms by which git makes ids of objects. */
export type Hash = 'sha1' | 'sha256';

/** The remote makes its ids by another algorithm than the repository here. */
export class OtherHash extends Error {
  readonly hash: Hash;

  constructor(hash: Hash, cause: unknown) {
    super(`the remote makes ids by ${hash}`, { cause });
    this.hash = hash;
  }
}

const HASH_OF_SERVER = /mismatched algorithms: client \w+; server (sha1|sha256)/;

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

const WALK_REFUSED = /unadvertised object|not our ref|filter '.*' not supported|not valid object/i;

/** Source: upload-pack.c and fetch-pack.c of git. */
const REFUSED = {
  rootTree: /filter allows max depth/i,
  shallow: /server does not support shallow/i,
};

/** What to fetch from `origin`, and how. */
export interface Fetch extends Partial<Readonly<Wishes>> {
  readonly strategy: FetchStrategy;
  readonly signal: AbortSignal;
  /** Refs and where they go; those that are gone there go here, too … */
  readonly refspecs?: readonly string[];
  readonly branch?: string;
  /** As many commits, if what is here is to reach further back. */
  readonly depth?: number;
  /** … or objects. */
  readonly ids?: readonly string[];
}

/**
 * Fetches a branch, or objects by their ids.
 *
 * @throws RemoteError, UsageError as a push does. @throws WalkRefused with strategy `walk`.
 * @throws WishRefused, OtherHash at the first fetch.
 */
export async function fetchFromOrigin(git: Git, { branch = '', ...what }: Fetch): Promise<void> {
  const { strategy, signal, ids } = what;
  try {
    await git(fetchArguments(what), ids?.join('\n'), signal);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const hash = HASH_OF_SERVER.exec(error.message)?.[1];
    if (hash !== undefined) throw new OtherHash(hash as Hash, error);
    for (const wish of ['rootTree', 'shallow'] as const) {
      if (what[wish] && REFUSED[wish].test(error.message)) throw new WishRefused(wish, error);
    }
    if (strategy === 'walk' && WALK_REFUSED.test(error.message)) {
      throw new WalkRefused(error.message, { cause: error });
    }
    throw remoteFailure(error, { branch, signal });
  }
}

function fetchArguments({ strategy, refspecs = [], ids, ...wishes }: Fetch): string[] {
  const { rootTree, shallow, depth = shallow ? 1 : undefined } = wishes;
  return [
    ...(strategy === 'walk' ? WITH_GAPS : []),
    // Objects asked for by name come whole: to compare histories first would be of no use.
    ...(ids ? ['-c', 'fetch.negotiationAlgorithm=noop'] : []),
    ...['fetch', '--no-tags', '--no-write-fetch-head'],
    ...(strategy === 'walk' ? [`--filter=tree:${rootTree ? 1 : 0}`] : []),
    ...(depth === undefined ? [] : [`--depth=${depth}`]),
    // Objects come without a word, and simple-git waits 50 ms after a command that says nothing.
    ...(ids ? ['--progress', '--stdin'] : ['--prune']),
    ...['--end-of-options', 'origin', ...refspecs],
  ];
}

import { RemoteError } from '../errors.js';
import type { PushOutcome } from '../io/git/push.js';
import { UnclearRefusal } from '../io/git/remote-failure.js';
import { jitter, pause, untilAnswered } from './until-answered.js';

/** A way to a branch of a remote, and what is to land there. */
export interface Landing {
  readonly branch: string;
  /** Reads the branch's tip on the remote. */
  readonly fetch: () => Promise<string>;
  /**
   * Makes the commit that is to follow `tip`, or answers `undefined` where nothing is to be pushed;
   * `attempt` counts from 1.
   */
  readonly prepare: (tip: string, attempt: number) => Promise<string | undefined>;
  /** Moves the branch from `tip` to `commit` by compare-and-swap. */
  readonly push: (commit: string, tip: string) => Promise<PushOutcome>;
  /** The own commit among those that `tip` has and `since` has not. */
  readonly findOwn: (since: string, tip: string) => Promise<string | undefined>;
  /** How often a push is tried. Reading the tip does not count. */
  readonly maxAttempts: number;
  /** Aborted when the time is used up; `fetch` and `push` end with it. */
  readonly deadline: AbortSignal;
}

export interface Landed {
  /** Absent: there was nothing to push. */
  readonly commit?: string;
  readonly attempts: number;
}

/** Pushes that did not surely succeed. */
interface Misses {
  /** The last one: somebody was faster, the connection broke, or the words are unknown. */
  readonly reason: 'race' | RemoteError | UnclearRefusal;
  /** The tip that it was to replace. */
  readonly tip: string;
  /** The tip of the first one. */
  readonly since: string;
}

/**
 * Puts a commit on a branch of a remote. It is made on the tip that was read and moves the branch
 * from exactly there, so that nobody's work is lost; whenever somebody was faster it is made anew.
 * A connection that breaks during a push is no loss: the next read tells whether it arrived. A
 * remote that does not answer is asked again until the deadline.
 *
 * @throws UsageError where the remote refuses. @throws RemoteError where attempts or time are used
 * up; it says whether the commit may have arrived.
 */
export async function landCommit(landing: Landing): Promise<Landed> {
  const { maxAttempts, deadline } = landing;
  let misses: Misses | undefined;
  for (let attempts = 0; ;) {
    const started = Date.now();
    const tip = await readTip(landing, misses);
    const own = await findOwn(landing, tip, misses);
    if (own !== undefined) return { commit: own, attempts };
    refuseIfUnmoved(tip, misses);
    if (attempts === maxAttempts || (misses && deadline.aborted)) throw usedUp(landing, misses);
    const commit = await landing.prepare(tip, ++attempts);
    if (commit === undefined) return { attempts };
    misses = await tryPush(landing, { commit, tip, misses });
    if (!misses) return { commit, attempts };
    await pause(deadline, jitter(Date.now() - started, attempts));
  }
}

async function readTip(landing: Landing, misses: Misses | undefined): Promise<string> {
  try {
    return await untilAnswered(landing.deadline, landing.fetch);
  } catch (error) {
    throw misses && error instanceof RemoteError ? unknown(landing, error) : error;
  }
}

/**
 * The own commit, if an earlier push arrived after all. A lost race may be one, too: libcurl sends a
 * request again when its connection breaks, and the second finds the branch moved by the first.
 */
async function findOwn(
  landing: Landing,
  tip: string,
  misses: Misses | undefined,
): Promise<string | undefined> {
  return misses && landing.findOwn(misses.since, tip);
}

/** Unknown words were a race if the tip has moved, else they are meant for this push. */
function refuseIfUnmoved(tip: string, misses: Misses | undefined): void {
  if (misses?.reason instanceof UnclearRefusal && misses.tip === tip) throw misses.reason;
}

interface Try {
  readonly commit: string;
  readonly tip: string;
  readonly misses: Misses | undefined;
}

async function tryPush(
  landing: Landing,
  { commit, tip, misses }: Try,
): Promise<Misses | undefined> {
  const since = misses?.since ?? tip;
  try {
    const outcome = await landing.push(commit, tip);
    return outcome === 'pushed' ? undefined : { reason: outcome, tip, since };
  } catch (reason) {
    if (reason instanceof RemoteError || reason instanceof UnclearRefusal) {
      return { reason, tip, since };
    }
    throw reason;
  }
}

function unknown({ branch }: Landing, cause: RemoteError): RemoteError {
  return new RemoteError(
    `"${branch}" was pushed, and the remote could not be asked whether it has the commit`,
    { hint: 'Run the same command again: what is there already is not committed twice.', cause },
  );
}

function usedUp({ branch }: Landing, misses: Misses | undefined): RemoteError {
  if (misses?.reason instanceof RemoteError) return misses.reason;
  return new RemoteError(`"${branch}" moved on at every attempt until they were used up`, {
    code: 'CONTENTION',
    hint: 'Nothing was changed; the same command can succeed later.',
  });
}

import { RemoteError } from '../errors.js';
import type { PushOutcome } from '../io/git/push.js';
import { UnclearRefusal } from '../io/git/remote-failure.js';
import { jitter, pause, untilAnswered } from './until-answered.js';

/** The milliseconds that it takes at most to end in an orderly way after the deadline. */
export const GRACE = 10_000;

/** A way to a branch of a remote, and what is to land there. */
export interface Landing {
  readonly branch: string;
  /** Reads the branch's tip on the remote; `signal` ends it. */
  readonly fetch: (signal: AbortSignal) => Promise<string>;
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
  /** Aborted when the time is used up; `push` ends with it. */
  readonly deadline: AbortSignal;
  /** Where those wait who lost a race, and land together. */
  readonly queue?: Queue;
}

/** After a lost race, one of those who lost pushes for all. */
export interface Queue {
  /** Lets others land the own commit from now on, if they can. */
  readonly join: () => Promise<void>;
  /** Whether they may. */
  readonly isJoined: () => boolean;
  /** Waits until one of the others is likely to have landed it, or it is ours to push. */
  readonly wait: () => Promise<void>;
  /** Whether it is for one of the others to push, by what was fetched with this tip. */
  readonly isTheirTurn: (tip: string) => Promise<boolean>;
  /** Lets nobody do it any more. `false`: perhaps somebody just has. */
  readonly withdraw: () => Promise<boolean>;
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
 * from exactly there, so that nobody's work is lost; whenever somebody was faster it is made anew,
 * or, with a queue, waits to be landed along. A connection that breaks during a push is no loss: the
 * next read tells whether it arrived. A remote that does not answer is asked again until the
 * deadline.
 *
 * @throws UsageError where the remote refuses. @throws RemoteError where attempts or time are used
 * up; it says whether the commit may have arrived.
 */
export async function landCommit(landing: Landing): Promise<Landed> {
  try {
    return await tryUntilLanded(landing);
  } finally {
    await landing.queue?.withdraw();
  }
}

async function tryUntilLanded(landing: Landing): Promise<Landed> {
  const { maxAttempts, deadline, queue } = landing;
  let misses: Misses | undefined;
  for (let attempts = 0; ;) {
    const started = Date.now();
    if (misses && deadline.aborted) return giveUp(landing, misses, attempts);
    const tip = await readTip(landing, misses);
    if (tip === undefined) continue;
    const own = await findOwn(landing, tip, misses);
    if (own !== undefined) return { commit: own, attempts };
    refuseIfUnmoved(tip, misses);
    if (await queue?.isTheirTurn(tip)) {
      await queue?.wait();
      continue;
    }
    if (misses && attempts === maxAttempts) return giveUp(landing, misses, attempts);
    const commit = await landing.prepare(tip, ++attempts);
    if (commit === undefined) return { attempts };
    misses = await tryPush(landing, { commit, tip, misses });
    if (!misses) return { commit, attempts };
    if (misses.reason === 'race') await queue?.join();
    if (queue?.isJoined()) await queue.wait();
    else await pause(deadline, jitter(Date.now() - started, attempts));
  }
}

/** `undefined`: the time was used up before it answered. */
async function readTip(landing: Landing, misses: Misses | undefined): Promise<string | undefined> {
  const { deadline } = landing;
  try {
    return await untilAnswered(deadline, () => landing.fetch(deadline));
  } catch (error) {
    if (misses && deadline.aborted && error instanceof RemoteError) return undefined;
    throw error;
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

/** Attempts or time are used up; what waited in the queue may have been landed nevertheless. */
async function giveUp(landing: Landing, misses: Misses, attempts: number): Promise<Landed> {
  const { branch, queue, deadline } = landing;
  if (queue && !(await queue.withdraw())) {
    const commit = await lookOnceMore(landing, misses);
    if (commit !== undefined) return { commit, attempts };
  }
  if (misses.reason instanceof RemoteError) {
    throw deadline.aborted ? unknown(branch, misses.reason) : misses.reason;
  }
  throw new RemoteError(`"${branch}" moved on at every attempt until they were used up`, {
    code: 'CONTENTION',
    hint: 'The same command can succeed later; what is there already is not committed twice.',
  });
}

async function lookOnceMore(landing: Landing, { since }: Misses): Promise<string | undefined> {
  try {
    return await landing.findOwn(since, await landing.fetch(AbortSignal.timeout(GRACE)));
  } catch (error) {
    throw error instanceof RemoteError ? unknown(landing.branch, error) : error;
  }
}

function unknown(branch: string, cause: RemoteError): RemoteError {
  return new RemoteError(
    `"${branch}" was pushed, and the remote could not be asked whether it has the commit`,
    { hint: 'Run the same command again: what is there already is not committed twice.', cause },
  );
}

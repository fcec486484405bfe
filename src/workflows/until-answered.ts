import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteError } from '../errors.js';

/**
 * Asks a remote until it answers or the time is used up.
 *
 * @throws RemoteError the last one of `ask`; whatever else `ask` throws, at once.
 */
export async function untilAnswered<T>(deadline: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    const started = Date.now();
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      await pause(deadline, jitter(Math.max(250, Date.now() - started), round));
      if (deadline.aborted) throw error;
    }
  }
}

/** Waits, but not longer than to the deadline. */
export async function pause(deadline: AbortSignal, milliseconds: number): Promise<void> {
  await sleep(milliseconds, undefined, { signal: deadline }).catch(() => undefined);
}

/** Milliseconds up to twice as long as the attempt took, more after each: who lost together parts. */
export function jitter(roundTrip: number, attempt: number): number {
  return Math.random() * Math.min(Math.max(2000, 4 * roundTrip), roundTrip * 2 ** attempt);
}

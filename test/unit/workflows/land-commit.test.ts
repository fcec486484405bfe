import { expect, test } from 'vitest';
import { RemoteError, UsageError } from '../../../src/errors.js';
import type { PushOutcome } from '../../../src/io/git/push.js';
import { UnclearRefusal } from '../../../src/io/git/remote-failure.js';
import { landCommit, type Queue } from '../../../src/workflows/land-commit.js';

/** A branch whose tip and answers to pushes are given, the last for good. */
function branch(tips: readonly string[], answers: readonly (PushOutcome | Error)[]) {
  const [tipsLeft, answersLeft] = [[...tips], [...answers]];
  const next = <T>(left: T[]) => (left.length > 1 ? left.shift()! : left[0]!);
  const pushed: string[] = [];
  const landing = {
    branch: 'main',
    fetch: () => Promise.resolve(next(tipsLeft)),
    prepare: (tip: string, attempt: number) => Promise.resolve(`${tip}+${String(attempt)}`),
    push: (commit: string) => {
      pushed.push(commit);
      const answer = next(answersLeft);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    findOwn: () => Promise.resolve(undefined),
    maxAttempts: 3,
    deadline: AbortSignal.timeout(60_000),
  };
  return { landing, pushed };
}

const unclear = new UnclearRefusal('the remote refuses: in words of its own');

test('words that nobody knows were a race where the tip has moved', async () => {
  const { landing, pushed } = branch(['a', 'b'], [unclear, 'pushed']);
  expect(await landCommit(landing)).toEqual({ commit: 'b+2', attempts: 2 });
  expect(pushed).toEqual(['a+1', 'b+2']);
});

test('words that nobody knows are a refusal where it has not', async () => {
  const { landing, pushed } = branch(['a'], [unclear]);
  await expect(landCommit(landing)).rejects.toBe(unclear);
  expect(pushed).toEqual(['a+1']);
});

test('a refusal in known words is final', async () => {
  const refusal = new UsageError('protected');
  const { landing, pushed } = branch(['a', 'b'], [refusal]);
  await expect(landCommit(landing)).rejects.toBe(refusal);
  expect(pushed).toEqual(['a+1']);
});

test('what arrived nevertheless is the result, after whatever push', async () => {
  const { landing, pushed } = branch(['a', 'b'], [new RemoteError('broken')]);
  const findOwn = (since: string, tip: string) => Promise.resolve(`${since}..${tip}`);
  expect(await landCommit({ ...landing, findOwn })).toEqual({ commit: 'a..b', attempts: 1 });
  expect(pushed).toEqual(['a+1']);
});

test('attempts that are used up by races are contention', async () => {
  const { landing, pushed } = branch(['a', 'b', 'c', 'd'], ['race']);
  await expect(landCommit(landing)).rejects.toMatchObject({ code: 'CONTENTION', exitCode: 5 });
  expect(pushed).toEqual(['a+1', 'b+2', 'c+3']);
});

/** A queue that keeps what is asked of it; `isStillThere`: what it says of the own place at the end. */
function queue(isStillThere: boolean) {
  const asked: string[] = [];
  const asking = (name: string) => () => {
    asked.push(name);
    return Promise.resolve();
  };
  const waiting: Queue = {
    join: asking('join'),
    isJoined: () => asked.includes('join'),
    wait: asking('wait'),
    isTheirTurn: () => Promise.resolve(false),
    withdraw: () => asking('withdraw')().then(() => isStillThere),
  };
  return { waiting, asked };
}

test('who loses a race joins the queue, and waits there before the next push', async () => {
  const { landing } = branch(['a', 'b', 'c'], ['race', 'race', 'pushed']);
  const { waiting, asked } = queue(true);
  const landed = await landCommit({ ...landing, queue: waiting });
  expect(landed).toEqual({ commit: 'c+3', attempts: 3 });
  expect(asked).toEqual(['join', 'wait', 'join', 'wait', 'withdraw']);
});

test('while it is for others to push, it waits and makes no attempt', async () => {
  const { landing, pushed } = branch(['a', 'b', 'c', 'd'], ['race', 'pushed']);
  const { waiting, asked } = queue(true);
  const isTheirTurn = (tip: string) => Promise.resolve(tip === 'b' || tip === 'c');
  const landed = await landCommit({ ...landing, queue: { ...waiting, isTheirTurn } });
  expect(landed).toEqual({ commit: 'd+2', attempts: 2 });
  expect(pushed).toEqual(['a+1', 'd+2']);
  expect(asked).toEqual(['join', 'wait', 'wait', 'wait', 'withdraw']);
});

test('who wins at once, or does not reach the remote, joins no queue', async () => {
  for (const answers of [['pushed' as const], [new RemoteError('broken'), 'pushed' as const]]) {
    const { landing } = branch(['a'], answers);
    const { waiting, asked } = queue(true);
    await landCommit({ ...landing, queue: waiting });
    expect(asked).toEqual(['withdraw']);
  }
});

test('what was landed along when the attempts are used up is the result', async () => {
  const { landing } = branch(['a'], ['race']);
  const { waiting, asked } = queue(false);
  // Only after it left the queue the commit is seen.
  const findOwn = () => Promise.resolve(asked.includes('withdraw') ? 'own' : undefined);
  const landed = await landCommit({ ...landing, findOwn, queue: waiting });
  expect(landed).toEqual({ commit: 'own', attempts: 3 });
});

test('what left the queue without landing is contention', async () => {
  const { landing } = branch(['a'], ['race']);
  const refused = landCommit({ ...landing, queue: queue(false).waiting });
  await expect(refused).rejects.toMatchObject({ code: 'CONTENTION' });
});

test('whether it was landed along is unknown where nobody can be asked', async () => {
  const { landing } = branch(['a'], ['race']);
  const { waiting, asked } = queue(false);
  const fetch = () =>
    asked.includes('withdraw') ? Promise.reject(new RemoteError('gone')) : Promise.resolve('a');
  const lost = landCommit({ ...landing, fetch, queue: waiting });
  await expect(lost).rejects.toMatchObject({
    code: 'REMOTE_UNREACHABLE',
    message: expect.stringContaining('could not be asked whether it has the commit') as string,
  });
});

test('the time is used up while it waits: contention', async () => {
  const { landing } = branch(['a'], ['race']);
  const end = new AbortController();
  const { waiting } = queue(true);
  const wait = () => {
    end.abort();
    return Promise.resolve();
  };
  const lost = landCommit({ ...landing, deadline: end.signal, queue: { ...waiting, wait } });
  await expect(lost).rejects.toMatchObject({ code: 'CONTENTION', exitCode: 5 });
});

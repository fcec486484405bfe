import { expect, test } from 'vitest';
import { RemoteError, UsageError } from '../../../src/errors.js';
import type { PushOutcome } from '../../../src/io/git/push.js';
import { UnclearRefusal } from '../../../src/io/git/remote-failure.js';
import { landCommit } from '../../../src/workflows/land-commit.js';

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

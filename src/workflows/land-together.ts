import { BugError, UsageError } from '../errors.js';
import { findCommitByTrailer } from '../io/git/commit.js';
import { GitFailure, type Git } from '../io/git/open-git.js';
import { pushRefs, type PushOutcome, type RefUpdate } from '../io/git/push.js';
import type { BumpIntent } from './bump-intent.js';
import { commitProposal, ownHand, type Base, type Hand, type Propose } from './commit-proposal.js';
import { foldIntents } from './fold-intents.js';
import { openPool, type PoolPlace } from './intent-pool.js';
import { landCommit, type Landed } from './land-commit.js';

export interface Joint extends Omit<PoolPlace, 'git' | 'hand'> {
  /** Whether the commit is to be signed. */
  readonly sign: boolean;
  readonly propose: Propose;
  /** How often a push is tried. */
  readonly maxAttempts: number;
  /** Whether others may land the commit along, and theirs are landed along with it. */
  readonly combine: boolean;
  /** Reads the tip of the branch; `signal` ends it. */
  readonly fetch: (signal: AbortSignal) => Promise<string>;
  /** What the commit is to follow: the tip, or what is on top of it already. */
  readonly baseOn: (tip: string) => Promise<Base>;
  /** Whether what was made may be pushed. */
  readonly check?: (commit: string) => Promise<void>;
}

/**
 * Puts the commit of a bump on a branch of `origin`, as {@link landCommit} does; whoever loses a
 * race lets the others land it along, and lands theirs.
 *
 * @returns the own commit; absent where there is none.
 * @throws as {@link landCommit} does.
 */
export async function landTogether(git: Git, joint: Joint): Promise<Landed> {
  const { branch, id, propose, sign, deadline, maxAttempts } = joint;
  let hand: Hand | undefined;
  const pool = joint.combine ? openPool({ git, ...joint, hand: () => hand }) : undefined;
  let own: string | undefined;
  /** The own commits that were pushed without others. */
  const made = new Set<string>();
  let attempt = 0;
  /** What the commit that was made last has of others. */
  let folded: readonly BumpIntent[] = [];

  async function prepare(tip: string): Promise<string | undefined> {
    folded = [];
    const base = await joint.baseOn(tip);
    const proposal = await propose(base.files, attempt);
    if (!proposal) return base.commit === tip ? undefined : base.commit;
    const others = pool?.others() ?? [];
    if (pool && others.length > 0) {
      try {
        const made = await prepareAll(base, others, pool.created);
        folded = others;
        return made;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        pool.part();
        return prepare(tip);
      }
    }
    hand = await ownHand(git, sign);
    own = await commitProposal(git, base, { proposal, hand });
    made.add(own);
    await joint.check?.(own);
    return own;
  }

  async function prepareAll(
    base: Base,
    others: readonly BumpIntent[],
    created: number,
  ): Promise<string> {
    const all = await foldIntents(git, base, { own: { propose, attempt, created }, others });
    await joint.check?.(all.tip);
    own = all.own;
    return all.tip;
  }

  async function push(commit: string, expected: string): Promise<PushOutcome> {
    const move: RefUpdate = { ref: `refs/heads/${branch}`, commit, expected };
    const removals = pool?.removals(folded) ?? [];
    try {
      const outcome = await pushRefs(git, [move, ...removals], how);
      if (outcome === 'pushed' && removals.length > 0) pool?.landed();
      return outcome;
    } catch (error) {
      if (removals.length === 0 || !(error instanceof UsageError)) throw error;
      // Perhaps the remote refuses what others want, or the intents, or several refs at once.
      pool?.part();
      const alone = folded.length > 0 ? await prepare(expected) : commit;
      if (alone === undefined) throw error;
      return push(alone, expected);
    }
  }

  async function findOwn(since: string, tip: string): Promise<string | undefined> {
    own = await findCommitByTrailer(git, `${since}..${tip}`, ['Bump-Id', id]);
    if (own !== undefined && !made.has(own)) pool?.landed();
    return own;
  }

  const how = { remote: 'origin', signal: deadline };
  const landed = await landCommit({
    branch,
    deadline,
    maxAttempts,
    fetch: joint.fetch,
    prepare: async (tip, nth) => {
      attempt = nth;
      await pool?.look();
      return prepare(tip);
    },
    push,
    findOwn,
    ...(pool && { queue: pool }),
  });
  const { attempts } = landed;
  return landed.commit === undefined || own === undefined
    ? { attempts }
    : { attempts, commit: own };
}

/** Perhaps only together with what others want: alone it may do. */
function isRefusal(error: unknown): boolean {
  return error instanceof UsageError || error instanceof BugError || error instanceof GitFailure;
}

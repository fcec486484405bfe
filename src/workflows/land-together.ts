import { UsageError } from '../errors.js';
import { findCommitByTrailer } from '../io/git/commit.js';
import type { Git } from '../io/git/open-git.js';
import { pushRefs, type PushOutcome, type RefUpdate } from '../io/git/push.js';
import { commitProposal, type Base, type Propose } from './commit-proposal.js';
import { foldIntents } from './fold-intents.js';
import { openPool, type PoolPlace } from './intent-pool.js';
import { landCommit, type Landed } from './land-commit.js';

export interface Joint extends Omit<PoolPlace, 'git'> {
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
  const pool = joint.combine ? openPool({ git, ...joint }) : undefined;
  let own: string | undefined;

  async function prepare(tip: string, attempt: number): Promise<string | undefined> {
    const base = await joint.baseOn(tip);
    const proposal = await propose(base.files, attempt);
    if (!proposal) return base.commit === tip ? undefined : base.commit;
    const others = pool?.others() ?? [];
    let made: string;
    if (pool && others.length > 0) {
      const created = pool.created;
      const folded = await foldIntents(git, base, { own: { propose, attempt, created }, others });
      [own, made] = [folded.own, folded.tip];
    } else {
      own = made = await commitProposal(git, base, { proposal, sign });
    }
    await joint.check?.(made);
    return made;
  }

  async function push(commit: string, expected: string): Promise<PushOutcome> {
    const move: RefUpdate = { ref: `refs/heads/${branch}`, commit, expected };
    const removals = pool?.removals() ?? [];
    try {
      const outcome = await pushRefs(git, [move, ...removals], how);
      if (outcome === 'pushed') pool?.landed();
      return outcome;
    } catch (error) {
      if (removals.length === 0 || !(error instanceof UsageError)) throw error;
      // Perhaps it is the intents that the remote refuses, or several refs at once.
      pool?.part();
      return pushRefs(git, [move], how);
    }
  }

  const how = { remote: 'origin', signal: deadline };
  const landed = await landCommit({
    branch,
    deadline,
    maxAttempts,
    fetch: async (signal) => {
      const tip = await joint.fetch(signal);
      await pool?.look();
      return tip;
    },
    prepare,
    push,
    findOwn: async (since, tip) =>
      (own = await findCommitByTrailer(git, `${since}..${tip}`, ['Bump-Id', id])),
    ...(pool && { queue: pool }),
  });
  const { attempts } = landed;
  return landed.commit === undefined || own === undefined
    ? { attempts }
    : { attempts, commit: own };
}

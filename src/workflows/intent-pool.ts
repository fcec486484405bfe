import { UsageError, RemoteError } from '../errors.js';
import {
  intentsOf,
  listIntents,
  publishing,
  readTexts,
  withdrawing,
  writeIntent,
  type IntentRef,
} from '../io/git/intent-refs.js';
import type { Git } from '../io/git/open-git.js';
import { pushRefs, remoteRefs, type RefUpdate } from '../io/git/push.js';
import type { BumpIntent } from './bump-intent.js';
import type { Hand } from './commit-proposal.js';
import { formatIntent, type Wish } from './format-intent.js';
import { GRACE, type Queue } from './land-commit.js';
import { pause } from './until-answered.js';

export interface PoolPlace {
  readonly git: Git;
  /** Ends every conversation with the remote, `origin`. */
  readonly deadline: AbortSignal;
  readonly timeoutSeconds: number;
  readonly branch: string;
  /** The own `Bump-Id`. */
  readonly id: string;
  /** What the own bump wants, as it was worked out last; `undefined`: nobody else may land it. */
  readonly wish: () => Wish | undefined;
  /**
   * By whom that was to be committed. What is signed, nobody else can make, and we sign nobody
   * else's.
   */
  readonly hand: () => Hand | undefined;
}

/**
 * Intents at the remote of those who lost a race. Whoever pushes next lands all of them, and so as
 * many pushes as there are jobs are enough, and not their square.
 */
export interface IntentPool extends Queue {
  /** Takes in what the last fetch of the branch brought. */
  readonly look: () => Promise<void>;
  /** What is to be landed along with the own. */
  readonly others: () => readonly BumpIntent[];
  /** What a push takes away that lands the own and these: them, and what is over its deadline. */
  readonly removals: (folded: readonly BumpIntent[]) => readonly RefUpdate[];
  /** When the own bump was asked for, in milliseconds since 1970. */
  readonly created: number;
  /** A push landed the own intent, and so took it away. */
  readonly landed: () => void;
  /** Lands no others from here; the second time, takes nothing away with a push either. */
  readonly part: () => void;
}

/** How long a leader needs, in looks at the refs: it has some four conversations, all of them longer. */
const LEAD = 8;

/** The least milliseconds of such a look: near the remote, a leader's own work is what takes time. */
const MIN_TICK = 150;

/** How often a fetch may find our intent not landed before we lead ourselves. */
const PATIENCE = 4;

/** The same where the branch moves all the time, which begins the patience anew. */
const MAX_LOOKS = 20;

/** As many refs as are read; what is more waits for the next time. */
const MAX_READ = 1000;

/** As many intents as one push lands or takes away: each makes its command line longer … */
const MAX_INTENTS = 100;

/** … and as many files as it changes for others: each takes the leader some time. */
const MAX_TARGETS = 1000;

/** Clocks differ by less than this many milliseconds. */
const SLACK = 60_000;

export function openPool(place: PoolPlace): IntentPool {
  const { git, branch, id } = place;
  const created = Date.now();
  const deadline = created + place.timeoutSeconds * 1000;
  let own: IntentRef | undefined;
  let isThere = false;
  let hasTried = false;
  let share: 'all' | 'own' | 'nothing' = 'all';
  let others: readonly Published[] = [];
  /** Refs among the intents that are none: nobody lands them, and they never lead. */
  let strangers: ReadonlySet<string> = new Set();
  /** The milliseconds that a short conversation with the remote takes. */
  let tick = 0;
  let isNew = true;
  /** How often we looked, in all and since the tip is this one. */
  const seen = { total: 0, tip: '', times: 0 };

  async function look(): Promise<void> {
    const refs = await listIntents(git, branch);
    isThere = refs.some((ref) => ref.id === id);
    const readable = refs.filter((ref) => ref.id !== id && ref.isReadable).slice(0, MAX_READ);
    const published = await readIntents(git, branch, readable);
    others = published.slice(0, MAX_INTENTS);
    const known = new Set([id, ...published.map((other) => other.id)]);
    strangers = new Set(refs.map((ref) => ref.id).filter((name) => !known.has(name)));
  }

  async function join(): Promise<void> {
    if (hasTried) return;
    hasTried = true;
    const hand = place.hand();
    const text = intentText(hand);
    if (hand === undefined || text === undefined) return;
    own = await writeIntent(git, branch, { id, text, author: hand.author });
    isThere = true;
    const started = Date.now();
    try {
      await pushRefs(git, [publishing(branch, own)], { remote: 'origin', signal: place.deadline });
      tick = Date.now() - started;
    } catch (error) {
      // After a broken connection the next look tells.
      if (error instanceof UsageError) own = undefined;
      else if (!(error instanceof RemoteError)) throw error;
    }
  }

  function intentText(hand: Hand | undefined): string | undefined {
    const wish = place.wish();
    if (!wish || !hand || hand.signs) return undefined;
    return formatIntent({ ...wish, id, branch, author: hand.author, created, deadline });
  }

  /** The first time until it is known who leads, and, if others do, for as long as that takes. */
  async function wait(): Promise<void> {
    if (!isNew) return rest((LEAD * (1 + Math.random())) / 2);
    isNew = false;
    await rest((1 + Math.random()) / 2);
    if (!(await leadsFromAfar())) await rest(LEAD * (1 + Math.random() / 4));
  }

  async function rest(ticks: number): Promise<void> {
    await pause(place.deadline, Math.max(MIN_TICK, tick) * ticks);
  }

  /** Asks for the refs alone: who only waits needs no objects. */
  async function leadsFromAfar(): Promise<boolean> {
    const started = Date.now();
    const folder = intentsOf(branch);
    const how = { remote: 'origin', signal: place.deadline };
    const refs = await remoteRefs(git, [`${folder}*`], how).catch(() => undefined);
    tick = Date.now() - started;
    return !refs || leads([...refs.keys()].map((ref) => ref.slice(folder.length)));
  }

  function leads(ids: readonly string[]): boolean {
    isThere = ids.includes(id);
    const known = ids.filter((name) => !strangers.has(name));
    return !isThere || known.every((other) => other >= id);
  }

  /** One that crashed while it led is not waited for for long. */
  async function isTheirTurn(tip: string): Promise<boolean> {
    if (!isJoined() || place.deadline.aborted) return false;
    if (leads((await listIntents(git, branch)).map((ref) => ref.id))) return false;
    seen.total++;
    seen.times = tip === seen.tip ? seen.times + 1 : 1;
    seen.tip = tip;
    return seen.times < PATIENCE && seen.total < MAX_LOOKS;
  }

  function isJoined(): boolean {
    return own !== undefined && isThere && share !== 'nothing';
  }

  function removals(folded: readonly BumpIntent[]): RefUpdate[] {
    if (share === 'nothing' || (hasTried && !isJoined())) return [];
    const done = (other: Published) => folded.includes(other.intent) || !isLive(other);
    const gone = share === 'all' ? others.filter(done) : [];
    return [...(own ? [own] : []), ...gone].map((ref) => withdrawing(branch, ref));
  }

  async function withdraw(): Promise<boolean> {
    if (!own) return true;
    const removal = withdrawing(branch, own);
    own = undefined;
    const signal = AbortSignal.timeout(GRACE);
    return pushRefs(git, [removal], { remote: 'origin', signal }).then(
      (outcome) => outcome === 'pushed',
      () => false,
    );
  }

  return {
    created,
    look,
    join,
    isJoined,
    wait,
    isTheirTurn,
    others: () => (isJoined() && share === 'all' ? together(others.filter(isLive)) : []),
    removals,
    landed: () => {
      own = undefined;
    },
    part: () => {
      share = share === 'all' ? 'own' : 'nothing';
    },
    withdraw,
  };
}

interface Published extends IntentRef {
  readonly intent: BumpIntent;
}

/** Those of this branch, in the order in which they were asked for. What is no intent is left alone. */
async function readIntents(
  git: Git,
  branch: string,
  refs: readonly IntentRef[],
): Promise<Published[]> {
  if (refs.length === 0) return [];
  const { parseIntent } = await import('./bump-intent.js');
  const texts = await readTexts(
    git,
    refs.map(({ commit }) => commit),
  );
  const published = refs.flatMap(({ id, commit }) => {
    const intent = parseIntent(texts.get(commit) ?? '');
    return intent?.id === id && intent.branch === branch ? [{ id, commit, intent }] : [];
  });
  return published.sort((a, b) => a.intent.created - b.intent.created);
}

/** The first of them, as many as one push can land. */
function together(published: readonly Published[]): BumpIntent[] {
  let targets = 0;
  return published.flatMap(({ intent }) => {
    targets += intent.targets.length;
    return targets <= MAX_TARGETS ? [intent] : [];
  });
}

function isLive({ intent }: Published): boolean {
  return Date.now() < intent.deadline + SLACK;
}

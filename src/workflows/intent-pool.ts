import { UsageError, RemoteError } from '../errors.js';
import { idents, signsCommits, writeRootCommit } from '../io/git/commit.js';
import {
  intentsOf,
  listIntents,
  publishing,
  readTexts,
  withdrawing,
  type IntentRef,
} from '../io/git/intent-refs.js';
import type { Git } from '../io/git/open-git.js';
import { pushRefs, remoteRefs, type RefUpdate } from '../io/git/push.js';
import type { BumpIntent, Wish } from './bump-intent.js';
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
  /** Whether the own commit is to be signed: nobody else can do that, and we sign nobody else's. */
  readonly sign: boolean;
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
  /** After a push with its removals: it took the own intent away. */
  readonly landed: () => void;
  /** The own commit is on the branch: if the own intent is gone, it has not to be taken away. */
  readonly found: () => void;
  /** Lands no others from here; the second time, takes nothing away with a push either. */
  readonly part: () => void;
}

/** How often the remote is asked whether a leader has landed our intent, before we lead ourselves. */
const PATIENCE = 5;

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
  let tick = 0;

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
    const text = await intentText();
    if (text === undefined) return;
    const commit = await writeRootCommit(git, text);
    own = { id, commit };
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

  async function intentText(): Promise<string | undefined> {
    const wish = place.wish();
    if (!wish || place.sign) return undefined;
    const [signs, { author }, { formatIntent }] = await Promise.all([
      signsCommits(git),
      idents(git),
      import('./bump-intent.js'),
    ]);
    if (signs) return undefined;
    return formatIntent({ ...wish, id, branch, author, created, deadline });
  }

  /** One that crashed while it led is not waited for for long. The more wait, the less often each asks. */
  async function wait(): Promise<void> {
    let [looks, tip, waiting] = [0, '', 0];
    tick /= 2;
    for (let total = 0; looks < PATIENCE && total < MAX_LOOKS; total++) {
      await pause(place.deadline, tick * (1 + Math.random()) * (1 + waiting / 8));
      if (place.deadline.aborted) return;
      const seen = await lookFromAfar();
      if (seen?.isOurTurn) return;
      looks = seen && seen.tip !== tip ? 1 : looks + 1;
      if (seen) ({ tip, waiting } = seen);
    }
  }

  /** Without objects: only who waits. Our turn it is as well where we wait no longer. */
  async function lookFromAfar() {
    const started = Date.now();
    const [head, folder] = [`refs/heads/${branch}`, intentsOf(branch)];
    const how = { remote: 'origin', signal: place.deadline };
    const refs = await remoteRefs(git, [head, `${folder}*`], how).catch(() => undefined);
    tick = Date.now() - started;
    if (!refs) return undefined;
    const ids = [...refs.keys()]
      .filter((ref) => ref.startsWith(folder))
      .map((ref) => ref.slice(folder.length))
      .filter((name) => !strangers.has(name));
    const isOurTurn = !ids.includes(id) || ids.every((other) => other >= id);
    return { tip: refs.get(head) ?? '', waiting: ids.length, isOurTurn };
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
    others: () => (isJoined() && share === 'all' ? together(others.filter(isLive)) : []),
    removals,
    landed: () => {
      own = undefined;
    },
    found: () => {
      if (!isThere) own = undefined;
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

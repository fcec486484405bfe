import { UsageError, RemoteError } from '../errors.js';
import { idents, signsCommits, writeRootCommit } from '../io/git/commit.js';
import {
  intentsOf,
  listIntents,
  publishing,
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
  /** What a push that lands all of them takes away, the own included. */
  readonly removals: () => readonly RefUpdate[];
  /** When the own bump was asked for, in milliseconds since 1970. */
  readonly created: number;
  /** After a push of all: it took the own intent away. */
  readonly landed: () => void;
  /** Goes alone from here: the remote does not take several refs at once. */
  readonly part: () => void;
}

/** How often the remote is asked whether a leader has landed our intent, before we lead ourselves. */
const PATIENCE = 5;

/** Clocks differ by less than this many milliseconds. */
const SLACK = 60_000;

export function openPool(place: PoolPlace): IntentPool {
  const { git, branch, id } = place;
  const created = Date.now();
  const deadline = created + place.timeoutSeconds * 1000;
  let own: Pick<IntentRef, 'id' | 'commit'> | undefined;
  let hasTried = false;
  let isAlone = false;
  let others: readonly Published[] = [];
  let tick = 0;

  async function look(): Promise<void> {
    const refs = await listIntents(git, branch);
    if (own && !refs.some((ref) => ref.id === id)) own = undefined;
    others = await readIntents(
      refs.filter((ref) => ref.id !== id),
      branch,
    );
  }

  async function join(): Promise<void> {
    if (hasTried) return;
    hasTried = true;
    const text = await intentText();
    if (text === undefined) return;
    const commit = await writeRootCommit(git, text);
    own = { id, commit };
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
    if (!wish || place.sign || (await signsCommits(git))) return undefined;
    const { formatIntent } = await import('./bump-intent.js');
    const { author } = await idents(git);
    return formatIntent({ ...wish, id, branch, author, created, deadline });
  }

  /** One that crashed while it led is not waited for for long; each that waits takes some time. */
  async function wait(): Promise<void> {
    let [looks, patience, tip] = [0, PATIENCE, ''];
    while (looks < patience && !place.deadline.aborted) {
      await pause(place.deadline, tick * (1 + Math.random()));
      const seen = await lookFromAfar();
      if (seen?.isOurTurn) return;
      looks = seen && seen.tip !== tip ? 1 : looks + 1;
      tip = seen?.tip ?? tip;
      patience = PATIENCE + (seen?.waiting ?? 0) / 8;
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
      .filter((ref) => ref !== head)
      .map((ref) => ref.slice(folder.length));
    const isOurTurn = !ids.includes(id) || ids.every((other) => other >= id);
    return { tip: refs.get(head) ?? '', waiting: ids.length, isOurTurn };
  }

  function isJoined(): boolean {
    return own !== undefined && !isAlone;
  }

  function removals(): RefUpdate[] {
    if (isAlone || (hasTried && !own)) return [];
    const gone = own ? [own, ...others] : others.filter((other) => !isLive(other));
    return gone.map((ref) => withdrawing(branch, ref));
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
    others: () => (isJoined() ? others.filter(isLive).map(({ intent }) => intent) : []),
    removals,
    landed: () => {
      own = undefined;
    },
    part: () => {
      isAlone = true;
    },
    withdraw,
  };
}

interface Published extends Pick<IntentRef, 'id' | 'commit'> {
  readonly intent: BumpIntent;
}

/** Those of this branch, in the order in which they were asked for. What is no intent is left alone. */
async function readIntents(refs: readonly IntentRef[], branch: string): Promise<Published[]> {
  if (refs.length === 0) return [];
  const { parseIntent } = await import('./bump-intent.js');
  const published = refs.flatMap(({ id, commit, text }) => {
    const intent = parseIntent(text);
    return intent?.id === id && intent.branch === branch ? [{ id, commit, intent }] : [];
  });
  return published.sort((a, b) => a.intent.created - b.intent.created);
}

function isLive({ intent }: Published): boolean {
  return Date.now() < intent.deadline + SLACK;
}

import { withoutCredentials } from '../io/git/credentials.js';
import { MAX_INTENT_BYTES } from '../io/git/intent-refs.js';
import type { MessageOptions } from './bump-message.js';
import type { BumpRequest } from './bump-request.js';
import type { BumpTarget } from './find-bump-targets.js';

/** What a bump wants, apart from where and when. */
export interface Wish {
  readonly targets: readonly BumpTarget[];
  readonly options: BumpRequest['options'];
  readonly message: Omit<MessageOptions, 'id'>;
}

interface Asked extends Wish {
  readonly id: string;
  readonly branch: string;
  /** As git has it in a commit. */
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly deadline: number;
}

/** The milliseconds of a day: after that nobody wants an old tag any more. */
export const LONGEST_WAIT = 86_400_000;

const DEPLOYED =
  /^(?!(.*\/)?\.)(.*\/)?(kustomization\.ya?ml|Kustomization|[^/]*values[^/]*\.ya?ml)$/;

/**
 * Whether a file is a kustomization or Helm values, in no hidden folder. Other files name images as
 * well: those in which pipelines run, with their secrets.
 */
export function isDeployed(path: string): boolean {
  return DEPLOYED.test(path);
}

/**
 * The text of an intent, free of credentials, or `undefined` for one that nobody else may land: with
 * an expression of its own, for a value that is no image, or beyond what readers take. What else they
 * do not take, its owner lands after waiting in vain. No schema here: most who publish never read one.
 */
export function formatIntent(asked: Asked): string | undefined {
  const { targets, options, created, deadline } = asked;
  if (options.key !== undefined || options.onlyNewer?.extract) return undefined;
  if (deadline - created > LONGEST_WAIT) return undefined;
  if (!targets.every(({ path }) => isDeployed(path))) return undefined;
  const formatted = JSON.stringify({ v: 1, ...asked }, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return typeof value === 'string' ? withoutCredentials(value) : value;
  });
  return Buffer.byteLength(formatted) > MAX_INTENT_BYTES ? undefined : formatted;
}

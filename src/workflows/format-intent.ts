import { withoutCredentials } from '../model/without-credentials.js';
import { MAX_INTENT_BYTES } from '../io/git/intent-refs.js';
import type { MessageOptions } from './bump-message.js';
import type { ImagesRequest } from './bump-request.js';
import type { BumpTarget } from './find-bump-targets.js';
import {
  areDistinct,
  isDeployed,
  isLine,
  isOrderKey,
  isText,
  LONGEST_WAIT,
  MAX_CHANGES,
} from './intent-bounds.js';

/** What a bump wants, apart from where and when. */
export interface Wish {
  readonly targets: readonly BumpTarget[];
  readonly options: ImagesRequest['options'];
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

/**
 * The text of an intent, free of credentials, or `undefined` for one that nobody else may land: with
 * an expression of its own, for a value that is no image, or beyond what readers take.
 */
export function formatIntent(asked: Asked): string | undefined {
  const { targets, options, created, deadline } = asked;
  if (options.key !== undefined || options.onlyNewer?.extract) return undefined;
  if (deadline - created > LONGEST_WAIT || !areDistinct(targets)) return undefined;
  const isTaken = ({ path, changes }: BumpTarget) =>
    isDeployed(path) && changes.length <= MAX_CHANGES;
  if (!targets.every(isTaken)) return undefined;
  const unfit: string[] = [];
  const formatted = JSON.stringify({ v: 1, ...asked }, (key, value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'bigint') return value;
    const text = withoutCredentials(value.toString());
    const isWithin = typeof value === 'bigint' ? isOrderKey : key === 'body' ? isText : isLine;
    if (!isWithin(text)) unfit.push(key);
    return text;
  });
  const isTooLong = Buffer.byteLength(formatted) > MAX_INTENT_BYTES;
  return unfit.length > 0 || isTooLong ? undefined : formatted;
}

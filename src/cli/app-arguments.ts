import { UsageError } from '../errors.js';

/** @throws UsageError where no app is named. */
export function appArguments(args: readonly string[]): readonly string[] {
  if (args.length === 0) throw new UsageError('no app is given');
  return [...new Set(args)];
}

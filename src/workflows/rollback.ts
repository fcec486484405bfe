import { validateHold } from '../images/edit-hold.js';
import type { Aimed, BumpResult, ImagesRequest } from './bump-request.js';
import { planRollback, type Rollback } from './plan-rollback.js';
import { setImages } from './set-images.js';

/**
 * Sets the images of apps back to what they were some deployments ago, and nothing else in their
 * files; those on hold, too. Where it leads to is settled when it starts. Nobody else lands it along:
 * what others are let do leaves alone what is on hold.
 *
 * @throws UsageError, RemoteError as {@link setImages} and {@link planRollback} do.
 */
export async function rollback(request: ImagesRequest & Rollback): Promise<BumpResult> {
  if (request.hold) validateHold(request.hold, new Date().toISOString().slice(0, 10));
  let aimed: Aimed | undefined;
  return setImages({
    ...request,
    options: { ...request.options, overHold: true },
    combine: false,
    message: { ...request.message, verb: 'rollback' },
    aim: async (tree) => (aimed ??= await planRollback(tree, request)),
  });
}

import type { Aimed, BumpResult, ImagesRequest } from './bump-request.js';
import { planPromotion, type Promotion } from './plan-promotion.js';
import { setImages } from './set-images.js';

/**
 * Gives the images of apps in one environment the tags and digests that they have in another, as
 * they are there when it starts: what changes there meanwhile is not promoted.
 *
 * @throws UsageError, RemoteError as {@link setImages} and {@link planPromotion} do.
 */
export async function promote(request: ImagesRequest & Promotion): Promise<BumpResult> {
  let aimed: Aimed | undefined;
  return setImages({
    ...request,
    message: { ...request.message, verb: 'promote' },
    aim: async (tree) => (aimed ??= await planPromotion(tree, request)),
  });
}

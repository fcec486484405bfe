import { UsageError, type Place } from '../errors.js';
import type { ImageChange, SlotChange } from '../images/image-change.js';
import { isImageDigest, isImageName, isImageTag } from '../model/image-reference.js';

/**
 * Refuses a change by what a file says elsewhere, at `place`, where that is no image: a file holds
 * anything, such as `${TAG}`, which another tool fills in.
 *
 * @throws UsageError `BAD_REFERENCE`.
 */
export function refuseMalformed({ key, newName, tag, digest }: ImageChange, place: Place): void {
  const slots: readonly (readonly [SlotChange, (text: string) => boolean])[] = [
    [newName, isImageName],
    [tag, isImageTag],
    [digest, isImageDigest],
  ];
  for (const [slot, isValid] of slots) {
    if (typeof slot === 'string' || isValid(slot.set)) continue;
    throw new UsageError(
      `"${key}" cannot be set to what stands here: ${JSON.stringify(slot.set)}`,
      {
        code: 'BAD_REFERENCE',
        hint: 'Set it with `gitops-gen bump`.',
        place,
      },
    );
  }
}

import { splitReference } from '../model/image-reference.js';
import type { ImageUnit } from './image-change.js';

/**
 * Whether an image is one that `init` wrote, rather than what CI has built: of whichever name, since
 * canaries and services that came later have the stand-in of the others. `images` are those of the
 * app in the model.
 */
export function isStandIn(
  { newName, tag }: ImageUnit,
  images: Readonly<Record<string, string>> = {},
): boolean {
  return Object.values(images)
    .map((usual) => splitReference(usual))
    .some((usual) => newName === usual.name && tag === usual.tag);
}

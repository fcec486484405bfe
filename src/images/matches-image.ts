import { familiarName } from '../model/image-reference.js';
import type { ImageChange } from './image-change.js';
import type { ImageEntry } from './survey-images.js';

/** Whether the key of a change means one of the images, as `editImages` looks for it. */
export function matchesImage(images: readonly ImageEntry[], { key }: ImageChange): boolean {
  const familiar = familiarName(key);
  return images.some(
    ({ name, newName }) =>
      familiarName(name) === familiar || familiarName(newName ?? '') === familiar,
  );
}

import { UsageError } from '../errors.js';
import type { ChangeSet } from '../model/change-set.js';
import { formatUnit } from './image-change.js';
import { findImages } from './survey-images.js';

/** An image reference that a change set changes: `name:tag@digest`, as far as there is any of it. */
export interface ChangedImage {
  readonly path: string;
  /** As other files refer to it: the entry's `name`, in Helm values the key that holds the image. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The images whose references differ after the changes, in files that are there before and after.
 * Nothing is said of files that cannot be read as YAML, with markers of a conflict say.
 */
export function changedImages(changes: ChangeSet): ChangedImage[] {
  return changes.flatMap(({ path, before, after }) => {
    if (!before || !after || !/\.ya?ml$/.test(path)) return [];
    const old = references(path, before.content);
    return [...references(path, after.content)].flatMap(([place, { name, reference: to }]) => {
      const from = old.get(place)?.reference;
      return from === undefined || from === to ? [] : [{ path, name, from, to }];
    });
  });
}

/** By form and name, and by the number where several are alike. */
function references(
  path: string,
  text: string,
): Map<string, { readonly name: string; readonly reference: string }> {
  const found = new Map<string, { name: string; reference: string }>();
  const counts = new Map<string, number>();
  for (const { form, name, ...unit } of imagesOf(path, text)) {
    const kind = `${form} ${name}`;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    found.set(`${kind} ${String(count)}`, {
      name,
      reference: formatUnit({ newName: name, ...unit }),
    });
  }
  return found;
}

function imagesOf(path: string, text: string) {
  try {
    return findImages(text, path);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

import { sameUnit, unitOf, type ImageUnit } from '../images/image-change.js';
import type { ImageEntry } from '../images/survey-images.js';

/** Which commit, when, and by whom. */
export interface Setting {
  readonly commit: string;
  /** As ISO 8601 has it. */
  readonly date: string;
  readonly author: string;
}

/** A file as a commit made it. */
export interface FileVersion {
  /** Absent where the file may be older: what was before is not known. */
  readonly by?: Setting;
  /** None of a file that is not there; `undefined` of one that cannot be read. */
  readonly images: () => readonly ImageEntry[] | undefined;
}

/** A unit of an image that was in a file, and who set it. */
export interface PastUnit {
  readonly unit: ImageUnit;
  readonly by?: Setting;
}

/**
 * The units that an image had in a file, the newest first. Versions that cannot be read count for
 * nothing; an image that was gone for a time was set anew when it came back.
 */
export function* pastUnits(name: string, versions: readonly FileVersion[]): Generator<PastUnit> {
  let last: PastUnit | undefined;
  for (const { by, images } of versions) {
    const entries = images();
    if (!entries) continue;
    const found = entries.find((entry) => entry.name === name);
    if (last && !(found && sameUnit(found, last.unit))) yield last;
    last = found && { unit: plainUnit(found), ...(by && { by }) };
  }
  if (last) yield last;
}

/** Without what an entry says besides. */
export function plainUnit({ newName, tag, digest }: ImageUnit): ImageUnit {
  return unitOf({ newName, tag, digest });
}

import { UsageError } from '../errors.js';
import {
  formatImageReference,
  isImageName,
  type ImageReference,
} from '../model/image-reference.js';
import type { BumpedImage } from './evaluate-bump.js';
import type { BumpTarget } from './find-bump-targets.js';

/** A look at the registries of images. */
export type LookUp = (image: ImageReference) => Promise<string | undefined>;

/** Asks for each image once, however often a bump is worked out. */
export function lookUpOnce(): LookUp {
  const known = new Map<string, Promise<string | undefined>>();
  return (image) => {
    const text = formatImageReference(image);
    const found = known.get(text) ?? askRegistry(image);
    known.set(text, found);
    return found;
  };
}

async function askRegistry(image: ImageReference): Promise<string | undefined> {
  const { findDigest } = await import('../io/registry/find-digest.js');
  return findDigest(image);
}

/**
 * Makes sure that the images which a bump sets are in their registries.
 *
 * @throws UsageError, RemoteError as the registry's `findDigest` does.
 */
export async function refuseMissing(images: readonly BumpedImage[], lookUp: LookUp): Promise<void> {
  const changed = images.filter(({ status }) => status === 'changed');
  await Promise.all(changed.map((image) => lookUp(referenceOf(image))));
}

/**
 * The targets with the digests that the registries have for their tags.
 *
 * @throws as {@link refuseMissing}; UsageError where a registry does not say a digest.
 */
export async function withDigests(
  targets: readonly BumpTarget[],
  images: readonly BumpedImage[],
  lookUp: LookUp,
): Promise<BumpTarget[]> {
  const settable = images.filter(({ status }) => status === 'changed' || status === 'unchanged');
  const digests = new Map<string, string>();
  for (const image of settable) {
    digests.set(`${image.path}\n${image.key}`, await digestOf(image, lookUp));
  }
  return targets.map(({ changes, ...target }) => ({
    ...target,
    changes: changes.map((change) => {
      const digest = digests.get(`${target.path}\n${change.key}`);
      return digest === undefined ? change : { ...change, digest: { set: digest } };
    }),
  }));
}

async function digestOf(image: BumpedImage, lookUp: LookUp): Promise<string> {
  const reference = referenceOf(image);
  const digest = reference.digest ?? (await lookUp(reference));
  if (digest !== undefined) return digest;
  throw new UsageError(
    `the registry does not say the digest of ${formatImageReference(reference)}`,
    {
      code: 'GUARD',
      hint: 'Give the digest: IMAGE=TAG@DIGEST.',
    },
  );
}

/** What the entry names for a container runtime, once it is set. */
function referenceOf({ name, new: unit, path, line }: BumpedImage): ImageReference {
  const { newName = name, tag, digest } = unit;
  if (!isImageName(newName)) {
    throw new UsageError(`"${newName}" is no name that a registry knows`, {
      code: 'GUARD',
      place: { path, line },
    });
  }
  return {
    name: newName,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

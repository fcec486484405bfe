import { basename, dirname, join } from 'node:path/posix';
import { UsageError } from '../errors.js';
import { editImages } from '../images/edit-images.js';
import { formatUnit, sameUnit, type ImageChange } from '../images/image-change.js';
import type { ImageResult } from '../images/image-edit.js';
import { findImages, type ImageEntry } from '../images/survey-images.js';
import type { TextFile } from '../model/file-tree.js';
import type { Notice } from './findings.js';
import { workingFile } from './decide-rename.js';
import { OPAQUE } from './merge-plan.js';
import { pinCommentsIn } from './pin-table.js';
import type { PlanInput } from './plan-input.js';

/** The file of an overlay that its images stand in, by Kustomize and by Helm. */
const OTHER_NAME: Readonly<Record<string, string>> = {
  'kustomization.yaml': 'values.yaml',
  'values.yaml': 'kustomization.yaml',
};

/** A new file that takes the place of another, since the packaging of an app changes. */
export interface ImageMove {
  readonly from: string;
  readonly to: string;
  /** The new file, with the images that CI has set in the old one. */
  readonly file: TextFile;
  readonly notices: readonly Notice[];
}

/**
 * The moves in which the new file takes up every pin of the old one. Where it cannot, the old file
 * is decided like any other that the template drops.
 */
export function imageMoves(input: PlanInput): ImageMove[] {
  return [...input.desired].flatMap(([to, file]) => {
    const from = replacedBy(input, to);
    const move = from === undefined ? undefined : moveImages(input, { from, to, file });
    return move ? [move] : [];
  });
}

function replacedBy({ ancestor, desired }: PlanInput, to: string): string | undefined {
  const name = OTHER_NAME[basename(to)];
  if (!to.startsWith('overlays/') || name === undefined || ancestor.has(to)) return undefined;
  const from = join(dirname(to), name);
  return ancestor.has(from) && !desired.has(from) ? from : undefined;
}

function moveImages(
  input: PlanInput,
  { from, to, file }: Omit<ImageMove, 'notices'>,
): ImageMove | undefined {
  const ours = workingFile(input, from);
  const before = input.ancestor.get(from);
  if (!before || !ours || ours === OPAQUE || pinCommentsIn(ours.content).length > 0) {
    return undefined;
  }
  try {
    const known = findImages(before.content, from);
    const set = findImages(ours.content, from).filter(
      (image) => !known.some((old) => old.name === image.name && sameUnit(old, image)),
    );
    // The template holds no image back, so that no day matters.
    const target = { path: to, text: file.content };
    const { content, results } = editImages(target, set.map(changeOf), { today: '' });
    return { from, to, file: { ...file, content }, notices: results.flatMap(noticeOf) };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function noticeOf({ status, name, old, new: now }: ImageResult): Notice[] {
  if (status !== 'changed') return [];
  const values = { ours: formatUnit(now), theirs: formatUnit(old) };
  return [{ code: 'IMAGE_KEPT', yamlPath: name, values }];
}

function changeOf({ name, newName, tag, digest }: ImageEntry): ImageChange {
  const slot = (text: string | undefined) => (text === undefined ? 'remove' : { set: text });
  const keep = newName === undefined ? 'keep' : { set: newName };
  return { key: name, newName: keep, tag: slot(tag), digest: slot(digest) };
}

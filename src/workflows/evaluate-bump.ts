import { UsageError } from '../errors.js';
import { editImages } from '../images/edit-images.js';
import type { EditOptions } from '../images/edit-options.js';
import {
  formatUnit,
  type ImageChange,
  type ImageUnit,
  type ImageWarning,
} from '../images/image-change.js';
import type { ImageEdit, ImageResult, ImageStatus } from '../images/image-edit.js';
import type { BumpTarget } from './find-bump-targets.js';
import type { Tree } from './tree.js';

/** What became of one image in one file. */
export interface BumpedImage extends ImageResult {
  readonly path: string;
  readonly env?: string;
  readonly app?: string;
  /** The environment that it is on hold in, if not its own. */
  readonly heldIn?: string;
}

/** A bump worked out on one tree. */
export interface BumpEvaluation {
  readonly images: readonly BumpedImage[];
  /** New text of each file that changes. */
  readonly edits: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  readonly warnings: readonly ImageWarning[];
}

/**
 * Works out a bump on a tree, whichever that is; an intent is evaluated again on every new one.
 *
 * @throws UsageError where a file is missing or cannot be edited, or a guard refuses.
 */
export async function evaluateBump(
  tree: Tree,
  targets: readonly BumpTarget[],
  options: EditOptions,
): Promise<BumpEvaluation> {
  const images: BumpedImage[] = [];
  const warnings: ImageWarning[] = [];
  const edits = new Map<string, { before: string; after: string }>();
  for (const { changes, earlier, ...place } of targets) {
    const { path } = place;
    const before = await tree.read(path);
    if (before === undefined) {
      throw new UsageError('there is no such file', { code: 'TARGET_NOT_FOUND', place: { path } });
    }
    const edited = editImages({ text: before, path }, changes, options);
    const content = earlier?.now === before ? earlier.text : edited.content;
    const edit = await withHolds(path, changes, { ...edited, content });
    images.push(...edit.results.map((result) => ({ ...place, ...result })));
    warnings.push(...edit.warnings);
    if (edit.content !== before) edits.set(path, { before, after: edit.content });
  }
  return { images, edits, warnings };
}

/** Puts holds on images that were edited, or takes them off. */
async function withHolds(
  path: string,
  changes: readonly ImageChange[],
  edit: ImageEdit,
): Promise<ImageEdit> {
  if (changes.every(({ hold }) => hold === undefined)) return edit;
  const { editHold } = await import('../images/edit-hold.js');
  return changes.reduce<ImageEdit>((done, { key, hold }) => {
    if (hold === undefined) return done;
    const file = { path, text: done.content };
    const content = editHold(file, key, hold === 'remove' ? undefined : hold.set);
    if (content === file.text) return done;
    const change = hold === 'remove' ? { released: true } : { hold: hold.set };
    const results = done.results.map((result) =>
      result.key === key ? { ...result, ...change, status: 'changed' as const } : result,
    );
    return { ...done, content, results };
  }, edit);
}

/** The first of changed, superseded, held, unchanged that any image has. */
export function overallStatus(images: readonly BumpedImage[]): ImageStatus {
  const order: ImageStatus[] = ['changed', 'superseded', 'held'];
  return order.find((status) => images.some((image) => image.status === status)) ?? 'unchanged';
}

/** What an entry says, for people: `v2`, `ghcr.io/acme/web:v2@sha256:…`, or that it says nothing. */
export function formatImage(unit: ImageUnit): string {
  const text = formatUnit(unit).replace(/^:/, '');
  return text === '' ? 'nothing' : text;
}

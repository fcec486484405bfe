import { BugError, UsageError } from '../errors.js';
import { splitReference } from '../model/image-reference.js';
import { didYouMean } from '../model/nearest.js';
import { isMap, isNode, isSeq } from '../yaml/ast.js';
import { formatPath, type YamlPath } from '../yaml/locate.js';
import { itemStart } from '../yaml/splice-item.js';
import { pairStart, rangeOf } from '../yaml/splice-pair.js';
import {
  findPair,
  keyText,
  notEditable,
  readSlot,
  resolved,
  type ImageSite,
  type Slot,
  type YamlSource,
} from './image-site.js';
import { parseKeyPath } from './key-path.js';
import type { SurveyedDocument } from './survey-images.js';

export interface KeyedImage {
  readonly path: string;
  /** What the image is called, since a path need not tell. */
  readonly name: string;
}

/**
 * The image at a path of Helm values, found as such or not: the value there is its tag, or the
 * whole reference if it looks like one (H9).
 *
 * @throws UsageError `TARGET_NOT_FOUND` where the path leads nowhere.
 */
export function keyedSite(
  key: string,
  documents: readonly SurveyedDocument[],
  image: KeyedImage,
): ImageSite {
  const document = documents.find(({ kind }) => kind === 'values');
  if (!document) {
    const hint = '--key is a path in Helm values';
    throw new UsageError('the file holds no Helm values', {
      code: 'TARGET_NOT_FOUND',
      hint,
      place: { path: image.path },
    });
  }
  const { source, sites } = document;
  const slot = slotAt(source, parseKeyPath(key));
  return sites.find((site) => belongsTo(site, slot.path)) ?? bareSite(source, slot, image.name);
}

function belongsTo({ path, layout }: ImageSite, wanted: YamlPath): boolean {
  const slots =
    layout.kind === 'parts' ? [layout.newName, layout.tag, layout.digest] : [layout.slot];
  return [path, ...slots.flatMap((slot) => (slot ? [slot.path] : []))].some(
    (each) => JSON.stringify(each) === JSON.stringify(wanted),
  );
}

function bareSite(source: YamlSource, slot: Slot, name: string): ImageSite {
  const { parent, key, path } = slot;
  const pair = isMap(parent) ? findPair(parent, String(key)) : undefined;
  const text = readSlot(source, slot).text ?? '';
  const { name: repository, tag, digest } = splitReference(text);
  const whole = repository.includes('/') || tag !== undefined || digest !== undefined;
  const start = pair
    ? pairStart(pair)
    : isSeq(parent)
      ? itemStart(parent, Number(key))
      : rangeOf(parent)[0];
  const end = pair ? rangeOf(pair.value ?? pair.key)[1] : start;
  const layout: ImageSite['layout'] = whole
    ? { kind: 'reference', slot, prefix: '' }
    : { kind: 'parts', tag: slot, keyOrder: [String(key)], removal: 'key' };
  return { source, form: 'helm', name, path, start, end, layout };
}

/** The slot at a path; its last key may be missing (H7). */
function slotAt(source: YamlSource, path: YamlPath): Slot {
  const key = path.at(-1) ?? '';
  const depth = path.length - 1;
  let node: unknown = source.document.contents;
  for (let above = 0; above < depth; above++) node = childAt(source, node, { path, depth: above });
  const parent = resolved(source, node);
  if (isMap(parent) && typeof key === 'string')
    return { parent, key, path: [...source.base, ...path] };
  childAt(source, parent, { path, depth });
  if (isSeq(parent)) return { parent, key, path: [...source.base, ...path] };
  throw new BugError('a path ends in a scalar');
}

interface PathStep {
  readonly path: YamlPath;
  readonly depth: number;
}

function childAt(source: YamlSource, node: unknown, { path, depth }: PathStep): unknown {
  const parent = resolved(source, node);
  const key = path[depth] ?? '';
  if (isSeq(parent) && typeof key === 'number' && key < parent.items.length)
    return parent.items[key];
  const pair = isMap(parent) && typeof key === 'string' ? findPair(parent, key) : undefined;
  if (pair) return pair.value;
  const known = isMap(parent) ? parent.items.flatMap((each) => keyText(each) ?? []) : [];
  const what = typeof key === 'number' ? `no item ${key}` : `no key "${key}"`;
  const where = depth === 0 ? '' : ` at ${formatPath(path.slice(0, depth))}`;
  throw notEditable(source, isNode(parent) ? rangeOf(parent)[0] : 0, {
    message: `${what}${where}${didYouMean(String(key), known)}`,
    code: 'TARGET_NOT_FOUND',
    ...(known.length > 0 && { hint: `there are ${known.join(', ')}` }),
  });
}

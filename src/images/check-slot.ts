import { isAlias, isMap, isNode, isScalar } from '../yaml/ast.js';
import { rangeOf } from '../yaml/splice-pair.js';
import type { EditOptions } from './edit-options.js';
import { isTemplated } from './guards.js';
import { findPair, notEditable, type ImageSite, type Refusal } from './image-site.js';
import type { PlacedWish, SlotEdit } from './slot-plan.js';
import type { SlotWish } from './wanted-slots.js';

/**
 * Lets a wish pass if its slot can be given what it wants.
 *
 * @throws UsageError `NOT_EDITABLE`, or `GUARD` where another tool fills in the value.
 */
export function checkSlot(edit: SlotEdit, wish: SlotWish, options: EditOptions): PlacedWish {
  const { site } = edit;
  const { node } = wish.reading;
  const refusal =
    node === undefined || wish.reading.inherited
      ? refuseMissing(edit, wish, options)
      : refuseOccupied(site, wish, options);
  const found = refusal ?? refuseSuffixed(wish, options);
  if (found) throw notEditable(site.source, isNode(node) ? rangeOf(node)[0] : site.start, found);
  if (!wish.slot) throw notEditable(site.source, site.start, noSlot(site, wish));
  return { ...wish, slot: wish.slot };
}

function refuseMissing(
  { site, wanted }: SlotEdit,
  wish: SlotWish,
  { add }: EditOptions,
): Refusal | undefined {
  const { role, text, slot, reading } = wish;
  if (!slot) return noSlot(site, wish);
  if (text === undefined && reading.inherited) {
    const message = `the ${role} of "${site.name}" comes by a merge key and cannot be removed here`;
    return { message, hint: 'remove it where it stands' };
  }
  const free = site.form === 'kustomization' || site.form === 'imageTags';
  const harmless = role === 'digest' ? wanted.tag !== undefined : hasDigestKey(site);
  return free || harmless || add === true ? undefined : noSlot(site, wish);
}

/** A chart that reads a digest reads a tag as well. */
function hasDigestKey({ layout }: ImageSite): boolean {
  const digest = layout.kind === 'parts' ? layout.digest : undefined;
  return isMap(digest?.parent) && findPair(digest.parent, String(digest.key)) !== undefined;
}

function noSlot({ name }: ImageSite, { role }: SlotWish): Refusal {
  return {
    message: `"${name}" has no ${role} to set`,
    hint: 'pass --add to insert it if the chart reads one',
  };
}

function refuseOccupied(
  { name }: ImageSite,
  wish: SlotWish,
  { breakAlias }: EditOptions,
): Refusal | undefined {
  const { role, text, reading } = wish;
  const { node } = reading;
  if (isAlias(node)) {
    const message = `the ${role} of "${name}" is the alias *${node.source}, which others share`;
    const hint = 'pass --break-alias to write a value of its own here';
    return text === undefined || breakAlias === true ? undefined : { message, hint };
  }
  if (!isScalar(node)) {
    const hint = isNode(node) ? 'a template has to be rendered before it is YAML' : 'write a value';
    return { message: `the ${role} of "${name}" is not a text`, hint };
  }
  if (isTemplated(reading.text ?? '')) {
    const message = `the ${role} of "${name}" is filled in by another tool: ${reading.text ?? ''}`;
    return { message, code: 'GUARD', hint: 'set the value there' };
  }
  if (node.tag === undefined || node.tag === 'tag:yaml.org,2002:str') return undefined;
  return { message: `the ${role} of "${name}" has the type ${node.tag}`, hint: 'remove the tag' };
}

/** kustomize leaves `tagSuffix` out once `newTag` is set, which would drop the suffix silently (T6). */
function refuseSuffixed(
  { role, slot, text }: SlotWish,
  { force }: EditOptions,
): Refusal | undefined {
  const suffix = isMap(slot?.parent) && findPair(slot.parent, 'tagSuffix');
  if (role !== 'tag' || text === undefined || !suffix || force === true) return undefined;
  return {
    message: 'the entry has a tagSuffix, which kustomize ignores beside newTag',
    hint: 'put the suffix into the tag and remove tagSuffix, or pass --force',
  };
}

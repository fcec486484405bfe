import { formatImageReference, splitReference, splitRegistry } from '../model/image-reference.js';
import type { ImageUnit } from './image-change.js';
import {
  notEditable,
  readSlot,
  type ImageSite,
  type PartsLayout,
  type Slot,
  type SlotReading,
} from './image-site.js';

/** A slot, what stands in it, and what is to stand there; `undefined` for nothing. */
export interface SlotWish {
  readonly role: 'registry' | 'newName' | 'tag' | 'digest' | 'reference';
  readonly slot: Slot | undefined;
  readonly reading: SlotReading;
  readonly text: string | undefined;
}

/**
 * The texts that make a site say `wanted`. An entry keeps its form: a digest packed into the tag
 * (T4) or a whole reference in the name (T5) stays there.
 *
 * @throws UsageError `NOT_EDITABLE` where two forms are mixed, so that it is open which one counts.
 */
export function wantedSlots(site: ImageSite, wanted: ImageUnit): SlotWish[] {
  const { source, layout } = site;
  if (layout.kind === 'reference') {
    const { slot, prefix } = layout;
    const reading = readSlot(source, slot);
    return [{ role: 'reference', slot, reading, text: wantedReference(site, prefix, wanted) }];
  }
  const texts = wantedParts(site, layout, wanted);
  const roles = ['registry', 'newName', 'tag', 'digest'] as const;
  return roles.map((role) => ({
    role,
    slot: layout[role],
    reading: readSlot(source, layout[role]),
    text: texts[role],
  }));
}

type PartTexts = Partial<Record<'registry' | 'newName' | 'tag' | 'digest', string>>;

function wantedParts(site: ImageSite, layout: PartsLayout, wanted: ImageUnit): PartTexts {
  const now = {
    registry: readSlot(site.source, layout.registry).text,
    newName: readSlot(site.source, layout.newName).text,
    tag: readSlot(site.source, layout.tag).text,
    digest: readSlot(site.source, layout.digest).text,
  };
  const named = splitReference(now.newName ?? '');
  if (named.tag !== undefined || named.digest !== undefined) {
    if (now.tag !== undefined || now.digest !== undefined) throw mixedForms(site, 'newName');
    return { newName: formatImageReference({ ...wanted, name: wanted.newName ?? named.name }) };
  }
  const names = wantedName(layout, now, wanted.newName);
  if (now.tag?.includes('@') !== true) return { ...names, ...unitTexts(wanted) };
  if (now.digest !== undefined) throw mixedForms(site, 'newTag');
  const { tag, digest } = wanted;
  if (tag === undefined || digest === undefined) return { ...names, ...unitTexts(wanted) };
  return { ...names, tag: `${tag}@${digest}` };
}

function unitTexts({ tag, digest }: ImageUnit): PartTexts {
  return { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

interface NameTexts {
  readonly registry: string | undefined;
  readonly newName: string | undefined;
}

/** A registry in a slot of its own (H2) stays apart from the repository. */
function wantedName(layout: PartsLayout, now: NameTexts, wanted: string | undefined): PartTexts {
  const { registry, newName } = now;
  const joined = registry === undefined ? newName : `${registry}/${newName ?? ''}`;
  if (layout.registry === undefined || registry === undefined || joined === wanted) {
    const kept = joined === wanted ? now : { newName: wanted };
    return withoutAbsent(kept);
  }
  const split = splitRegistry(wanted ?? '');
  return { registry: split.registry ?? 'docker.io', newName: split.repository };
}

function withoutAbsent({ registry, newName }: Partial<NameTexts>): PartTexts {
  return { ...(registry !== undefined && { registry }), ...(newName !== undefined && { newName }) };
}

/** In `app=r/a:v1` the name stays left of `=`; without a `=` a new name needs one (kustomize's form). */
function wantedReference({ form, name }: ImageSite, prefix: string, wanted: ImageUnit): string {
  const reference = formatImageReference({ ...wanted, name: wanted.newName ?? name });
  const override = form === 'argocd' && prefix === '' && wanted.newName !== name;
  return override ? `${name}=${reference}` : prefix + reference;
}

function mixedForms({ source, start, name }: ImageSite, holder: string) {
  return notEditable(source, start, {
    message: `"${name}" has a tag or digest inside of ${holder} and another beside it`,
    hint: 'keep one of the two',
  });
}

import type { Hold } from './annotations.js';

/** What a bump does with one slot of an image entry. */
export type SlotChange = 'keep' | 'remove' | { readonly set: string };

/** The wish to set an image, independent of any file: `key` finds the image, the rest says how. */
export interface ImageChange {
  /** A name, new name or placeholder as it stands in a file; compared literally. */
  readonly key: string;
  readonly newName: SlotChange;
  readonly tag: SlotChange;
  readonly digest: SlotChange;
  /** What becomes of a hold of the entry; by default it stays. */
  readonly hold?: 'remove' | { readonly set: Hold };
}

/** What an image entry says now. Tag and digest are one unit: they change together. */
export interface ImageUnit {
  readonly newName?: string;
  readonly tag?: string;
  readonly digest?: string;
}

export interface ImageWarning {
  /** Stable identifier for machines, in capitals. */
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
}

/** `unit` with the change applied. */
export function changedUnit(unit: ImageUnit, change: ImageChange): ImageUnit {
  return unitOf({
    newName: changedSlot(unit.newName, change.newName),
    tag: changedSlot(unit.tag, change.tag),
    digest: changedSlot(unit.digest, change.digest),
  });
}

/** The change that makes any entry of `key` say what `unit` says: tag and digest, not the name. */
export function changeTo(key: string, unit: ImageUnit): ImageChange {
  const slot = (text: string | undefined): SlotChange =>
    text === undefined ? 'remove' : { set: text };
  return { key, newName: 'keep', tag: slot(unit.tag), digest: slot(unit.digest) };
}

export function sameUnit(a: ImageUnit, b: ImageUnit): boolean {
  return a.newName === b.newName && a.tag === b.tag && a.digest === b.digest;
}

/** Leaves out what is absent, so that units compare and print alike. */
export function unitOf(parts: { [Part in keyof ImageUnit]: string | undefined }): ImageUnit {
  const { newName, tag, digest } = parts;
  return {
    ...(newName !== undefined && { newName }),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** `name:tag@digest`, as far as there is any of it: the form of commit messages. */
export function formatUnit({ newName = '', tag, digest }: ImageUnit): string {
  return `${newName}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function changedSlot(text: string | undefined, change: SlotChange): string | undefined {
  if (change === 'keep') return text;
  return change === 'remove' ? undefined : change.set;
}

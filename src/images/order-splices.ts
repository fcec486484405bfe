import { isMap } from '../yaml/ast.js';
import { lineEndAt, lineStartAt } from '../yaml/lines.js';
import { isJsonMap, textEnd } from '../yaml/splice-pair.js';
import type { Splice } from '../yaml/splice.js';
import { findOrder, formatOrder } from './annotations.js';
import { notEditable, type ImageSite } from './image-site.js';
import type { SlotEdit, Step } from './slot-plan.js';
import type { SlotWish } from './wanted-slots.js';

export interface OrderedEdit {
  readonly edit: SlotEdit;
  /** The wish whose line carries the order key; see {@link orderCarrier}. */
  readonly carrier: SlotWish;
  /** What is done for that wish, if anything. */
  readonly step: Step | undefined;
  readonly order: bigint;
}

/** The wish whose line carries the order key: the tag's, else whatever else holds the unit. */
export function orderCarrier(wishes: readonly SlotWish[]): SlotWish | undefined {
  const roles = ['tag', 'digest', 'reference', 'newName'] as const;
  const filled = wishes.filter(({ text }) => text !== undefined);
  return roles.map((role) => filled.find((wish) => wish.role === role)).find((wish) => wish);
}

/**
 * Writes the order key at the end of the value's line (G6). A line inserted in block style comes
 * with its comment already and needs nothing.
 *
 * @throws UsageError `NOT_EDITABLE` where a comment has no place, or would count for two images.
 */
export function orderSplices(ordered: OrderedEdit): Splice[] {
  const { edit, carrier, step, order } = ordered;
  const { source } = edit.site;
  refuseSharedLine(edit, carrier);
  const node = step?.kind === 'swap' ? step.instead.reading.node : carrier.reading.node;
  if (step?.kind === 'insert' && !isFlow(carrier)) return [];
  const offset = step?.kind === 'insert' ? edit.site.end : textEnd(source.text, node);
  const known = findOrder(source.text, offset);
  if (known) return [{ start: known.start, end: known.end, text: order.toString() }];
  const end = lineEndAt(source.text, offset);
  const at = offset + source.text.slice(offset, end).trimEnd().length;
  return [{ start: at, end: at, text: ` ${formatOrder(order)}` }];
}

function isFlow({ slot }: SlotWish): boolean {
  return slot?.parent.flow === true;
}

function refuseSharedLine({ site, siblings }: SlotEdit, { slot }: SlotWish): void {
  const { source, start, form } = site;
  const lineStart = lineStartAt(source.text, start);
  const lineEnd = lineEndAt(source.text, start);
  const json = isMap(slot?.parent) && isJsonMap(slot.parent);
  const shared = siblings.some((other) => other !== site && isOn(other, lineStart, lineEnd));
  const inLine = form !== 'helm' && !/^[\s-]*$/.test(source.text.slice(lineStart, start));
  if (!json && !shared && !inLine) return;
  throw notEditable(source, start, {
    message: `there is no place for the order key of "${site.name}": it needs a line of its own`,
    hint: 'write the entries below each other, or leave out --order-key',
  });
}

function isOn({ start }: ImageSite, lineStart: number, lineEnd: number): boolean {
  return start >= lineStart && start <= lineEnd;
}

import { isMap } from '../yaml/ast.js';
import { formatOrder } from './annotations.js';
import { checkSlot } from './check-slot.js';
import type { EditOptions } from './edit-options.js';
import type { ImageSite } from './image-site.js';
import { orderCarrier, orderSplices } from './order-splices.js';
import { judgeAliases } from './shared-anchors.js';
import type { PlacedWish, SlotEdit, SlotPlan, Step } from './slot-plan.js';
import { insertSlot, removeSlot, setSlot, swapSlots } from './slot-splices.js';
import { wantedSlots, type SlotWish } from './wanted-slots.js';

/**
 * Plans the splices that make a site say `wanted`: texts are replaced in place, an unwanted key
 * gives its place to a new one, what is left over is removed or inserted.
 *
 * @throws UsageError `NOT_EDITABLE` or `GUARD` where that cannot be done without guessing.
 */
export function planSlots(edit: SlotEdit, options: EditOptions): SlotPlan {
  const { site, siblings } = edit;
  const all = wantedSlots(site, edit.wanted);
  const wishes = all.filter(({ reading, text }) => reading.text !== text);
  const placed = wishes.map((wish) => checkSlot(edit, wish, options));
  const aliases = placed.flatMap(({ slot, text }) =>
    judgeAliases({ site, slot, siblings, removed: text === undefined }),
  );
  const steps = stepsFor(site, placed);
  const { orderKey: order } = options;
  const carrier = order === undefined ? undefined : orderCarrier(all);
  const comment = order === undefined ? '' : formatOrder(order);
  const plans = steps.map((step) =>
    planStep(site, step, step.wish.role === carrier?.role ? comment : ''),
  );
  const step = steps.find(({ wish }) => wish.role === carrier?.role);
  const ordering =
    order !== undefined && carrier ? orderSplices({ edit, carrier, step, order }) : [];
  return {
    splices: [...plans.flatMap(({ splices }) => splices), ...ordering],
    changes: plans.flatMap(({ changes }) => changes),
    warnings: [...aliases, ...plans.flatMap(({ warnings }) => warnings)],
  };
}

function stepsFor(site: ImageSite, wishes: readonly PlacedWish[]): Step[] {
  const sets = wishes.filter(
    (wish) => isPresent(wish) && (wish.text !== undefined || staysEmpty(site, wish)),
  );
  const removed = wishes.filter((wish) => isPresent(wish) && !sets.includes(wish));
  const inserted = wishes.filter((wish) => !isPresent(wish));
  const swapped = removed.filter((wish) => !carriesDash(wish)).slice(0, inserted.length);
  const kept = inserted.length - swapped.length;
  return [
    ...sets.map((wish): Step => ({ kind: 'set', wish })),
    ...inserted.slice(0, kept).map((wish): Step => ({ kind: 'insert', wish })),
    ...inserted.slice(kept).flatMap((wish, index): Step[] => {
      const instead = swapped[index];
      return instead ? [{ kind: 'swap', wish, instead }] : [];
    }),
    ...removed
      .filter((wish) => !swapped.includes(wish))
      .map((wish): Step => ({ kind: 'remove', wish })),
  ];
}

function planStep(site: ImageSite, step: Step, comment: string): SlotPlan {
  const { slot, text } = step.wish;
  const change = { path: slot.path, value: text ?? '' };
  switch (step.kind) {
    case 'set':
      return { splices: [setSlot(site, step.wish)], changes: [change], warnings: [] };
    case 'insert':
      return { splices: [insertSlot(site, step.wish, comment)], changes: [change], warnings: [] };
    case 'swap': {
      const removed = { path: step.instead.slot.path, value: undefined };
      return {
        splices: swapSlots(site, step.wish, step.instead),
        changes: [removed, change],
        warnings: [],
      };
    }
    case 'remove': {
      const { splice, warnings } = removeSlot(site, step.wish);
      return { splices: [splice], changes: [{ path: slot.path, value: undefined }], warnings };
    }
  }
}

/**
 * Whether a slot that is no longer wanted stays, with an empty text. A key that values leave out is
 * the chart's own: beside a digest, its tag says nothing; its digest would win over a new tag.
 */
function staysEmpty({ form, layout }: ImageSite, { role }: SlotWish): boolean {
  const inValues = form === 'helm' && role === 'digest';
  return inValues || (layout.kind === 'parts' && layout.removal === 'text');
}

function isPresent({ reading }: SlotWish): boolean {
  return reading.node !== undefined && !reading.inherited;
}

/** A digest behind a list's dash goes, and the dash moves on to the next key, rather than give its place to the tag (T7). */
function carriesDash({ role, reading: { pair }, slot: { parent } }: PlacedWish): boolean {
  return role === 'digest' && isMap(parent) && parent.flow !== true && parent.items[0] === pair;
}

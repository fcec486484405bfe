import type { ViewChange } from '../yaml/literal-view.js';
import type { Splice } from '../yaml/splice.js';
import { findHold, isHoldActive, type PlacedHold } from './annotations.js';
import type { ImageResult } from './image-edit.js';
import type { EditOptions } from './edit-options.js';
import { judgeChange } from './guards.js';
import {
  changedUnit,
  sameUnit,
  type ImageChange,
  type ImageUnit,
  type ImageWarning,
} from './image-change.js';
import { notEditable, readUnit, type ImageSite } from './image-site.js';
import { planSlots } from './plan-slots.js';
import { doubtsAboutSite } from './site-doubts.js';
import { describeSite, orderOf } from './survey-images.js';

/** What one change does to one site, in positions of the file. */
export interface SiteOutcome {
  readonly site: ImageSite;
  readonly result: ImageResult;
  readonly splices: readonly Splice[];
  readonly changes: readonly ViewChange[];
  readonly warnings: readonly ImageWarning[];
}

export interface SiteChange {
  readonly change: ImageChange;
  readonly site: ImageSite;
  /** All images of the site's document. */
  readonly siblings: readonly ImageSite[];
}

/**
 * Evaluates a change on a site: on hold, already there, overtaken, or planned.
 *
 * @throws UsageError where a guard refuses, or the site cannot be edited.
 */
export function editSite(target: SiteChange, options: EditOptions): SiteOutcome {
  const { change, site } = target;
  const current = readUnit(site);
  const found = findHold(site.source.text, site.start);
  const isHeld = found !== undefined && isHoldActive(found, options.today);
  if (isHeld && options.overHold !== true) return heldOutcome(target, current);
  const hold = isHeld ? undefined : found;
  const wanted = wantedUnit(target, current, options);
  const order = orderOf(site);
  const reordered =
    options.orderKey !== undefined && (order === undefined || order < options.orderKey);
  if (sameUnit(current, wanted) && !reordered) return leftAlone(target, current, 'unchanged');
  const verdict = judgeChange({ change, current, wanted, order }, options);
  if (verdict.kind === 'superseded') return leftAlone(target, current, 'superseded');
  if (verdict.kind === 'refused') {
    throw notEditable(site.source, site.start, { ...verdict, code: 'GUARD' });
  }
  return changedOutcome({ ...target, current, wanted, hold, warnings: verdict.warnings }, options);
}

/** T2: kustomize renders a kept digest beside the new tag, so the old image would still run. */
function wantedUnit(
  { change, site }: SiteChange,
  current: ImageUnit,
  options: EditOptions,
): ImageUnit {
  const wanted = changedUnit(current, change);
  const kept =
    options.keepDigest === true && change.digest === 'remove' && current.digest !== undefined;
  if (!kept) return wanted;
  if (options.force !== true) {
    throw notEditable(site.source, site.start, {
      message: `the old digest of "${site.name}" would win over the new tag`,
      hint: 'leave out --keep-digest, or pass --force as well',
    });
  }
  return { ...wanted, digest: current.digest };
}

interface PlannedChange extends SiteChange {
  readonly current: ImageUnit;
  readonly wanted: ImageUnit;
  /** A hold that is over. */
  readonly hold: PlacedHold | undefined;
  readonly warnings: readonly ImageWarning[];
}

function changedOutcome(planned: PlannedChange, options: EditOptions): SiteOutcome {
  const { change, site, siblings, current, wanted, hold } = planned;
  if (site.frozen !== undefined) {
    throw notEditable(site.source, site.start, {
      message: `the entry of "${site.name}" ${site.frozen}`,
      hint: 'write the entry out here',
    });
  }
  const plan = planSlots({ site, wanted, siblings }, options);
  const expired =
    hold && !plan.splices.some(({ start, end }) => start < hold.end && hold.start < end);
  const splices = expired
    ? [{ start: hold.start, end: hold.end, text: '' }, ...plan.splices]
    : plan.splices;
  const { line } = describeSite(site);
  return {
    site,
    result: {
      key: change.key,
      name: site.name,
      status: 'changed',
      old: current,
      new: wanted,
      line,
    },
    splices: splices.map((splice) => site.source.lift(splice)),
    changes: plan.changes,
    warnings: [...planned.warnings, ...plan.warnings, ...doubtsAboutSite(site)].map((warning) => ({
      line,
      ...warning,
    })),
  };
}

function leftAlone(
  { change, site }: SiteChange,
  current: ImageUnit,
  status: 'unchanged' | 'superseded',
): SiteOutcome {
  const { line } = describeSite(site);
  const result = { key: change.key, name: site.name, status, old: current, new: current, line };
  return { site, result, splices: [], changes: [], warnings: [] };
}

function heldOutcome({ change, site }: SiteChange, current: ImageUnit): SiteOutcome {
  const { line, hold = {} } = describeSite(site);
  const result = { key: change.key, name: site.name, old: current, new: current, line, hold };
  return { site, result: { ...result, status: 'held' }, splices: [], changes: [], warnings: [] };
}

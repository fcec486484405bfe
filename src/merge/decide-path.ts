import type { TextFile } from '../model/file-tree.js';
import { differsInPinsOnly } from './differs-in-pins.js';
import { threeValues, type Conflict, type ConflictCode, type Notice } from './findings.js';
import { isYamlPath, mergeFile, sameYaml } from './merge-file.js';
import { OPAQUE, type Decision, type Sides } from './merge-plan.js';
import type { Settle } from './text-merge.js';
import { readStyle, restoreStyle, sameText } from './text-style.js';

/** How one path is decided. */
export interface PathRules {
  readonly path: string;
  readonly settle: Settle | undefined;
  readonly textOnly: boolean;
  readonly dropPins: boolean;
  /** Another file takes up the pins of this one. */
  readonly pinsMove?: boolean;
  readonly restore: boolean;
  readonly labels: { readonly ours: string; readonly ancestor: string; readonly theirs: string };
}

/** Decides a path of policy `merge` by which sides have it and which of them changed it. */
export function decidePath(sides: Sides, rules: PathRules): Decision {
  const { ancestor, ours, theirs } = sides;
  if (!theirs) return ours ? decideDropped(sides, rules) : decision('forgotten');
  if (!ours) return ancestor ? decideDeleted(ancestor, theirs, rules) : decision('created', theirs);
  if (ours === OPAQUE) return decideOpaque(sides, rules);
  if (!ancestor) return decideAdded({ ours, theirs }, rules);
  return withMode(decideContent({ ancestor, ours, theirs }, rules), { ancestor, ours, theirs });
}

/** A decision without findings. */
export function decision(outcome: Decision['outcome'], after?: Decision['after']): Decision {
  return { outcome, after, conflicts: [], settled: [], notices: [] };
}

/** A conflict about the file as a whole, which no markers can show. */
export function wholeConflict(
  code: ConflictCode,
  { ancestor, ours, theirs }: Sides,
  settle: Settle | undefined,
): Decision {
  const text = (file: Sides['ours']) => (file === OPAQUE ? undefined : file?.content);
  const conflict: Conflict = {
    code,
    values: threeValues(text(ancestor), text(ours), text(theirs)),
  };
  if (settle === 'ours') return { ...decision('kept', ours), settled: [conflict] };
  if (settle === 'theirs' && ours && ours !== OPAQUE) {
    return { ...decision(theirs ? 'updated' : 'deleted', theirs), settled: [conflict] };
  }
  return { ...decision('conflict', ours), conflicts: [conflict], aside: true };
}

interface TextSides {
  readonly ancestor: TextFile;
  readonly ours: TextFile;
  readonly theirs: TextFile;
}

/** The template no longer has a file that stands here. */
function decideDropped(sides: Sides, { path, settle, ...pins }: PathRules): Decision {
  const { ancestor, ours } = sides;
  if (!ancestor || !ours) return decision('kept', ours);
  if (ours === OPAQUE) return wholeConflict('OPAQUE', sides, settle);
  if (sameText(ours.content, ancestor.content)) return decision('deleted');
  const goes = pins.dropPins || pins.pinsMove === true;
  if (goes && differsInPinsOnly(path, ancestor.content, ours.content)) {
    if (pins.pinsMove) return decision('deleted');
    const values = threeValues(ancestor.content, ours.content, undefined);
    return { ...decision('deleted'), notices: [{ code: 'PINS_DROPPED', values }] };
  }
  return wholeConflict('REMOVED_BY_TEMPLATE', sides, settle);
}

/** The user deleted a file that the template still has. */
function decideDeleted(ancestor: TextFile, theirs: TextFile, { restore }: PathRules): Decision {
  if (restore) return decision('created', theirs);
  if (sameText(ancestor.content, theirs.content)) return decision('stays-deleted');
  const values = threeValues(ancestor.content, undefined, theirs.content);
  return { ...decision('stays-deleted'), notices: [{ code: 'STAYS_DELETED', values }] };
}

function decideOpaque(sides: Sides, { settle }: PathRules): Decision {
  const { ancestor, theirs } = sides;
  if (ancestor && theirs && sameText(ancestor.content, theirs.content))
    return decision('kept', OPAQUE);
  return wholeConflict('OPAQUE', sides, settle);
}

/** A file stands where the template puts one for the first time. */
function decideAdded({ ours, theirs }: Omit<TextSides, 'ancestor'>, rules: PathRules): Decision {
  const same = isYamlPath(rules.path) && sameYaml(ours.content, theirs.content);
  if (same || sameText(ours.content, theirs.content)) return decision('adopted', ours);
  if (isEncrypted(ours.content)) return wholeConflict('OPAQUE', { ours, theirs }, rules.settle);
  return decideMerge({ ours, theirs }, rules);
}

function decideContent({ ancestor, ours, theirs }: TextSides, rules: PathRules): Decision {
  const unchanged = sameText(ancestor.content, theirs.content);
  if (sameText(ours.content, ancestor.content)) {
    if (unchanged) return decision('unchanged', ours);
    const { style } = readStyle(ours.content);
    const content = restoreStyle(readStyle(theirs.content).text, style);
    return decision('updated', { ...ours, content });
  }
  if (unchanged) return decision('kept', ours);
  if (sameText(ours.content, theirs.content)) return decision('converged', ours);
  if (isEncrypted(ours.content))
    return wholeConflict('OPAQUE', { ancestor, ours, theirs }, rules.settle);
  return decideMerge({ ancestor, ours, theirs }, rules);
}

function decideMerge(
  { ancestor, ours, theirs }: Omit<TextSides, 'ancestor'> & { readonly ancestor?: TextFile },
  { path, labels, textOnly, dropPins, settle }: PathRules,
): Decision {
  const { outcome, content, conflicts, notices } = mergeFile({
    path,
    ...(ancestor && { ancestor: ancestor.content }),
    ours: ours.content,
    theirs: theirs.content,
    labels,
    textOnly,
    dropPins,
    ...(settle && { settle }),
  });
  const open = outcome === 'conflict';
  return {
    outcome: outcome === 'taken' ? 'updated' : outcome,
    after: { ...ours, content },
    conflicts: open ? conflicts : [],
    settled: open ? [] : conflicts,
    notices,
  };
}

/** The mode of the side that changed it; ours where both did. */
function withMode(decided: Decision, { ancestor, ours, theirs }: TextSides): Decision {
  const { after } = decided;
  if (theirs.mode === ancestor.mode || theirs.mode === ours.mode || !after || after === OPAQUE)
    return decided;
  if (ours.mode === ancestor.mode) {
    const quiet = decided.outcome === 'unchanged' || decided.outcome === 'kept';
    return {
      ...decided,
      outcome: quiet ? 'updated' : decided.outcome,
      after: { ...after, mode: theirs.mode },
    };
  }
  const notice: Notice = {
    code: 'MODE_KEPT',
    values: threeValues(ancestor.mode, ours.mode, theirs.mode),
  };
  return { ...decided, notices: [...decided.notices, notice] };
}

/** What SOPS encrypted cannot be merged: its checksum is of the whole file. */
function isEncrypted(content: string): boolean {
  return /^sops:/m.test(content) || content.includes('ENC[');
}

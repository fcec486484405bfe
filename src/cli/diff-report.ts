import type { ObjectChange } from '../manifests/compare-objects.js';
import { formatObjectId } from '../model/object-id.js';
import type { Difference, RootDifference, Side } from '../workflows/compare-pairs.js';
import { count } from './count.js';
import { colorPatch, formatPatch, printable } from './format-patch.js';

/** What a person reads: the diff of each object, and at the end what it comes to. */
export function diffText(difference: Difference, { color }: { readonly color: boolean }): string {
  const { before, after, roots, notCompared } = difference;
  const patches = roots.flatMap((root) => root.changes.map((change) => patchOf(root, change)));
  const names = { before: nameOf(before), after: nameOf(after) };
  const problems = notCompared.map(
    ({ folder, side, message }) => `  ${printable(folder)} (${names[side]}): ${indented(message)}`,
  );
  return [
    ...patches.map((patch) => (color ? colorPatch(patch) : patch)),
    ...roots.flatMap(summaryOf),
    ...(problems.length === 0 ? [] : ['Not compared:', ...problems, '']),
    totalOf(difference),
  ].join('\n');
}

export function diffJson({ before, after, roots, notCompared }: Difference) {
  return {
    before,
    after,
    summary: { ...countChanges(roots), notCompared: notCompared.length },
    roots: roots.map((root) => ({
      ...(root.before && { before: placeOf(root.before) }),
      ...(root.after && { after: placeOf(root.after) }),
      changes: root.changes.map((change) => ({
        action: actionOf(change),
        object: formatObjectId(change.id),
        ...(change.formerId && { former: formatObjectId(change.formerId) }),
        diff: patchOf(root, change),
      })),
    })),
    notCompared,
  };
}

/** What is not known to be the same differs. */
export function diffExitCode({ roots, notCompared }: Difference): number {
  return roots.length > 0 || notCompared.length > 0 ? 3 : 0;
}

function patchOf({ before, after }: RootDifference, change: ObjectChange): string {
  return formatPatch(change, { before: before?.folder, after: after?.folder });
}

type Place = NonNullable<RootDifference['before']>;

function placeOf({ folder, env, app }: Place) {
  return { folder, ...(env !== undefined && { env }), ...(app !== undefined && { app }) };
}

const SIGNS = { added: '+', changed: '~', removed: '-' };

/** The folder, and a line for each object in it that differs. */
function summaryOf({ before, after, changes }: RootDifference): string[] {
  const folders = [...new Set([before, after].flatMap((place) => place?.folder ?? []))];
  const lines = changes.map((change) => {
    const { id, formerId = id } = change;
    const was = formerId.name === id.name ? '' : `, under a new hash: it was ${formerId.name}`;
    return `  ${SIGNS[actionOf(change)]} ${printable(`${formatObjectId(id)}${was}`)}`;
  });
  return [printable(folders.join(' → ')), ...lines, ''];
}

function totalOf({ before, after, roots, notCompared }: Difference): string {
  const rest = notCompared.length === 0 ? '' : `; ${count(notCompared.length, 'problem')}`;
  const [from, to] = [nameOf(before), nameOf(after)];
  if (roots.length === 0) return `No object differs between ${from} and ${to}${rest}.`;
  const { added, changed, removed } = countChanges(roots);
  const counts = `${count(added, 'object')} added, ${changed} changed, ${removed} removed`;
  return `${counts} in ${count(roots.length, 'folder')}, from ${from} to ${to}${rest}.`;
}

function countChanges(roots: readonly RootDifference[]) {
  const actions = roots.flatMap(({ changes }) => changes.map(actionOf));
  const of = (action: keyof typeof SIGNS) => actions.filter((one) => one === action).length;
  return { added: of('added'), changed: of('changed'), removed: of('removed') };
}

function actionOf({ before, after }: ObjectChange): keyof typeof SIGNS {
  if (!before) return 'added';
  return after ? 'changed' : 'removed';
}

function nameOf(side: Side): string {
  if ('environment' in side) return side.environment;
  if (!('revision' in side)) return 'the working tree';
  return side.revision === side.commit ? side.commit.slice(0, 12) : side.revision;
}

function indented(text: string): string {
  return text.split('\n').map(printable).join('\n    ');
}

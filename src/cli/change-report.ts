import type { ChangedImage } from '../images/changed-images.js';
import type { PathPlan } from '../merge/merge-plan.js';
import type { ChangeSet } from '../model/change-set.js';
import { actionOf, formatChangeTree, formatDiff } from './format-changes.js';

/** What a command that merges has done, or would do. */
export interface ChangeOutcome {
  readonly paths: readonly PathPlan[];
  readonly changes: ChangeSet;
  readonly images: readonly ChangedImage[];
  readonly conflicts: boolean;
  readonly commit?: string;
}

/** What a person reads: the files without the state, images, what was kept or skipped, and conflicts. */
export function changeText(
  outcome: ChangeOutcome,
  { dryRun }: { readonly dryRun: boolean },
): string {
  const { paths, images, commit } = outcome;
  const visible = outcome.changes.filter(({ path }) => !isState(path));
  const updates = visible.filter(
    ({ before, after }) => before !== undefined && after !== undefined,
  );
  const lines = [
    ...(visible.length > 0 ? [formatChangeTree(visible)] : []),
    ...(dryRun && updates.length > 0 ? [formatDiff(updates).trimEnd()] : []),
    ...images.map(({ path, from, to }) => `Image: ${path} ${from} → ${to}`),
    ...paths.flatMap(noticeLines),
    ...paths.flatMap(conflictLines),
    summary(outcome, visible.length, dryRun),
    ...(commit === undefined ? [] : [`Committed ${commit.slice(0, 7)}.`]),
  ];
  return lines.join('\n');
}

/** The same for a machine. */
export function changeJson({ paths, changes, images, conflicts, commit }: ChangeOutcome) {
  return {
    status: conflicts
      ? ('conflict' as const)
      : changes.length > 0
        ? ('changed' as const)
        : ('unchanged' as const),
    commit: commit ?? null,
    files: changes
      .filter(({ path }) => !isState(path))
      .map((change) => ({ path: change.path, action: actionOf(change) })),
    images,
    paths: paths
      .filter(({ outcome }) => outcome !== 'unchanged')
      .map(({ path, outcome, conflicts: open, notices }) => ({
        path,
        outcome,
        conflicts: open,
        notices,
      })),
  };
}

function summary({ conflicts, changes }: ChangeOutcome, count: number, dryRun: boolean): string {
  if (changes.length === 0) return conflicts ? 'Conflicts.' : 'Nothing to do.';
  if (count === 0)
    return `Only the state below .gitops-gen ${dryRun ? 'would change' : 'changed'}.`;
  const files = `${count} file${count === 1 ? '' : 's'}`;
  if (dryRun) return `${files} would be written${conflicts ? ', with conflicts' : ''}.`;
  if (!conflicts) return `${files} written.`;
  return `${files} written, with conflicts: settle them, \`git add\` the files and commit, or take it back with \`gitops-gen update --abort\`.`;
}

function noticeLines({ path, notices }: PathPlan): string[] {
  return notices.map(({ code, yamlPath, values: { ours, theirs } }) => {
    const where = yamlPath === undefined ? path : `${path} ${yamlPath}`;
    const values =
      code === 'IMAGE_KEPT' ? `: ${oneLine(ours)} stays, the template has ${oneLine(theirs)}` : '';
    return `Note: ${where} ${NOTICES[code]}${values}`;
  });
}

const NOTICES: Readonly<Record<PathPlan['notices'][number]['code'], string>> = {
  IMAGE_KEPT: 'keeps the image that is set there',
  PINS_DROPPED: 'goes together with the image that was set there',
  FORMAT_KEPT: 'keeps its layout; the template has another',
  MODE_KEPT: 'keeps its file mode',
  STAYS_DELETED: 'was deleted here and stays so; --restore brings it back',
  MOVED: 'is missing here; its content stands elsewhere',
  MAYBE_RENAMED: 'may have been renamed by the template',
  RELEASED: 'is yours from now on',
  CASE_COLLISION: 'differs from another path by case only',
};

function conflictLines({ path, conflicts }: PathPlan): string[] {
  return conflicts.flatMap(({ code, yamlPath, values: { ancestor, ours, theirs } }) => [
    `Conflict: ${path}${yamlPath === undefined ? '' : ` ${yamlPath}`} (${code})`,
    ...(yamlPath === undefined
      ? []
      : [`  was ${oneLine(ancestor)}, is ${oneLine(ours)}, the template has ${oneLine(theirs)}`]),
  ]);
}

function oneLine(text: string | undefined): string {
  if (text === undefined) return 'nothing';
  const [first = '', ...rest] = text.trim().split('\n');
  return rest.length > 0 ? `${first} …` : first;
}

/** Locks and pristine copies follow from the rest. */
function isState(path: string): boolean {
  return path.startsWith('.gitops-gen/');
}

import type { TextFile } from '../../../src/model/file-tree.js';
import type { PlanInput, WorkingTree } from '../../../src/merge/plan-input.js';
import type { MergePlan, PathPlan } from '../../../src/merge/merge-plan.js';
import { planMerge } from '../../../src/merge/plan-merge.js';
import { mergeFile, type FileMerge, type MergeFileInput } from '../../../src/merge/merge-file.js';

export const LABELS = { ours: 'yours', ancestor: 'template 1.0.0', theirs: 'template 2.0.0' };

export type Files = Readonly<Record<string, string | TextFile>>;

export function tree(files: Files): ReadonlyMap<string, TextFile> {
  return new Map(
    Object.entries(files).map(([path, file]) => [
      path,
      typeof file === 'string' ? { content: file, mode: '0644' as const } : file,
    ]),
  );
}

export interface Scenario extends Partial<Omit<PlanInput, 'ancestor' | 'ours' | 'desired'>> {
  readonly a?: Files;
  readonly w?: Files;
  readonly d?: Files;
  readonly world?: Omit<WorkingTree, 'files'>;
}

export function plan({ a = {}, w = {}, d = {}, world, ...rest }: Scenario): MergePlan {
  return planMerge({
    ancestor: tree(a),
    ours: { files: tree(w), ...world },
    desired: tree(d),
    operation: 'update',
    onConflict: 'inline',
    versions: { ancestor: '1.0.0', theirs: '2.0.0' },
    ...rest,
  });
}

/** The plan of the path `f`, or of another. */
export function planned(scenario: Scenario, path = 'f'): PathPlan {
  const found = plan(scenario).paths.find((entry) => entry.path === path);
  if (!found) throw new Error(`${path} is not planned`);
  return found;
}

export function contentAfter({ after }: PathPlan): string | undefined {
  return typeof after === 'object' ? after.content : after;
}

export function codes(findings: readonly { readonly code: string }[]): string[] {
  return findings.map(({ code }) => code);
}

/** Merges one file; without `a` there is no ancestor. */
export function merge(
  path: string,
  { a, w, d, ...rest }: { a?: string; w: string; d: string } & Partial<MergeFileInput>,
): FileMerge {
  return mergeFile({
    path,
    ...(a !== undefined && { ancestor: a }),
    ours: w,
    theirs: d,
    labels: LABELS,
    ...rest,
  });
}

import type { UpdateResult } from '../workflows/update.js';
import { changeJson, changeText } from './change-report.js';
import { moveLines } from './moves-report.js';

export function updateText(result: UpdateResult, { dryRun }: { readonly dryRun: boolean }): string {
  const { open, edited, news, moves, namespace = '' } = result;
  if (open.length > 0) {
    const places = open.map(
      ({ path, kind, yamlPath }) =>
        `Conflict: ${path}${yamlPath === undefined ? '' : ` ${yamlPath}`} (${kind})`,
    );
    return [...places, 'Settle these first.'].join('\n');
  }
  return [
    ...(news === '' ? [] : [`The catalog's changes since the last update:\n\n${news}\n`]),
    ...edited.map((path) => `Edited by hand: ${path}`),
    changeText(result, { dryRun }),
    ...(moves ? moveLines(moves, namespace) : []),
  ].join('\n');
}

export function updateJson(result: UpdateResult, { strict }: { readonly strict: boolean }) {
  const { moves, edited } = result;
  return { ...changeJson(result), ...(moves && { moves }), ...(strict && { edited }) };
}

/** As the table of exit codes has it: conflicts before pending changes before edits. */
export function updateExitCode(
  { conflicts, changes, edited }: UpdateResult,
  { check, strict }: { readonly check: boolean; readonly strict: boolean },
): number {
  if (conflicts) return 4;
  if (check && changes.length > 0) return 3;
  return check && strict && edited.length > 0 ? 6 : 0;
}

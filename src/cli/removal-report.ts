import type { RemovalResult } from '../workflows/remove-app.js';
import { changeJson, changeText } from './change-report.js';
import { projectLines, setLines } from './moves-report.js';

/** What was removed, and what is left to do in the cluster. */
export function removalText(
  result: RemovalResult,
  { dryRun, again }: { readonly dryRun: boolean; readonly again: string },
): string {
  const { moves, applications, namespace, phase } = result;
  const lines = [changeText(result, { dryRun }), ...deletionLines(moves)];
  if (dryRun) return lines.join('\n');
  const kubectl = `  kubectl --namespace ${namespace}`;
  const left = [
    ...setLines(moves, kubectl),
    ...(applications.length > 0
      ? [
          'Argo CD keeps what runs until you delete the Applications:',
          `${kubectl} delete application ${applications.join(' ')}`,
        ]
      : []),
    ...(phase === 'removed'
      ? ['When they are gone, let the AppProject forget them:', `  ${again}`]
      : projectLines(moves, kubectl)),
  ];
  return [...lines, ...(phase === 'removed' ? [''] : []), ...left].join('\n');
}

function deletionLines({ deleted }: RemovalResult['moves']): string[] {
  if (deleted.length === 0) return [];
  const names = deleted.join(', ');
  return [`Their ApplicationSets delete ${names}, and what runs there, when they see this.`];
}

export function removalJson(result: RemovalResult) {
  return { ...changeJson(result), phase: result.phase, applications: result.applications };
}

import type { RemovalResult } from '../workflows/remove-app.js';
import { changeJson, changeText } from './change-report.js';

/** What was removed, and what is left to do in the cluster. */
export function removalText(
  result: RemovalResult,
  { dryRun, again }: { readonly dryRun: boolean; readonly again: string },
): string {
  const text = changeText(result, { dryRun });
  const { applications, namespace } = result;
  if (namespace === undefined || dryRun) return text;
  return [
    text,
    '',
    'Argo CD keeps what runs until you delete the Applications:',
    `  kubectl --namespace ${namespace} delete application ${applications.join(' ')}`,
    'When they are gone, let the AppProject forget them:',
    `  ${again}`,
  ].join('\n');
}

export function removalJson(result: RemovalResult) {
  return { ...changeJson(result), phase: result.phase, applications: result.applications };
}

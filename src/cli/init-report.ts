import { relative } from 'node:path';
import type { InitRequest, InitResult } from '../workflows/init.js';
import { actionOf, formatChangeTree, formatDiff } from './format-changes.js';

/** What a person reads after `init`. */
export function initText(request: InitRequest, result: InitResult): string {
  const { changes, commit, pushed } = result;
  if (request.dryRun) {
    const diffs = formatDiff(changes.filter(({ before }) => before !== undefined));
    return [formatChangeTree(changes), diffs, `${changes.length} files would be written.`].join(
      '\n',
    );
  }
  const where = shortPath(result.target);
  const committed = commit === undefined ? '' : `, commit ${commit.slice(0, 7)}`;
  const steps = [
    ...(where === '.' ? [] : [`cd ${where}`]),
    'gitops-gen render              # what Argo CD will apply',
    ...(commit === undefined || pushed ? [] : [`git push -u origin ${request.branch}`]),
    'kubectl apply --server-side -k argocd',
  ];
  const written = `Wrote ${changes.length} files to ${where} for ${request.environments.join(', ')}${committed}${pushed ? ', pushed' : ''}.`;
  return [written, '', 'Next:', ...steps.map((step) => `  ${step}`)].join('\n');
}

/** The same for a machine. */
export function initJson({ dryRun }: InitRequest, { target, changes, commit, pushed }: InitResult) {
  return {
    status: dryRun ? 'planned' : 'created',
    target,
    ...(commit === undefined ? {} : { commit }),
    pushed,
    files: changes.map((change) => ({
      path: change.path,
      action: actionOf(change),
      ...(dryRun ? { diff: formatDiff([change]) } : {}),
    })),
  };
}

/** Relative where that is shorter, as a person would type it. */
function shortPath(path: string): string {
  const short = relative('.', path) || '.';
  return short.length < path.length ? short : path;
}

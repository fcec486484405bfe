import type { AdoptResult } from '../workflows/adopt.js';

export function adoptText(result: AdoptResult, { dryRun }: { readonly dryRun: boolean }): string {
  const { overlays, skipped, environments, commit } = result;
  const done =
    commit === undefined ? 'Written, not committed.' : `Committed ${commit.slice(0, 7)}.`;
  return [
    `Environments: ${environments.join(', ')}`,
    ...overlays.map(({ env, app, folder }) => `  ${env}/${app}  ${folder}`),
    ...skipped.map(({ folder, reason }) => `Left out: ${folder} ${reason}`),
    dryRun ? 'Nothing was written.' : done,
    ...(dryRun
      ? []
      : ['', 'Look through gitops-gen.yaml: names and the order of promotion are guesses.']),
  ].join('\n');
}

export function adoptJson({ overlays, skipped, environments, commit }: AdoptResult) {
  return { environments, overlays, skipped, commit: commit ?? null };
}

import { expect, test } from 'vitest';
import { update } from '../../src/workflows/update.js';

test("the repository's own sample is what the generator makes, and nothing is pending", async () => {
  const result = await update({
    repository: process.cwd(),
    onConflict: 'fail',
    restore: [],
    dryRun: true,
    strict: true,
  });
  expect(result.paths.map(({ path }) => path)).toContain('overlays/prod/worker/kustomization.yaml');
  expect(result.changes.map(({ path }) => path)).toEqual([]);
  expect(result.edited).toEqual([]);
});

import { dirname, delimiter } from 'node:path';
import { expect, test, vi } from 'vitest';
import { update } from '../../src/workflows/update.js';
import { validate } from '../../src/workflows/validate.js';
import { tools } from '../support/tools.js';

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

test('it keeps every rule in prod, charts and platform included', async () => {
  const folders = [tools().kubectls.at(-1)!, tools().helms.at(-1)!].map(({ path }) =>
    dirname(path),
  );
  vi.stubEnv('PATH', [...folders, process.env['PATH'] ?? ''].join(delimiter));
  const { findings, builds } = await validate({
    repository: process.cwd(),
    env: ['prod'],
    app: [],
    ignore: [],
    onProgress: () => undefined,
  });
  vi.unstubAllEnvs();
  expect(builds).toBeGreaterThan(8);
  expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
});

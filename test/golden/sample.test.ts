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

test('it keeps every rule: an app, a chart and the platform, and how Argo CD gets them', async () => {
  const folders = [tools().kubectls.at(-1)!, tools().helms.at(-1)!].map(({ path }) =>
    dirname(path),
  );
  vi.stubEnv('PATH', [...folders, process.env['PATH'] ?? ''].join(delimiter));
  const { findings, builds } = await validate({
    repository: process.cwd(),
    env: ['prod'],
    app: ['todo', 'todo-helm', 'platform'],
    ignore: [],
    onProgress: () => undefined,
  });
  vi.unstubAllEnvs();
  expect(builds).toBe(4);
  expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
});

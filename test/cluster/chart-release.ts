import { join } from 'node:path';
import { expect } from 'vitest';
import { initWithUrl } from '../integration/scaffold.js';
import type { ChartPlace } from '../support/helm.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import type { ControlPlane } from './control-plane.js';

/** The chart of the to-do app in an environment of a new repository, and a namespace for it. */
export interface ChartRelease extends ChartPlace {
  readonly namespace: string;
  /** Runs Helm in the repository; for what it printed. */
  readonly helm: (...args: string[]) => Promise<string>;
  /** Runs kubectl in the namespace; for what it printed. */
  readonly kubectl: (...args: string[]) => Promise<string>;
}

/** Prepares a release in a namespace that no other test uses. Nothing is installed yet. */
export async function chartRelease(
  { env: clientEnv, kubectl }: ControlPlane,
  { major, env, purpose }: { major: string; env: string; purpose: string },
): Promise<ChartRelease> {
  const dir = join(await tempDir(), 'shop');
  const { exitCode, stderr } = await initWithUrl(dir, ['--packaging', 'helm', '--env', 'dev,prod']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const namespace = `todo-${env}-${purpose}-${major}`;
  await kubectl(['create', 'namespace', namespace]);
  const path = tools().helms.find(({ version }) => version.startsWith(`${major}.`))?.path ?? '';
  return {
    dir,
    app: 'todo',
    env,
    namespace,
    helm: async (...args) => {
      const all = [...args, '--namespace', namespace];
      return (await run(path, all, { cwd: dir, env: clientEnv })).stdout;
    },
    kubectl: (...args) => kubectl([...args, '--namespace', namespace]),
  };
}

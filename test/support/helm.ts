import { join } from 'node:path';
import { expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../src/manifests/kubernetes-object.js';
import { cleanEnvironment } from './clean-environment.js';
import { run } from './run.js';
import { tools } from './tools.js';

/** A chart in a repository on disk, and the environment whose values it is used with. */
export interface ChartPlace {
  /** The repository. */
  readonly dir: string;
  readonly app: string;
  readonly env: string;
}

/** Runs a Helm of `tools()` in the repository. */
export function helm(path: string, dir: string, args: readonly string[]) {
  return run(path, [...args], { cwd: dir, env: cleanEnvironment() });
}

/** The arguments that name a chart and the values of an environment. */
export function chartArguments({ app, env }: ChartPlace): string[] {
  return [`charts/${app}`, '--values', join('overlays', env, app, 'values.yaml')];
}

/**
 * What every Helm renders of a chart for an environment: the same, and without a word on standard
 * error. `more` are further arguments, such as `--set`.
 */
export async function helmTemplate(place: ChartPlace, more: readonly string[] = []) {
  const { dir, app, env } = place;
  const renders = await Promise.all(
    tools().helms.map(({ path }) => {
      const args = ['template', app, ...chartArguments(place), '--namespace', `${app}-${env}`];
      return helm(path, dir, [...args, '--kube-version', '1.34.0', ...more]);
    }),
  );
  for (const { stdout, stderr } of renders) {
    expect({ stdout, stderr }).toEqual({ ...renders[0], stderr: '' });
  }
  return renders[0]?.stdout ?? '';
}

/** Objects as Helm writes them: YAML 1.1, as Kubernetes reads it, where 0440 is octal. */
export function parseHelmObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

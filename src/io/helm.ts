import { x } from 'tinyexec';
import { UsageError } from '../errors.js';
import { findOnPath } from './find-on-path.js';

/** A chart and what Argo CD renders it with. Paths are from the repository's root. */
export interface Chart {
  readonly folder: string;
  readonly release: string;
  readonly namespace: string;
  /** Files of values; a later one goes before an earlier one. */
  readonly values: readonly string[];
  /** Such as `1.34`; the one that Helm was built for where it is not said. */
  readonly kubernetesVersion?: string;
}

/** @throws UsageError where `helm` is not on PATH. */
export async function findHelm(): Promise<string> {
  const helm = await findOnPath('helm');
  if (helm !== undefined) return helm;
  throw new UsageError('helm is not on PATH', {
    code: 'TOOL_MISSING',
    hint: 'Install Helm 3.17 or later: https://helm.sh/docs/intro/install/',
  });
}

/**
 * What a chart renders to, without a cluster and without the tests of `helm test`, which Argo CD
 * never applies.
 *
 * @throws UsageError with what Helm said where it fails.
 */
export async function renderChart(helm: string, root: string, chart: Chart): Promise<string> {
  const { release, folder, namespace, values, kubernetesVersion } = chart;
  const version = kubernetesVersion === undefined ? [] : ['--kube-version', kubernetesVersion];
  const files = values.flatMap((file) => ['--values', file]);
  const args = ['template', release, folder, '--namespace', namespace, ...files];
  const result = await x(helm, [...args, '--include-crds', '--skip-tests', ...version], {
    // By default a program in ./node_modules/.bin would go before the one on PATH.
    nodePath: false,
    nodeOptions: { cwd: root },
  });
  if (result.exitCode === 0) return result.stdout;
  throw new UsageError(
    `helm cannot render ${folder} with ${values.join(', ')}: ${result.stderr.trim()}`,
    {
      code: 'BUILD_FAILED',
      place: { path: values.at(-1) ?? folder },
    },
  );
}

import { cleanEnvironment } from './clean-environment.js';
import { run } from './run.js';

/**
 * Builds a kustomization with the kustomize inside a kubectl of `tools()`.
 *
 * Kustomize prints deprecations to standard error and exits 0: callers assert that it is empty.
 *
 * @throws Error when the build fails, with what kustomize said.
 */
export function kustomizeBuild(
  dir: string,
  kubectlPath: string,
): Promise<{ stdout: string; stderr: string }> {
  return run(kubectlPath, ['kustomize', dir], { env: cleanEnvironment() });
}

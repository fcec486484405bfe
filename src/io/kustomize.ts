import { x } from 'tinyexec';
import { UsageError } from '../errors.js';
import { findOnPath } from './find-on-path.js';

/** A program that builds a kustomization: its path and the arguments before the folder. */
export interface Kustomize {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * `kustomize` on PATH, else `kubectl`, which has it built in.
 *
 * @throws UsageError where neither is there.
 */
export async function findKustomize(): Promise<Kustomize> {
  const kustomize = await findOnPath('kustomize');
  if (kustomize !== undefined) return { program: kustomize, args: ['build'] };
  const kubectl = await findOnPath('kubectl');
  if (kubectl !== undefined) return { program: kubectl, args: ['kustomize'] };
  throw new UsageError('neither kustomize nor kubectl is on PATH', {
    code: 'TOOL_MISSING',
    hint: 'Install kustomize 5.4 or later: https://kubectl.docs.kubernetes.io/installation/kustomize/',
  });
}

/**
 * What a kustomization renders to, built without plugins and flags, as Argo CD does it.
 *
 * @throws UsageError with what the program said where the build fails.
 */
export async function buildKustomization(
  { program, args }: Kustomize,
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<string> {
  const result = await x(program, [...args, folder], {
    // By default a program in ./node_modules/.bin would go before the one on PATH.
    nodePath: false,
    nodeOptions: { cwd: root },
  });
  if (result.exitCode === 0) return result.stdout;
  throw new UsageError(`kustomize cannot build ${folder}: ${result.stderr.trim()}`, {
    code: 'BUILD_FAILED',
    place: { path: folder },
  });
}

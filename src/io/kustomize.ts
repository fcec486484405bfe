import { x } from 'tinyexec';
import { UsageError } from '../errors.js';
import { findOnPath } from './find-on-path.js';
import { withoutPrintedValues } from './without-printed-values.js';

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

/** How long a build may take; what needs longer hangs. */
const PATIENCE_IN_MINUTES = 5;

/** What kustomize printed when it built. */
export interface KustomizeOutput {
  readonly manifests: string;
  /** What it says beside, such as that a field is deprecated. */
  readonly complaint: string;
}

/**
 * What a kustomization renders to, built without plugins and flags, as Argo CD does it.
 *
 * @throws UsageError with what the program said where the build fails, or does not end.
 */
export async function buildKustomization(
  { program, args }: Kustomize,
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<KustomizeOutput> {
  const fail = (reason: string) =>
    new UsageError(`kustomize cannot build ${folder}: ${reason}`, {
      code: 'BUILD_FAILED',
      place: { path: folder },
    });
  try {
    const { exitCode, stdout, stderr } = await x(program, [...args, `./${folder}`], {
      // By default a program in ./node_modules/.bin would go before the one on PATH.
      nodePath: false,
      timeout: PATIENCE_IN_MINUTES * 60_000,
      nodeOptions: { cwd: root },
    });
    if (exitCode !== 0) throw fail(withoutPrintedValues(stderr.trim()));
    return { manifests: stdout, complaint: stderr.trim() };
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'AbortError';
    throw isTimeout ? fail(`it takes more than ${PATIENCE_IN_MINUTES} minutes`) : error;
  }
}

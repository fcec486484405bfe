import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SchemaBundle } from '../model/schema-bundle.js';

/** Beside `src/` and `dist/` alike: both are one level below the package's root. */
const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));

export interface Schemas {
  /** Kubernetes, all custom resources that the package knows, and kustomize's own files. */
  readonly bundles: readonly SchemaBundle[];
  /** Minor version of Kubernetes that the schemas are of. */
  readonly kubernetesVersion: string;
  /** Set where that is not the version asked for. */
  readonly notice?: string;
}

/**
 * Reads the schemas for a minor version of Kubernetes such as `1.35`: those of the nearest known
 * version below it, else of the oldest; those of the newest where no version is given.
 */
export async function readSchemas(kubernetesVersion?: string): Promise<Schemas> {
  const known = await listNames('kubernetes');
  const chosen = nearestBelow(kubernetesVersion, known);
  const files = [
    `kubernetes/${chosen}`,
    ...(await listNames('crds')).map((name) => `crds/${name}`),
    'kustomize',
  ];
  const bundles = await Promise.all(files.map(readBundle));
  if (kubernetesVersion === undefined || kubernetesVersion === chosen) {
    return { bundles, kubernetesVersion: chosen };
  }
  const notice = `no schemas of Kubernetes ${kubernetesVersion} are known: those of ${chosen} are used`;
  return { bundles, kubernetesVersion: chosen, notice };
}

/** Names of the bundles in a folder, oldest version first. */
async function listNames(kind: string): Promise<string[]> {
  const files = await readdir(`${folder}${kind}`);
  return files.map((file) => file.replace(/\.json$/, '')).sort(byVersion);
}

function nearestBelow(wanted: string | undefined, known: readonly string[]): string {
  const below = known.filter((name) => wanted === undefined || byVersion(name, wanted) <= 0);
  return below.at(-1) ?? known[0] ?? '';
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function readBundle(name: string): Promise<SchemaBundle> {
  return JSON.parse(await readFile(`${folder}${name}.json`, 'utf8')) as SchemaBundle;
}

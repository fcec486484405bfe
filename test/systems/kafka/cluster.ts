import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { findExample } from '../../../src/catalog/find-example.js';
import type { KubernetesObject } from '../../../src/manifests/kinds.js';
import { repositoryModelSchema } from '../../../src/model/schema.js';
import { renderApp } from '../../../src/render/render-app.js';
import { loadBuiltInCatalog } from '../../../src/workflows/load-catalogs.js';
import { cleanEnvironment } from '../../support/clean-environment.js';
import { kustomizeBuild } from '../../support/kustomize-build.js';
import { run } from '../../support/run.js';
import { tempDir } from '../../support/temp-dir.js';
import { tools } from '../../support/tools.js';
import { writeFiles } from '../../support/write-files.js';

export const NAMESPACE = 'kafka-prod';
/** In place of the images' own scripts. */
export const BIN = fileURLToPath(new URL('bin', import.meta.url));
/** Each StatefulSet has a network of its own on the loopback device, each pod an address of that. */
const NETWORKS: Readonly<Record<string, string>> = {
  'kafka-broker': '127.81.1',
  'kafka-controller': '127.81.2',
  'kafka-zookeeper': '127.81.3',
};

/** What kustomize makes of the prod overlay, and a folder for what its pods write. */
export interface Cluster {
  readonly objects: readonly KubernetesObject[];
  readonly dir: string;
  /** Names and addresses, where Kubernetes has a name server. */
  readonly hostsFile: string;
}

/** Renders the example with `values` for prod. */
export async function renderCluster(values: object): Promise<Cluster> {
  const dir = await tempDir();
  const model = repositoryModelSchema.parse({
    apiVersion: 'gitops-gen.dev/v1',
    repository: { url: 'https://git.example.com/acme/deploy.git' },
    argocd: { project: 'acme' },
    environments: [{ name: 'prod' }],
    apps: [{ name: 'kafka', example: 'kafka', values }],
  });
  const example = findExample([await loadBuiltInCatalog()], 'kafka');
  await writeFiles(dir, renderApp(model, model.apps[0]!, example));
  const [kubectl] = tools().kubectls;
  const { stdout } = await kustomizeBuild(join(dir, 'overlays/prod/kafka'), kubectl!.path);
  const objects = parseAllDocuments(stdout).map((one) => one.toJS() as KubernetesObject);
  const hostsFile = join(dir, 'hosts');
  await writeFile(hostsFile, hosts());
  return { objects, dir, hostsFile };
}

export function addressOf(workload: string, ordinal: number): string {
  return `${NETWORKS[workload] ?? '127.81.0'}.${ordinal + 1}`;
}

/** Runs a program of bin/ against the cluster, as a client would. */
export function runTool(
  { dir, hostsFile }: Cluster,
  classPath: string,
  [program, ...args]: readonly [string, ...string[]],
): Promise<{ stdout: string; stderr: string }> {
  const env = cleanEnvironment({ ...toolEnvironment(classPath, hostsFile), CONFIG_DIR: dir });
  return run(join(BIN, program), args, { env });
}

/** What the programs of bin/ need, and the scripts of the example to find them. */
export function toolEnvironment(classPath: string, hostsFile: string): Record<string, string> {
  return {
    KAFKA_BIN: BIN,
    ENTRYPOINT: join(BIN, 'docker-entrypoint.sh'),
    // Six servers share a machine that production gives to none.
    KAFKA_HEAP_OPTS: '-Xmx256m',
    CLASS_PATH: classPath,
    HOSTS_FILE: hostsFile,
  };
}

/** The names that Kubernetes, and the company's own DNS, would have. */
function hosts(): string {
  const pods = Object.keys(NETWORKS).flatMap((workload) =>
    [0, 1, 2].map((ordinal) => {
      const name = `${workload}-${ordinal}.${workload}-headless.${NAMESPACE}.svc.cluster.local`;
      return `${addressOf(workload, ordinal)} ${name}`;
    }),
  );
  const outside = [0, 1, 2].map(
    (id) => `${addressOf('kafka-broker', id)} kafka-${id}.prod.example.com`,
  );
  const services = [
    'kafka-bootstrap',
    'kafka-broker-headless',
    'kafka-bootstrap.prod.example.com',
  ].map((name) => `${addressOf('kafka-broker', 0)} ${name}`);
  return [...pods, ...outside, ...services, ''].join('\n');
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { overlaysOf } from '../../src/model/overlays.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { run } from '../support/run.js';
import { scaffoldCatalog, type CatalogVariant } from '../support/scaffold-catalog.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';

const KUBE_SCORE = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';

const VARIANTS: readonly CatalogVariant[] = [
  {
    secrets: 'generated',
    exposure: 'ingress',
    external: 'loadbalancer',
    coordination: 'kraft',
    operator: 'none',
    mesh: 'none',
    knative: 'no',
  },
  {
    secrets: 'external-secrets',
    exposure: 'gateway',
    external: 'ingress',
    coordination: 'kraft',
    operator: 'the operator of each',
    mesh: 'istio',
    knative: 'no',
  },
  {
    secrets: 'existing',
    exposure: 'none',
    external: 'nodeport',
    coordination: 'zookeeper',
    operator: 'none',
    mesh: 'none',
    knative: 'yes',
  },
];

describe('kube-score', () => {
  let bin = '';

  beforeAll(async () => {
    const folder = await tempDir();
    await run('go', ['install', KUBE_SCORE], { env: { ...process.env, GOBIN: folder } });
    bin = join(folder, 'kube-score');
  });

  test.each(VARIANTS)(
    'has nothing against $coordination, operator $operator, mesh $mesh, Knative $knative, external $external',
    async (variant) => {
      const { model, files } = scaffoldCatalog(variant);
      const dir = await tempDir();
      await writeFiles(dir, files);
      const findings: string[] = [];
      for (const { folder, env } of overlaysOf(model)) {
        const rendered = await build(dir, folder);
        findings.push(...(await score(bin, rendered, env === 'dev' ? 1 : 2)));
      }
      expect(findings).toEqual([]);
    },
  );
});

/** Builds an overlay into a file. */
async function build(dir: string, folder: string): Promise<string> {
  const { stdout } = await kustomizeBuild(join(dir, folder), tools().kubectls.at(-1)!.path);
  const path = join(dir, `${folder.replaceAll('/', '-')}.yaml`);
  await writeFile(path, stdout);
  return path;
}

/**
 * What kube-score says of a file, one line each. A limit of CPU is not asked for, as it slows down
 * what could have the CPU (rule B-13); how many replicas are enough is told.
 */
async function score(bin: string, path: string, replicas: number): Promise<string[]> {
  const options = [
    '--kubernetes-version=v1.34',
    '--output-format=ci',
    '--ignore-container-cpu-limit',
    `--min-replicas-deployment=${replicas}`,
  ];
  const output = await run(bin, ['score', ...options, path]).catch((error: unknown) => {
    // It exits with 1 where it finds something critical.
    if ((error as { code?: unknown }).code === 1) return error as { stdout: string };
    throw error;
  });
  return output.stdout.split('\n').filter((line) => /^\[(CRITICAL|WARNING)\]/.test(line));
}

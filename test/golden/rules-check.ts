import { join } from 'node:path';
import { readSchemas } from '../../src/io/read-schemas.js';
import { createSchemaChecker } from '../../src/manifests/schema-checker.js';
import type { FileTree } from '../../src/model/file-tree.js';
import { builtOverlays, type Overlay } from '../../src/model/overlays.js';
import type { RepositoryModel } from '../../src/model/repository-model.js';
import { kustomizationClosure } from '../../src/render/closure.js';
import { allRules } from '../../src/validate/all-rules.js';
import type { Build } from '../../src/validate/repository.js';
import { runRules } from '../../src/validate/run-rules.js';
import { helmTemplate, parseHelmObjects } from '../support/helm.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { parseObjects } from '../unit/validate/parse-objects.js';

const schemas = createSchemaChecker((await readSchemas('1.34')).bundles);

/**
 * Builds what was scaffolded with the newest kustomize, holds it against every rule, and says what
 * they have against it, one line each; notices are left out.
 */
export async function brokenRules(model: RepositoryModel, files: FileTree): Promise<string[]> {
  const dir = await tempDir();
  await writeFiles(dir, files);
  const charts = new Set(
    model.apps.filter(({ packaging }) => packaging === 'helm').map(({ name }) => name),
  );
  const overlays = builtOverlays(model).filter(
    ({ folder, app }) => charts.has(app) || files.has(`${folder}/kustomization.yaml`),
  );
  const { findings } = runRules(allRules, {
    files,
    model,
    schemas,
    overlays: await Promise.all(
      overlays.map(async (overlay) => ({
        ...overlay,
        ...(await (charts.has(overlay.app)
          ? renderChart(dir, overlay)
          : build(dir, overlay.folder, files))),
      })),
    ),
    argocd: await build(dir, 'argocd', files),
  });
  const lines = findings
    .filter(({ severity }) => severity !== 'notice')
    .map(({ rule, severity, folder, object, place, message }) => {
      const subject = object ? `${object.kind} ${object.name}` : (place?.path ?? '');
      return `${severity} ${rule} ${folder ?? ''} ${subject}: ${message}`;
    });
  return [...new Set(lines)];
}

const builds = new Map<string, Promise<Build>>();

/** What a folder builds to; what was built of the same bytes before is not built again. */
function build(dir: string, folder: string, files: FileTree): Promise<Build> {
  const read = [...kustomizationClosure(files, folder)].map((path) => files.get(path)?.content);
  const key = JSON.stringify([folder, read]);
  const known = builds.get(key) ?? runKustomize(dir, folder);
  builds.set(key, known);
  return known;
}

async function renderChart(dir: string, { folder, app, env, cluster }: Overlay): Promise<Build> {
  const more = cluster === undefined ? [] : ['--values', `${folder}/values.yaml`];
  const rendered = await helmTemplate({ dir, app, env }, ['--skip-tests', ...more]);
  return { folder, objects: parseHelmObjects(rendered) };
}

async function runKustomize(dir: string, folder: string): Promise<Build> {
  const newest = tools().kubectls.at(-1)!;
  const { stdout, stderr } = await kustomizeBuild(join(dir, folder), newest.path);
  return { folder, objects: parseObjects(stdout), ...(stderr !== '' && { complaint: stderr }) };
}

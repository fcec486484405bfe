import type { Example } from '../catalog/catalog.js';
import { UsageError } from '../errors.js';
import type { ManagedTree } from '../model/file-tree.js';
import { overlayFolder } from '../model/overlays.js';
import type { App, RepositoryModel } from '../model/repository-model.js';
import { appContexts } from './app-contexts.js';
import { renderFiles } from './plan-files.js';
import { createTemplateEngine, type RenderTemplate } from './template-engine.js';

/**
 * The files of one app: its base, its overlays, its chart.
 *
 * @throws UsageError where the model, a value or a template is wrong, or a template's path leaves
 * the folders that belong to the app.
 */
export function renderApp(model: RepositoryModel, app: App, example: Example): ManagedTree {
  const files = renderFiles(example, appContexts(model, app, example), engineOf(example));
  const folders = [`base/${app.name}/`, `charts/${app.name}/`].concat(
    model.environments.map(({ name }) => `${overlayFolder(name, app.name)}/`),
  );
  const stray = [...files.keys()].find(
    (path) => !folders.some((folder) => path.startsWith(folder)),
  );
  if (stray !== undefined) {
    throw new UsageError(`${example.name} writes ${stray}, outside of the folders of ${app.name}`, {
      code: 'UNSAFE_PATH',
      hint: `An example writes below ${folders.join(', ')}.`,
    });
  }
  return new Map([...files].map(([path, file]) => [path, { ...file, app: app.name }]));
}

/** Many apps come from one example, whose templates are compiled once. */
const engines = new WeakMap<Example, RenderTemplate>();

function engineOf(example: Example): RenderTemplate {
  const engine = engines.get(example) ?? createTemplateEngine(example.partials);
  engines.set(example, engine);
  return engine;
}

import { UsageError } from '../errors.js';
import type { FileTree } from '../model/file-tree.js';
import { parseWithSchema } from '../yaml/parse-with-schema.js';
import type { Catalog, Example } from './catalog.js';
import { parameterProblem } from './parameters.js';
import { catalogSchema, exampleSchema, versionsSchema } from './schema.js';

/** Files of an example's folder that are about the example and never written anywhere. */
const ABOUT = new Set(['example.yaml', 'README.md']);
const PARTIAL = /^partials\/([a-z0-9-]+)\.hbs$/;

/**
 * Reads a catalog from its files, by their path inside the catalog's folder. `name` goes before
 * the examples' names; `at` is the folder as errors name it.
 *
 * @throws UsageError with file, line and column of what is wrong in one of the YAML files.
 */
export function parseCatalog(files: FileTree, { name, at }: { name: string; at: string }): Catalog {
  const about = files.get('catalog.yaml');
  if (!about) {
    const hint =
      'A catalog has a catalog.yaml with its version, beside one folder for each example.';
    throw new UsageError(`${at} is no catalog: it has no catalog.yaml`, { code: 'CATALOG', hint });
  }
  const { version } = parseWithSchema(catalogSchema, {
    text: about.content,
    path: `${at}/catalog.yaml`,
  }).value;
  const shared = { name, at, versions: parseVersions(files, at), partials: partialsOf(files) };
  const folders = new Set([...files.keys()].filter((path) => path.endsWith('/example.yaml')));
  const examples = [...folders]
    .map((path) => path.slice(0, -'/example.yaml'.length))
    .filter((folder) => !folder.includes('/'))
    .sort()
    .map((folder) => parseExample(files, folder, shared));
  return { name, version, examples: new Map(examples.map((example) => [example.name, example])) };
}

interface Shared {
  readonly name: string;
  readonly at: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly partials: ReadonlyMap<string, string>;
}

function parseExample(files: FileTree, folder: string, shared: Shared): Example {
  const own = below(files, folder);
  const path = `${shared.at}/${folder}/example.yaml`;
  const text = own.get('example.yaml')?.content ?? '';
  const { value } = parseWithSchema(exampleSchema, { text, path });
  const problem = parameterProblem(value);
  if (problem) throw new UsageError(problem, { code: 'CATALOG', place: { path } });
  const templates = [...own].filter(([file]) => !ABOUT.has(file) && !PARTIAL.test(file));
  return {
    ...value,
    name: shared.name === '' ? folder : `${shared.name}/${folder}`,
    templates: new Map(templates),
    partials: new Map([...shared.partials, ...partialsOf(own)]),
    versions: shared.versions,
  };
}

function parseVersions(files: FileTree, at: string): Readonly<Record<string, string>> {
  const text = files.get('versions.yaml')?.content;
  if (text === undefined) return {};
  return parseWithSchema(versionsSchema, { text, path: `${at}/versions.yaml` }).value;
}

function partialsOf(files: FileTree): Map<string, string> {
  const partials = new Map<string, string>();
  for (const [path, { content }] of files) {
    const name = PARTIAL.exec(path)?.[1];
    if (name !== undefined) partials.set(name, content);
  }
  return partials;
}

function below(files: FileTree, folder: string): FileTree {
  const prefix = `${folder}/`;
  return new Map(
    [...files].flatMap(([path, file]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), file] as const] : [],
    ),
  );
}

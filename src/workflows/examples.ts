import type { Example } from '../catalog/catalog.js';
import { findExample, listExamples } from '../catalog/find-example.js';
import { defaultsOf } from '../catalog/parameters.js';
import { loadBroughtCatalogs, loadBuiltInCatalog } from './load-catalogs.js';

export interface ExampleSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export interface ExampleDetails extends ExampleSummary {
  readonly packaging: readonly string[];
  readonly images: Readonly<Record<string, string>>;
  /** Kinds of the objects that its templates make, sorted. */
  readonly resources: readonly string[];
  readonly parameters: readonly ParameterDetails[];
  readonly presets: Example['presets'];
}

export interface ParameterDetails {
  readonly name: string;
  readonly scope: 'app' | 'environment';
  readonly description: string;
  readonly default: unknown;
}

export async function describeExamples(catalogs: readonly string[]): Promise<ExampleSummary[]> {
  return listExamples(await allCatalogs(catalogs)).map(summaryOf);
}

/** @throws UsageError where no catalog has the example. */
export async function describeExample(
  name: string,
  catalogs: readonly string[],
): Promise<ExampleDetails> {
  const example = findExample(await allCatalogs(catalogs), name);
  const defaults = defaultsOf(example.parameters);
  const parameters = Object.entries(example.parameters).map(([parameter, schema]) => ({
    name: parameter,
    scope: schema.scope ?? ('environment' as const),
    description: schema.description,
    default: defaults[parameter],
  }));
  const { packaging, images, presets } = example;
  return {
    ...summaryOf(example),
    packaging,
    images,
    resources: resourcesOf(example),
    parameters,
    presets,
  };
}

async function allCatalogs(folders: readonly string[]) {
  const brought = await loadBroughtCatalogs(folders);
  return [await loadBuiltInCatalog(), ...brought.map(({ catalog }) => catalog)];
}

function summaryOf({ name, title, description }: Example): ExampleSummary {
  return { name, title, description };
}

const NO_OBJECTS = new Set(['Kustomization', 'Component']);

function resourcesOf({ templates }: Example): string[] {
  const kinds = [...templates.values()].flatMap(({ content }) =>
    [...content.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind ?? ''),
  );
  return [...new Set(kinds)].filter((kind) => !NO_OBJECTS.has(kind)).sort();
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonSchema, KindSchema, SchemaBundle } from '../../src/model/schema-bundle.js';
import { Definitions, refTo, strictObject } from './definitions.ts';
import { isQuantity, quantity } from './quantities.ts';

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

type Model = Record<string, { readonly attributeTypeMap?: readonly Attribute[] }>;

/** Groups whose objects live in requests or are written by the cluster, never by a person. */
const NOT_IN_A_REPOSITORY =
  /^(authentication|authorization|events|internal\.apiserver|storagemigration)\.k8s\.io\/|^v1\/(Binding|Event)$/;

/** The built-in kinds of one Kubernetes release, from the JavaScript client made for it. */
export async function coreBundle(minor: string, packageRoot: string): Promise<SchemaBundle> {
  const generated = join(packageRoot, 'dist/gen');
  const definitions = await readModels(join(generated, 'models'), minor);
  const kinds = readKinds(join(generated, 'apis'), definitions);
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    name: `kubernetes-${minor}`,
    source: `@kubernetes/client-node ${version} (Apache-2.0)`,
    kinds,
    definitions: definitions.reachableFrom(Object.values(kinds).map((kind) => kind.definition)),
  };
}

async function readModels(folder: string, minor: string): Promise<Definitions> {
  const definitions = new Definitions();
  for (const file of readdirSync(folder).filter((name) => /^[A-Z]\w+\.js$/.test(name))) {
    const path = join(folder, file);
    if (!isOfRelease(readFileSync(path, 'utf8'), minor)) continue;
    const name = file.slice(0, -'.js'.length);
    const model = ((await import(pathToFileURL(path).href)) as Model)[name];
    if (model?.attributeTypeMap === undefined) continue;
    const declaration = readFileSync(join(folder, `${name}.d.ts`), 'utf8');
    definitions.fill(
      definitions.reserve(name),
      modelSchema(name, model.attributeTypeMap, declaration),
    );
  }
  return definitions;
}

/** The client's folder also holds models of earlier releases. */
function isOfRelease(source: string, minor: string): boolean {
  return new RegExp(`OpenAPI spec version: (v|release-)${minor.replace('.', '\\.')}(\\.|\\s)`).test(
    source,
  );
}

function modelSchema(
  name: string,
  attributes: readonly Attribute[],
  declaration: string,
): JsonSchema {
  const required = new Set([...declaration.matchAll(/^\s+'([^']+)':/gm)].map(([, key]) => key));
  const isKind = attributes.some(({ baseName }) => baseName === 'apiVersion');
  const properties = attributes.map(({ baseName, type, format }): [string, JsonSchema] => {
    if (isKind && baseName === 'status') return [baseName, { type: 'object' }];
    return [baseName, isQuantity(name, baseName) ? quantity(type) : typeSchema(type, format)];
  });
  return strictObject(
    Object.fromEntries(properties),
    attributes.filter((attribute) => required.has(attribute.name)).map(({ baseName }) => baseName),
  );
}

const SIMPLE: Readonly<Record<string, JsonSchema>> = {
  any: {},
  object: { type: 'object' },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
  Date: { type: 'string' },
  V1MicroTime: { type: 'string' },
  IntOrString: { type: ['string', 'integer'] },
};

function typeSchema(type: string, format = ''): JsonSchema {
  const item = /^(?:Array|Set)<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) return { type: 'array', items: typeSchema(item) };
  const value = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (value !== undefined) return { type: 'object', additionalProperties: typeSchema(value) };
  if (format === 'int-or-string') return { type: ['string', 'integer'] };
  if (type === 'number') return { type: format === 'double' ? 'number' : 'integer' };
  return SIMPLE[type] ?? refTo(type);
}

/** Every kind that can be created, and whether in a namespace, as the client's paths tell. */
function readKinds(folder: string, known: Definitions): Record<string, KindSchema> {
  const kinds = readdirSync(folder)
    .filter((name) => name.endsWith('Api.js'))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split(/\n {4}async (?=create)/)
        .slice(1),
    )
    .map(createdKind)
    .filter((kind) => kind !== undefined)
    .filter(([kind, { definition }]) => !NOT_IN_A_REPOSITORY.test(kind) && known.has(definition));
  return Object.fromEntries(kinds.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function createdKind(method: string): [string, KindSchema] | undefined {
  const path =
    /localVarPath = '\/(?:api|apis)\/(?<apiVersion>(?:[^'/]+\/)?v[^'/]+)\/(?<scope>namespaces\/\{namespace\}\/)?[a-z]+'/.exec(
      method,
    )?.groups;
  const definition = /ObjectSerializer\.serialize\(body, "(\w+)"/.exec(method)?.[1];
  if (path === undefined || definition === undefined) return undefined;
  const kind = definition.replace(/^(?:[A-Z][a-z]+(?=V\d))?V\d+(?:(?:alpha|beta)\d+)?/, '');
  return [`${path['apiVersion']}/${kind}`, { definition, namespaced: path['scope'] !== undefined }];
}

import type { JsonSchema, KindSchema, SchemaBundle } from '../model/schema-bundle.js';
import type { Manifest } from './schema-checker.js';

interface CustomResourceDefinition {
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly group?: string;
    readonly scope?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly {
      readonly name?: string;
      readonly served?: boolean;
      readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
    }[];
  };
}

/**
 * The schemas of a CustomResourceDefinition (`apiextensions.k8s.io/v1`), made strict: the API
 * server prunes a field that its schema does not name, so such a field is a mistake. Versions that
 * are not served or have no schema are left out.
 */
export function schemasFromCustomResourceDefinition(crd: Manifest): SchemaBundle {
  const { metadata, spec } = crd as CustomResourceDefinition;
  const kinds: Record<string, KindSchema> = {};
  const definitions: Record<string, JsonSchema> = {};
  for (const { name = '', served, schema } of spec?.versions ?? []) {
    if (served === false || schema?.openAPIV3Schema === undefined) continue;
    definitions[name] = withObjectFields(makeStrict(schema.openAPIV3Schema));
    kinds[`${spec?.group ?? ''}/${name}/${spec?.names?.kind ?? ''}`] = {
      definition: name,
      namespaced: spec?.scope !== 'Cluster',
    };
  }
  const name = metadata?.name ?? '';
  return { name: `crd-${name}`, source: `CustomResourceDefinition ${name}`, kinds, definitions };
}

/** Every object has these, whether its schema names them or not. */
function withObjectFields(schema: JsonSchema): JsonSchema {
  const objectFields = {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
  };
  return { ...schema, properties: { ...schema.properties, ...objectFields } };
}

const preserves = 'x-kubernetes-preserve-unknown-fields';

/**
 * Walks a structural schema: its `properties`, `items` and `additionalProperties` name the fields;
 * `allOf`, `anyOf`, `oneOf` and `not` only constrain values, and pass through.
 */
function makeStrict(schema: JsonSchema): JsonSchema {
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['string', 'integer'] };
  if (schema['x-kubernetes-embedded-resource'] === true) return { type: 'object' };
  const { properties, items, additionalProperties } = schema;
  const closed = properties !== undefined && additionalProperties === undefined;
  return {
    ...withoutAnnotations(schema),
    ...(items && { items: makeStrict(items) }),
    ...(properties && { properties: mapValues(properties, makeStrict) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: makeStrict(additionalProperties),
    }),
    ...(closed && schema[preserves] !== true && { additionalProperties: false }),
  };
}

/** Without what only documents, and patterns of Go's that JavaScript cannot read. */
function withoutAnnotations(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword, value]) =>
        !keyword.startsWith('x-kubernetes-') &&
        !['description', 'default', 'format', 'nullable', 'example', 'externalDocs'].includes(
          keyword,
        ) &&
        (keyword !== 'pattern' || isPattern(value)),
    ),
  );
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u').source !== '';
  } catch {
    return false;
  }
}

function mapValues(
  schemas: Readonly<Record<string, JsonSchema>>,
  change: (schema: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, change(schema)]));
}

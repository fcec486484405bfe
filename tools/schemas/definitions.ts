import type { JsonSchema } from '../../src/model/schema-bundle.js';

const REF = '#/definitions/';

export function refTo(name: string): JsonSchema {
  return { $ref: REF + name };
}

/** An object that takes the named properties and no others; without any it takes everything. */
export function strictObject(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  if (Object.keys(properties).length === 0) return { type: 'object' };
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 && { required }),
  };
}

/** Schemas by name; schemas that say the same share one name, which keeps bundles small. */
export class Definitions {
  readonly #byName = new Map<string, JsonSchema>();
  readonly #nameOf = new Map<string, string>();

  /** A name that is free, and is no longer: for a schema that refers to itself. */
  reserve(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#byName.has(name); number++) name = `${wanted}${number}`;
    this.#byName.set(name, {});
    return name;
  }

  fill(reserved: string, schema: JsonSchema): JsonSchema {
    this.#byName.set(reserved, schema);
    return refTo(reserved);
  }

  add(wanted: string, schema: JsonSchema): JsonSchema {
    const text = JSON.stringify(schema);
    const known = this.#nameOf.get(text);
    if (known !== undefined) return refTo(known);
    const name = this.reserve(wanted);
    this.#nameOf.set(text, name);
    return this.fill(name, schema);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** What the named definitions lead to, sorted by name. */
  reachableFrom(roots: readonly string[]): Record<string, JsonSchema> {
    const kept = new Map<string, JsonSchema>();
    const keep = (name: string): void => {
      if (kept.has(name)) return;
      const schema = this.#byName.get(name);
      if (schema === undefined) throw new Error(`nothing is called "${name}"`);
      kept.set(name, schema);
      referencesIn(schema).forEach(keep);
    };
    roots.forEach(keep);
    return Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

export function nameIn({ $ref }: JsonSchema): string {
  if ($ref === undefined) throw new Error('the schema is no reference');
  return $ref.slice(REF.length);
}

function referencesIn(schema: JsonSchema): string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(
    ([, name = '']) => name,
  );
}

import ts from 'typescript';
import type { JsonSchema } from '../../src/model/schema-bundle.js';
import { type Definitions, refTo, strictObject } from './definitions.ts';

/** Where a type's schema goes, and what to call it there. */
interface Place {
  readonly name: string;
  /** Properties left out, in the outermost object only. */
  readonly open?: readonly string[];
}

/** Turns TypeScript types into schemas that know every field; objects become definitions. */
export class StrictTypes {
  readonly #checker: ts.TypeChecker;
  readonly #definitions: Definitions;
  readonly #done = new Map<ts.Type, JsonSchema>();
  readonly #open = new Map<ts.Type, string | undefined>();

  constructor(checker: ts.TypeChecker, definitions: Definitions) {
    this.#checker = checker;
    this.#definitions = definitions;
  }

  schemaOf(type: ts.Type, place: Place): JsonSchema {
    const present = this.#checker.getNonNullableType(type);
    const simple = this.#primitive(present);
    if (simple !== undefined) return simple;
    const item = this.#itemOf(present);
    if (item !== undefined) return { type: 'array', items: this.schemaOf(item, place) };
    return this.#done.get(present) ?? this.#object(present, place);
  }

  #primitive(type: ts.Type): JsonSchema | undefined {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown) || isAnyJson(type)) return {};
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.isStringLiteral()) return { type: 'string', enum: [type.value] };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    return type.isUnion() ? this.#primitiveUnion(type) : undefined;
  }

  /** `undefined` for a union that takes objects. */
  #primitiveUnion({ types }: ts.UnionType): JsonSchema | undefined {
    const options = types.map((type) => (this.#isArray(type) ? {} : this.#primitive(type)));
    if (options.some((option) => option === undefined)) return undefined;
    const known = options.filter((option) => option?.type !== undefined);
    if (known.length < options.length) return {};
    const values = known.flatMap((option) => option?.enum ?? []);
    const kinds = [...new Set(known.flatMap((option) => option?.type ?? []))].sort();
    const type = kinds.length === 1 ? (kinds[0] ?? '') : kinds;
    return values.length === known.length ? { type, enum: values.sort() } : { type };
  }

  #isArray(type: ts.Type): boolean {
    return this.#checker.isArrayType(type);
  }

  #itemOf(type: ts.Type): ts.Type | undefined {
    return this.#isArray(type)
      ? this.#checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
  }

  #object(type: ts.Type, place: Place): JsonSchema {
    if (this.#open.has(type)) {
      const name = this.#open.get(type) ?? this.#definitions.reserve(this.#nameOf(type, place));
      this.#open.set(type, name);
      return refTo(name);
    }
    this.#open.set(type, undefined);
    const schema = this.#objectSchema(type, place.open ?? []);
    const reserved = this.#open.get(type);
    this.#open.delete(type);
    const result = this.#place(schema, reserved, this.#nameOf(type, place));
    this.#done.set(type, result);
    return result;
  }

  #place(schema: JsonSchema, reserved: string | undefined, name: string): JsonSchema {
    if (reserved !== undefined) return this.#definitions.fill(reserved, schema);
    return schema.properties === undefined ? schema : this.#definitions.add(name, schema);
  }

  #objectSchema(type: ts.Type, open: readonly string[]): JsonSchema {
    const values = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties = this.#properties(type, open);
    const required = this.#checker
      .getPropertiesOfType(type)
      .filter(({ name, flags }) => !(flags & ts.SymbolFlags.Optional) && !open.includes(name))
      .map(({ name }) => name);
    const schema = strictObject(properties, required.sort());
    if (values === undefined) return schema;
    return { ...schema, additionalProperties: this.schemaOf(values.type, { name: 'Value' }) };
  }

  /** Those of every alternative: which of them go together, the API server alone checks. */
  #properties(type: ts.Type, open: readonly string[]): Record<string, JsonSchema> {
    const properties: Record<string, JsonSchema> = {};
    for (const property of alternatives(type).flatMap((one) => one.getProperties())) {
      const { name } = property;
      const known = properties[name];
      const schema = open.includes(name)
        ? { type: 'object' }
        : this.schemaOf(this.#checker.getTypeOfSymbol(property), { name: capitalised(name) });
      properties[name] = known === undefined || Object.keys(known).length === 0 ? schema : known;
    }
    return properties;
  }

  #nameOf(type: ts.Type, { name }: Place): string {
    const symbol = type.isClassOrInterface() ? type.symbol.name : undefined;
    return symbol?.replace(/^I(?=[A-Z])/, '') ?? name;
  }
}

/** The API's type for "any JSON value", which the packages declare as an empty interface. */
function isAnyJson(type: ts.Type): boolean {
  return type.isClassOrInterface() && type.symbol.name === 'IJSON';
}

function alternatives(type: ts.Type): ts.Type[] {
  return type.isUnionOrIntersection() ? type.types.flatMap(alternatives) : [type];
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

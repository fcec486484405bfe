import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { ObjectId } from '../model/object-id.js';
import { objectIdOf } from './object-id-of.js';
import type { SchemaBundle } from '../model/schema-bundle.js';
import { describeSchemaError, type SchemaProblem } from './schema-problem.js';

/** One thing that is wrong with an object; `path` is a JSON pointer into it, `` for the whole. */
export interface SchemaFinding extends SchemaProblem {
  readonly object: ObjectId;
}

/** A parsed manifest: what a YAML document of a kustomization's output holds. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What names a manifest, of any shape. */
interface Named {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}

export interface SchemaChecker {
  /** All that the schema of the object's kind has against it; a kind without schema is a finding. */
  readonly check: (manifest: object) => SchemaFinding[];
  /** Whether the kind is namespaced; `undefined` where no bundle knows it. */
  readonly isNamespaced: (apiVersion: string, kind: string) => boolean | undefined;
}

export interface SchemaCheckerOptions {
  /** Oldest Argo CD that has to understand the manifests; fields newer than it are findings (A26). */
  readonly argoCdVersion?: string;
}

/**
 * Checks objects against the bundles; where two know a kind, the later one decides. A kind's schema
 * is compiled when the first object of that kind comes by.
 */
export function createSchemaChecker(
  bundles: readonly SchemaBundle[],
  { argoCdVersion = '3.3' }: SchemaCheckerOptions = {},
): SchemaChecker {
  const validatorOf = createValidators(bundles, argoCdVersion);
  const kinds = Object.assign(
    {},
    ...bundles.map((bundle) => bundle.kinds),
  ) as SchemaBundle['kinds'];
  return {
    check: (manifest) => {
      const object = objectIdOf(manifest);
      const kind = kindOf(manifest);
      const validate = validatorOf(kind);
      const problems =
        validate === undefined ? [unknownKind(kind)] : problemsOf(validate, manifest);
      return problems.map((problem) => ({ ...problem, object }));
    },
    isNamespaced: (apiVersion, kind) => kinds[`${apiVersion}/${kind}`]?.namespaced,
  };
}

function createValidators(
  bundles: readonly SchemaBundle[],
  argoCdVersion: string,
): (kind: string) => ValidateFunction | undefined {
  const ajv = createAjv(argoCdVersion);
  const pointers = new Map<string, string>();
  for (const [index, { kinds, definitions }] of bundles.entries()) {
    const id = `bundle-${index}`;
    ajv.addSchema({ $id: id, definitions });
    for (const [kind, { definition }] of Object.entries(kinds)) {
      pointers.set(kind, `${id}#/definitions/${definition}`);
    }
  }
  return (kind) => {
    const pointer = pointers.get(kind);
    try {
      return pointer === undefined ? undefined : ajv.getSchema(pointer);
    } catch {
      // A definition that a repository brings along can be anything.
      return undefined;
    }
  };
}

/**
 * `inlineRefs: false` compiles each definition once; inlining them takes seconds for an
 * ApplicationSet. `verbose` hands the offending value and schema to the message.
 */
function createAjv(argoCdVersion: string): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    inlineRefs: false,
    logger: false,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    verbose: true,
  });
  ajv.addKeyword({
    keyword: 'x-argo-cd-since',
    validate: (since: string) => !isNewer(since, argoCdVersion),
  });
  ajv.addKeyword({ keyword: 'x-deprecated', validate: () => false });
  return ajv;
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}

function problemsOf(validate: ValidateFunction, manifest: object): SchemaProblem[] {
  if (validate(manifest)) return [];
  return (validate.errors ?? []).filter(isSeenByTheServer).map(describeSchemaError);
}

/** kubectl drops a field whose value is null before it sends the object. */
function isSeenByTheServer({ data, keyword }: ErrorObject): boolean {
  return data !== null || keyword.startsWith('x-');
}

function unknownKind(kind: string): SchemaProblem {
  return {
    problem: 'unknown-kind',
    path: '',
    message: `no schema is known for ${kind}; add its CustomResourceDefinition to have it checked`,
  };
}

function kindOf(manifest: object): string {
  const { apiVersion, kind } = manifest as Named;
  return `${text(apiVersion)}/${text(kind)}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

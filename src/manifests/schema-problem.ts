import type { ErrorObject } from 'ajv';
import { didYouMean } from '../model/nearest.js';

export interface SchemaProblem {
  readonly problem:
    | 'unknown-kind'
    | 'unknown-field'
    | 'missing-field'
    /** Newer than the Argo CD version in use (A26). */
    | 'too-new'
    | 'deprecated'
    | 'invalid';
  /** JSON pointer (RFC 6901) to the value that is wrong, in a missing field's case to its parent. */
  readonly path: string;
  readonly message: string;
}

/** Says an error of ajv (made with `verbose`) in a manifest's own words. */
export function describeSchemaError(error: ErrorObject): SchemaProblem {
  const path = error.instancePath;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(error);
    case 'required': {
      const { missingProperty } = error.params as { missingProperty: string };
      return { problem: 'missing-field', path, message: `missing field "${missingProperty}"` };
    }
    case 'type':
      return { problem: 'invalid', path, message: wrongType(error) };
    case 'enum':
      return { problem: 'invalid', path, message: wrongValue(error) };
    case 'x-argo-cd-since':
      return { problem: 'too-new', path, message: `needs Argo CD ${String(error.schema)}` };
    case 'x-deprecated':
      return { problem: 'deprecated', path, message: `deprecated, ${String(error.schema)}` };
    default:
      return { problem: 'invalid', path, message: error.message ?? `fails "${error.keyword}"` };
  }
}

function unknownField({ instancePath, params, parentSchema }: ErrorObject): SchemaProblem {
  const { additionalProperty: field } = params as { additionalProperty: string };
  const { properties = {} } = parentSchema as { properties?: Record<string, unknown> };
  return {
    problem: 'unknown-field',
    path: `${instancePath}/${escapePointer(field)}`,
    message: `unknown field "${field}"${didYouMean(field, Object.keys(properties))}`,
  };
}

/** Where values stand that may be secret: of Secrets, ConfigMaps, and variables. */
const SECRET = /^\/(data|stringData)(\/|$)|\/env(\/\d+(\/value)?)?$/;

function wrongType({ params, data, instancePath }: ErrorObject): string {
  const { type } = params as { type: string | readonly string[] };
  const expected = typeof type === 'string' ? type : type.join(' or ');
  const got = SECRET.test(instancePath) ? typeof data : typeOf(data);
  return `expected ${expected}, got ${got}`;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' ? 'object' : `${typeof value} ${JSON.stringify(value)}`;
}

function wrongValue({ params, data }: ErrorObject): string {
  const { allowedValues } = params as { allowedValues: readonly unknown[] };
  const allowed = allowedValues.map(String);
  const hint = typeof data === 'string' ? didYouMean(data, allowed) : '';
  return `${JSON.stringify(data)} is none of ${allowed.join(', ')}${hint}`;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

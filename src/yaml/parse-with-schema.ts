import { z } from 'zod';
import { UsageError } from '../errors.js';
import { didYouMean } from '../model/nearest.js';
import { formatPath, offsetOf, type YamlPath } from './locate.js';
import { parseStrict, valueOf, type YamlDocument } from './parse.js';
import { positionAt } from './position.js';

/** A file of one document, read and checked, with what is needed to point into it. */
export interface ParsedFile<T> {
  readonly value: T;
  readonly text: string;
  readonly path: string;
  readonly document: YamlDocument;
}

/**
 * Reads a YAML file of one document that has to be as `schema` says.
 *
 * @throws UsageError with file, line and column; an unknown key gets a "did you mean".
 */
export function parseWithSchema<S extends z.ZodType>(
  schema: S,
  { text, path }: { readonly text: string; readonly path: string },
): ParsedFile<z.output<S>> {
  const [document, ...rest] = parseStrict(text, path);
  if (!document || rest.length > 0) {
    throw new UsageError('expected exactly one YAML document', { code: 'YAML', place: { path } });
  }
  const result = schema.safeParse(valueOf(text, path, document));
  if (result.success) return { value: result.data, text, path, document };
  const problem = describe(result.error.issues[0], schema);
  throw problemAt({ text, path, document }, problem.path, problem.message);
}

/** An error about the element of `at` in a file that was read. */
export function problemAt(
  { text, path, document }: Omit<ParsedFile<unknown>, 'value'>,
  at: YamlPath,
  message: string,
): UsageError {
  const place = { path, ...positionAt(text, offsetOf(document, at)) };
  const where = formatPath(at);
  return new UsageError(where === '' ? message : `${where}: ${message}`, {
    code: 'INVALID',
    place,
  });
}

type Issue = z.core.$ZodIssue;

function describe(
  issue: Issue | undefined,
  schema: z.ZodType,
): { path: YamlPath; message: string } {
  if (!issue) return { path: [], message: 'invalid' };
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return { path: [...path, key], message: `unknown key${didYouMean(key, keysAt(schema, path))}` };
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    return { path, message: `expected ${allowed.map((value) => `"${value}"`).join(' or ')}` };
  }
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors
      .flatMap((issues) => issues.slice(0, 1))
      .sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest && deepest.path.length > 0) {
      return describe({ ...deepest, path: [...issue.path, ...deepest.path] }, schema);
    }
    const options = issue.errors
      .map((issues) => issues[0])
      .filter((option) => option !== undefined);
    return {
      path,
      message: options.map((option) => describe(option, schema).message).join(', or '),
    };
  }
  return { path, message: issue.message.replace(/^Invalid input: /, '') };
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that the schema allows at `path`. */
function keysAt(schema: z.ZodType, path: YamlPath): string[] {
  let places = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema];
  for (const part of path) places = places.flatMap(alternatives).flatMap((at) => child(at, part));
  return places.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {}));
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(alternatives)];
}

function child(schema: JsonSchema, part: string | number): JsonSchema[] {
  if (typeof part === 'number') return schema.items ? [schema.items] : [];
  const property = schema.properties?.[part];
  if (property) return [property];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

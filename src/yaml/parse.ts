import { parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { UsageError, type Place } from '../errors.js';
import { positionAt } from './position.js';

/** `1.1` is how kustomize and kubectl read a file (merge keys, `yes`, octals), `1.2` all else. */
export type YamlVersion = '1.1' | '1.2';

export type YamlDocument = Document.Parsed;

/**
 * The documents of a stream with source positions, errors left inside of them. A stream that is
 * empty or holds comments only has no documents.
 */
export function parseDocuments(text: string, version: YamlVersion = '1.2'): YamlDocument[] {
  const documents = parseAllDocuments(text, {
    keepSourceTokens: true,
    uniqueKeys: true,
    version,
    logLevel: 'silent',
  });
  return Array.isArray(documents) ? documents : [];
}

/**
 * The documents of a stream that has to be right.
 *
 * @throws UsageError with file, line and column of the first error.
 */
export function parseStrict(
  text: string,
  path: string,
  version: YamlVersion = '1.2',
): YamlDocument[] {
  const documents = parseDocuments(text, version);
  const error = documents.flatMap((document) => document.errors)[0];
  if (error) throw syntaxError(text, path, error);
  return documents;
}

/** The values of a stream; see {@link parseStrict}. */
export function parseValues(text: string, path: string, version: YamlVersion = '1.2'): unknown[] {
  return parseStrict(text, path, version).map((document) => valueOf(text, path, document));
}

/** A document's plain value. Aliases that would expand without bound are refused. */
export function valueOf(text: string, path: string, document: YamlDocument): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    const place = { path, ...positionAt(text, document.range[0]) };
    throw new UsageError(`cannot read YAML: ${messageOf(error)}`, { code: 'YAML', place });
  }
}

/** A document's plain value; `undefined` where it has an error, or aliases without bound. */
export function valueIfSound(document: YamlDocument): unknown {
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    return undefined;
  }
}

function syntaxError(text: string, path: string, error: YAMLError): UsageError {
  const place: Place = { path, ...positionAt(text, error.pos[0]) };
  const message = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return new UsageError(`cannot read YAML: ${message}`, { code: error.code, place });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

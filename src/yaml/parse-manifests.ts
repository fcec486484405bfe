import { parseAllDocuments, type ScalarTag, type CollectionTag } from 'yaml';
import { UsageError } from '../errors.js';
import { isMap } from '../model/is-map.js';
import { valueOf } from './parse.js';
import { positionAt } from './position.js';

/**
 * The objects of a stream of manifests, as Kubernetes' own tools read it: YAML 1.1 (octals, `yes`)
 * without its dates and its numbers to the base of sixty, and no fields that are null, since
 * kubectl sends none.
 *
 * @throws UsageError with the place of the first error.
 */
export function parseManifests(text: string, path: string): object[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags: (tags) =>
      tags
        .filter((tag) => typeof tag === 'string' || !isUnknownToGo(tag))
        .map((tag) =>
          typeof tag !== 'string' && isPlainFloat(tag) ? { ...tag, test: FLOAT } : tag,
        ),
    logLevel: 'silent',
    prettyErrors: false,
  });
  return (Array.isArray(documents) ? documents : []).flatMap((document) => {
    const [error] = document.errors;
    if (error) {
      const place = { path, ...positionAt(text, error.pos[0]) };
      throw new UsageError(`cannot read YAML: ${error.message}`, { code: 'YAML', place });
    }
    const value = withoutNulls(valueOf(text, path, document));
    return isMap(value) ? [value] : [];
  });
}

/** Has a digit: a lone dot is text. */
const FLOAT = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/;

function isPlainFloat(tag: ScalarTag | CollectionTag): tag is ScalarTag {
  return tag.tag.endsWith(':float') && !('format' in tag) && 'test' in tag && tag.test.test('1.5');
}

function isUnknownToGo(tag: ScalarTag | CollectionTag): boolean {
  return tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME');
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}

import { isMap } from '../model/is-map.js';

/** What of a Secret says nothing of its values. */
const OPEN = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable']);

/** Where kubectl keeps a copy of all values. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object in which Secrets have their keys and none of their values, be it one itself or hold
 * some. Where a value is not the same in `other`, which stands in the object's place on the other
 * side, `mark` stands beside it.
 */
export function hideSecrets(object: unknown, other: unknown, mark: string): unknown {
  if (Array.isArray(object)) {
    const others: readonly unknown[] = Array.isArray(other) ? other : [];
    return object.map((item, index) => hideSecrets(item, others[index], mark));
  }
  if (!isMap(object)) return object;
  // A reference to a Secret has a kind as well.
  if (object['kind'] !== 'Secret' || !('metadata' in object)) {
    return mapFields(object, other, (field, counterpart) => hideSecrets(field, counterpart, mark));
  }
  return mapFields(object, other, (field, counterpart, key) => {
    if (key === 'metadata') return hideCopy(field, counterpart, mark);
    return OPEN.has(key) ? field : hide(field, counterpart, mark);
  });
}

function hide(value: unknown, other: unknown, mark: string): unknown {
  if (isMap(value)) {
    return mapFields(value, other, (field, counterpart) => hide(field, counterpart, mark));
  }
  const isSame = JSON.stringify(value) === JSON.stringify(other);
  return isSame || other === undefined ? '(hidden)' : `(hidden, ${mark})`;
}

function hideCopy(metadata: unknown, other: unknown, mark: string): unknown {
  if (!isMap(metadata)) return metadata;
  return mapFields(metadata, other, (annotations, others, key) => {
    if (key !== 'annotations' || !isMap(annotations)) return annotations;
    return mapFields(annotations, others, (text, counterpart, name) =>
      name === LAST_APPLIED ? hide(text, counterpart, mark) : text,
    );
  });
}

type Change = (field: unknown, counterpart: unknown, key: string) => unknown;

function mapFields(
  map: Readonly<Record<string, unknown>>,
  other: unknown,
  change: Change,
): Readonly<Record<string, unknown>> {
  const others = isMap(other) ? other : {};
  const entries = Object.entries(map);
  return Object.fromEntries(entries.map(([key, field]) => [key, change(field, others[key], key)]));
}

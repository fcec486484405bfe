import { isMap } from '../model/is-map.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** What of a Secret says nothing of its values. */
const OPEN = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable']);

/** Where kubectl keeps a copy of all values. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

interface Other {
  /** The same object on the other side. */
  readonly other: KubernetesObject | undefined;
  /** What a value is called that is not the same there. */
  readonly mark: string;
}

/**
 * A Secret with its keys and none of its values: one can tell only which of them differ. Any other
 * object as it is.
 */
export function hideSecret(object: KubernetesObject, { other, mark }: Other): KubernetesObject {
  if (object.kind !== 'Secret') return object;
  const hide = (value: unknown, counterpart: unknown): unknown => {
    if (isMap(value)) {
      const others = isMap(counterpart) ? counterpart : {};
      return mapFields(value, (field, key) => hide(field, others[key]));
    }
    const isSame = JSON.stringify(value) === JSON.stringify(counterpart);
    return isSame || counterpart === undefined ? '(hidden)' : `(hidden, ${mark})`;
  };
  const others: Readonly<Record<string, unknown>> = { ...other };
  return mapFields({ ...object }, (field, key) => {
    if (key === 'metadata') return hideCopy(field, (copy) => hide(copy, copyIn(others[key])));
    return OPEN.has(key) ? field : hide(field, others[key]);
  });
}

function hideCopy(metadata: unknown, hide: (copy: unknown) => unknown): unknown {
  const copy = copyIn(metadata);
  if (copy === undefined || !isMap(metadata)) return metadata;
  const annotations = { ...(metadata['annotations'] as object), [LAST_APPLIED]: hide(copy) };
  return { ...metadata, annotations };
}

function copyIn(metadata: unknown): unknown {
  const annotations = isMap(metadata) ? metadata['annotations'] : undefined;
  return isMap(annotations) ? annotations[LAST_APPLIED] : undefined;
}

function mapFields(
  map: Readonly<Record<string, unknown>>,
  change: (field: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).map(([key, field]) => [key, change(field, key)]));
}

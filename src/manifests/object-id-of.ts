import { isMap } from '../model/is-map.js';
import { groupOf, type ObjectId } from '../model/object-id.js';

/** What names an object, of any shape. */
export function objectIdOf(manifest: object): ObjectId {
  const { apiVersion, kind, metadata } = manifest as Readonly<Record<string, unknown>>;
  const { name, namespace } = isMap(metadata) ? metadata : {};
  return {
    group: groupOf(text(apiVersion)),
    kind: text(kind),
    name: text(name),
    ...(typeof namespace === 'string' && { namespace }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import { isMap } from '../model/is-map.js';
import type { ObjectId } from '../model/object-id.js';
import { hideSecrets } from './hide-secrets.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { isHashed, withoutHash } from './name-hash.js';
import { objectIdOf } from './object-id-of.js';

/** An object that is not the same in two builds. Values of Secrets are hidden in it. */
export interface ObjectChange {
  /** As it is after the change; of a removed one, as it was. */
  readonly id: ObjectId;
  /** As it was, where that is not the same: under another hash, or in another namespace. */
  readonly formerId?: ObjectId;
  /** Absent: it was added. */
  readonly before?: KubernetesObject;
  /** Absent: it was removed. */
  readonly after?: KubernetesObject;
}

/** What makes two objects one: see {@link compareObjects}. */
export type Identity = 'of-cluster' | 'of-app';

/**
 * What differs in meaning between two builds, by kind, namespace and name. Two objects are one if
 * they have the same group, kind, namespace and name. Of an app in two environments the namespaces
 * are not the same, and do not count (`of-app`). A ConfigMap or Secret whose name has another hash
 * at its end, as kustomize makes them, is the same one under a new name.
 */
export function compareObjects(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  identity: Identity = 'of-cluster',
): ObjectChange[] {
  const byId = pair(before.flatMap(unwrap), after.flatMap(unwrap), (object) =>
    keyOf(objectIdOf(object), identity),
  );
  const byStem = pair(byId.removed, byId.added, (object) =>
    stemKeyOf(objectIdOf(object), identity),
  );
  return [
    ...[...byId.pairs, ...byStem.pairs].flatMap(changeOf),
    ...byStem.removed.map((object) => alone('before', object, byStem.added)),
    ...byStem.added.map((object) => alone('after', object, byStem.removed)),
  ].sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1));
}

/** The value with the fields of its maps by their names. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, inOrder(field)]));
}

type Pair = readonly [before: KubernetesObject, after: KubernetesObject];

interface Paired {
  readonly pairs: readonly Pair[];
  readonly removed: readonly KubernetesObject[];
  readonly added: readonly KubernetesObject[];
}

/** Pairs objects with one key in their order; those without a key stay alone. */
function pair(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  keyOfObject: (object: KubernetesObject) => string | undefined,
): Paired {
  const waiting = new Map<string, KubernetesObject[]>();
  for (const object of after) {
    const key = keyOfObject(object);
    if (key !== undefined) waiting.set(key, [...(waiting.get(key) ?? []), object]);
  }
  const pairs: Pair[] = [];
  const removed: KubernetesObject[] = [];
  for (const object of before) {
    const partner = waiting.get(keyOfObject(object) ?? '')?.shift();
    if (partner) pairs.push([object, partner]);
    else removed.push(object);
  }
  const taken = new Set(pairs.map(([, partner]) => partner));
  return { pairs, removed, added: after.filter((object) => !taken.has(object)) };
}

function changeOf([before, after]: Pair): ObjectChange[] {
  if (isSame(before, after)) return [];
  const [was, id] = [objectIdOf(before), objectIdOf(after)];
  return [{ id, ...(!isSame(was, id) && { formerId: was }), ...hidden({ before, after }) }];
}

function alone(
  side: 'before' | 'after',
  object: KubernetesObject,
  others: readonly KubernetesObject[],
): ObjectChange {
  const id = objectIdOf(object);
  if (id.kind !== 'ConfigMap' || !others.some((other) => isSecretOfName(other, id.name)))
    return { id, ...hidden({ [side]: object }) };
  // What becomes a Secret, or was one, has its values.
  const secret = hideSecrets({ ...object, kind: 'Secret' }, undefined, side);
  return { id, [side]: { ...(secret as KubernetesObject), kind: id.kind } };
}

function isSecretOfName(object: KubernetesObject, name: string): boolean {
  const id = objectIdOf(object);
  return id.group === '' && id.kind === 'Secret' && withoutHash(id.name) === withoutHash(name);
}

function hidden({ before, after }: Pick<ObjectChange, 'before' | 'after'>) {
  return {
    ...(before && { before: hideSecrets(before, after, 'before') as KubernetesObject }),
    ...(after && { after: hideSecrets(after, before, 'after') as KubernetesObject }),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

/** A chart may print a List, which nobody applies as such. */
function unwrap(object: KubernetesObject & { readonly items?: unknown }): KubernetesObject[] {
  if (!objectIdOf(object).kind.endsWith('List') || !Array.isArray(object.items)) return [object];
  return object.items.filter(isMap).flatMap(unwrap);
}

function keyOf({ group, kind, namespace, name }: ObjectId, identity: Identity): string {
  return JSON.stringify([group, kind, identity === 'of-app' ? '' : (namespace ?? ''), name]);
}

function stemKeyOf(id: ObjectId, identity: Identity): string | undefined {
  const isGenerated = id.group === '' && (id.kind === 'ConfigMap' || id.kind === 'Secret');
  if (!isGenerated || !isHashed(id.name)) return undefined;
  return keyOf({ ...id, name: withoutHash(id.name) }, identity);
}

function sortKeyOf({ id: { group, kind, namespace, name } }: ObjectChange): string {
  return [kind, group, namespace ?? '', name].join('\0');
}

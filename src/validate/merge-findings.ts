import type { ObjectId } from '../model/object-id.js';
import { withoutHash } from '../manifests/name-hash.js';
import type { Finding } from './run-rules.js';

/** A finding, once for all builds that have it. */
export interface MergedFinding extends Omit<Finding, 'folder'> {
  /** The folders of the builds; none where it is about no build. */
  readonly folders: readonly string[];
}

/**
 * What is wrong in a base is wrong in each of its overlays: such findings become one, without the
 * namespace of the object where that differs. Sorted by file and line.
 */
export function mergeFindings(findings: readonly Finding[]): MergedFinding[] {
  const merged = new Map<string, MergedFinding>();
  for (const { folder, ...finding } of findings) {
    const key = keyOf(finding);
    const { folders, object } = merged.get(key) ?? { ...finding, folders: [] };
    const added = folder === undefined || folder === '' || folders.includes(folder) ? [] : [folder];
    merged.set(key, {
      ...finding,
      ...(object && finding.object && { object: common(object, finding.object) }),
      folders: [...folders, ...added],
    });
  }
  return [...merged.values()].sort(byPlace);
}

function keyOf({ rule, severity, message, object, place }: Omit<Finding, 'folder'>): string {
  const { kind = '', name = '' } = object ?? {};
  return JSON.stringify([rule, severity, message, kind, withoutHash(name), place]);
}

function common(a: ObjectId, b: ObjectId): ObjectId {
  if (a.namespace === b.namespace) return b;
  return { group: b.group, kind: b.kind, name: b.name };
}

function byPlace(a: MergedFinding, b: MergedFinding): number {
  const [pathA, pathB] = [fileOf(a), fileOf(b)];
  if (pathA !== pathB) return pathA < pathB ? -1 : 1;
  return (
    (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}

/** The file that a finding is in, or the folder where it is in none. */
export function fileOf({ place, folders }: Pick<MergedFinding, 'place' | 'folders'>): string {
  return place?.path ?? folders[0] ?? '.';
}

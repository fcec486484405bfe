import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { YamlPath } from './locate.js';

/**
 * What a document says, word for word: plain scalars by their source text (`1.20` is no number
 * here), aliases by name instead of by value, keys in any order. Two documents with equal views
 * differ at most in layout, comments and quotes.
 */
export type LiteralView =
  string | readonly LiteralView[] | ReadonlyMap<string, LiteralView> | AliasName;

export interface AliasName {
  readonly alias: string;
}

export function literalView(node: unknown): LiteralView {
  if (isAlias(node)) return { alias: node.source };
  if (isMap(node))
    return new Map(node.items.map((pair) => [literalKey(pair.key), literalView(pair.value)]));
  if (isSeq(node))
    return node.items.map((item) => (isPair(item) ? literalView(item.value) : literalView(item)));
  if (!isScalar(node)) return '';
  return node.type === 'PLAIN' ? (node.source ?? '') : String(node.value);
}

/** A change of a view: the text, list or map at `path` becomes `value`, or goes. */
export interface ViewChange {
  readonly path: YamlPath;
  readonly value: LiteralView | undefined;
  /** The value is put before the list item at `path` instead of in its place. */
  readonly insert?: boolean;
}

export function changeView(view: LiteralView, { path, value, insert }: ViewChange): LiteralView {
  const [part, ...rest] = path;
  if (part === undefined) return value ?? '';
  const next = { path: rest, value, ...(insert !== undefined && { insert }) };
  if (Array.isArray(view)) return changeItem(view as readonly LiteralView[], Number(part), next);
  const map = new Map(view instanceof Map ? (view as ReadonlyMap<string, LiteralView>) : []);
  const key = String(part);
  if (rest.length === 0 && value === undefined) map.delete(key);
  else map.set(key, changeView(map.get(key) ?? '', next));
  return map;
}

export function sameView(a: LiteralView, b: LiteralView): boolean {
  return JSON.stringify(sortable(a)) === JSON.stringify(sortable(b));
}

function changeItem(list: readonly LiteralView[], index: number, next: ViewChange): LiteralView {
  const last = next.path.length === 0;
  const removed = last && next.insert === true ? 0 : 1;
  const item = last && next.value === undefined ? [] : [changeView(list[index] ?? '', next)];
  return list.toSpliced(index, removed, ...item);
}

function sortable(view: LiteralView): unknown {
  if (Array.isArray(view)) return (view as readonly LiteralView[]).map(sortable);
  if (!(view instanceof Map)) return view;
  const entries = [...(view as ReadonlyMap<string, LiteralView>)];
  return {
    map: entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, sortable(value)]),
  };
}

function literalKey(key: unknown): string {
  const view = literalView(key);
  return typeof view === 'string' ? view : JSON.stringify(sortable(view));
}

import type { KubernetesObject } from '../../../src/manifests/kubernetes-object.js';
import type { Build, Repository } from '../../../src/validate/repository.js';
import { runRules, type Finding } from '../../../src/validate/run-rules.js';
import type { Rule } from '../../../src/validate/rule.js';
import { parseObjects } from './parse-objects.js';

/** Turns a repository that keeps the rules into one that does not. */
export type Break = (repository: Repository) => Repository;

/** A violation for every rule: what is done to the to-do app so that the rule says no. */
export type Breaks = readonly (readonly [rule: string, name: string, ...breaks: Break[]])[];

/** Sets what a JSON pointer leads to in `Kind name` of an overlay or of `argocd`; undefined removes. */
export function set(folder: string, object: string, pointer: string, value: unknown): Break {
  const change = (one: KubernetesObject) =>
    nameOf(one) === object ? withValue(one, pointer.split('/').slice(1), value) : one;
  return inFolder(folder, (objects) => {
    if (!objects.some((one) => nameOf(one) === object)) throw new Error(`there is no ${object}`);
    return objects.map(change);
  });
}

/** Adds objects, written in YAML. */
export function add(folder: string, yaml: string): Break {
  return inFolder(folder, (objects) => [...objects, ...parseObjects(yaml)]);
}

/** Removes `Kind name`. */
export function remove(folder: string, object: string): Break {
  return inFolder(folder, (objects) => objects.filter((one) => nameOf(one) !== object));
}

/** Replaces text in a file. */
export function edit(path: string, from: string | RegExp, to: string): Break {
  return (repository) => {
    const file = repository.files.get(path);
    const content = file?.content.replace(from, to);
    if (!file || content === undefined || content === file.content) {
      throw new Error(`${path} has no ${String(from)}`);
    }
    return { ...repository, files: new Map(repository.files).set(path, { ...file, content }) };
  };
}

/** Writes a new file. */
export function write(path: string, content: string): Break {
  return (repository) => ({
    ...repository,
    files: new Map(repository.files).set(path, { content, mode: '0644' }),
  });
}

export function drop(path: string): Break {
  return (repository) => {
    const files = new Map(repository.files);
    if (!files.delete(path)) throw new Error(`there is no ${path}`);
    return { ...repository, files };
  };
}

/** What one rule, or several, has against a repository after it was broken. */
export function findingsOf(rules: readonly Rule[], repository: Repository): Finding[] {
  return [...runRules(rules, repository).findings];
}

export function breakWith(repository: Repository, breaks: readonly Break[]): Repository {
  return breaks.reduce((broken, apply) => apply(broken), repository);
}

function inFolder(
  folder: string,
  change: (objects: readonly KubernetesObject[]) => KubernetesObject[],
): Break {
  const inOverlay = (overlay: Build): Build =>
    overlay.folder === folder ? { ...overlay, objects: change(overlay.objects) } : overlay;
  return (repository) => ({
    ...repository,
    overlays: repository.overlays.map(inOverlay),
    argocd: inOverlay(repository.argocd),
  });
}

function nameOf({ kind = '', metadata }: KubernetesObject): string {
  return `${kind} ${(metadata?.name ?? '').replace(/-[2456789bcdfghkmt]{10}$/, '')}`;
}

function withValue<T>(target: T, [key, ...rest]: string[], value: unknown): T {
  if (key === undefined) return value as T;
  const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
  if (Array.isArray(target)) {
    const index = name === '-' ? target.length : Number(name);
    const item: unknown = withValue(target[index] as unknown, rest, value);
    return target.toSpliced(index, 1, ...(item === undefined ? [] : [item])) as T;
  }
  const fields = new Map(Object.entries(target ?? {}));
  const child: unknown = withValue(fields.get(name), rest, value);
  if (child === undefined) fields.delete(name);
  else fields.set(name, child);
  return Object.fromEntries(fields) as T;
}

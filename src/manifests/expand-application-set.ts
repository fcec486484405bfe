import { UsageError } from '../errors.js';
import { isMap } from '../model/is-map.js';
import { parseValues } from '../yaml/parse.js';
import type { Application, ApplicationSet, ListElement } from './argo-cd.js';
import { renderGoTemplate } from './go-template.js';

export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** What an ApplicationSet makes, and why that is not all of it. */
export interface Expansion {
  readonly applications: readonly Application[];
  readonly problems: readonly string[];
}

/** The Applications of an ApplicationSet with list generators; of others nothing is known. */
export function expandApplicationSet(set: ApplicationSet): Expansion {
  const results = (set.spec?.generators ?? []).flatMap(({ list }): (Application | string)[] =>
    list
      ? (list.elements ?? []).map((element) => expandElement(set, element))
      : ['it has a generator whose elements only the cluster knows'],
  );
  return {
    applications: results.filter((result) => typeof result !== 'string'),
    problems: results.filter((result) => typeof result === 'string'),
  };
}

/** An Application, or why there is none. */
function expandElement(set: ApplicationSet, element: ListElement): Application | string {
  try {
    const { template, templatePatch = '', syncPolicy } = set.spec ?? {};
    const filled = fill(template, element);
    const [patch] = parseValues(renderGoTemplate(templatePatch, element), 'templatePatch');
    const { metadata, spec } = merge(filled, patch ?? {}) as Application;
    const { finalizers = [], ...named } = metadata ?? {};
    const cascades = syncPolicy?.preserveResourcesOnDeletion !== true && finalizers.length === 0;
    const all = cascades ? [RESOURCES_FINALIZER] : finalizers;
    return {
      apiVersion: set.apiVersion ?? '',
      kind: 'Application',
      metadata: {
        ...named,
        namespace: set.metadata?.namespace ?? '',
        ...(all.length > 0 && { finalizers: all }),
      },
      ...(spec && { spec }),
    };
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

function fill(value: unknown, element: ListElement): unknown {
  if (typeof value === 'string') return renderGoTemplate(value, element);
  if (Array.isArray(value)) return value.map((item) => fill(item, element));
  return isMap(value) ? mapValues(value, (child) => fill(child, element)) : value;
}

/** Maps are merged, all else is replaced: the lists of an Application have no merge keys. */
function merge(base: unknown, patch: unknown): unknown {
  if (!isMap(base) || !isMap(patch)) return patch;
  return { ...base, ...mapValues(patch, (value, key) => merge(base[key], value)) };
}

type Fields = Readonly<Record<string, unknown>>;

function mapValues(fields: Fields, change: (value: unknown, key: string) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, change(value, key)]),
  );
}

import { compare, valid } from 'semver';
import type { Catalog } from '../catalog/catalog.js';
import { UsageError } from '../errors.js';
import type { RepositoryModel } from '../model/repository-model.js';
import type { Locks } from '../state/read-state.js';

/** From which version of a catalog to which; `from` is empty where nothing was made of it before. */
export interface VersionStep {
  readonly from: string;
  readonly to: string;
}

/** The name of the catalog that has an example; empty for the built-in one. */
export function catalogOf(example: string): string {
  return example.includes('/') ? example.slice(0, example.indexOf('/')) : '';
}

/**
 * The step that each catalog takes, by its name.
 *
 * @throws UsageError where files of the repository were made by a later version than this one.
 */
export function versionSteps(
  model: RepositoryModel,
  catalogs: readonly Catalog[],
  locks: Locks,
): ReadonlyMap<string, VersionStep> {
  return new Map(
    catalogs.map(({ name, version }) => {
      const apps = model.apps.filter(({ example }) => catalogOf(example) === name);
      const owners = [...(name === '' ? [undefined] : []), ...apps.map((app) => app.name)];
      const known = versionsIn(owners.flatMap((owner) => locks.get(owner)?.catalog ?? []));
      const what = name === '' ? "this gitops-gen's catalog" : `the catalog ${name}`;
      refuseOlder(what, { known, version });
      return [name, { from: known[0] ?? '', to: version }];
    }),
  );
}

/** @throws UsageError where a later version of this program wrote to the repository. */
export function refuseNewerGenerator(locks: Locks, version: string): void {
  const known = versionsIn([...locks.values()].flatMap(({ generator }) => generator));
  refuseOlder('gitops-gen', { known, version });
}

function versionsIn(texts: readonly string[]): string[] {
  return texts.filter((text) => valid(text) !== null).sort(compare);
}

function refuseOlder(
  what: string,
  { known, version }: { readonly known: readonly string[]; readonly version: string },
): void {
  const newest = known.at(-1);
  if (newest === undefined || compare(newest, version) <= 0) return;
  throw new UsageError(`${what} is ${version}, but ${newest} was here already`, {
    code: 'NEWER_STATE',
    hint: 'Use that version or a later one.',
  });
}

import type { Application, ApplicationDestination, ApplicationSet } from './argo-cd.js';
import { expandApplicationSet, RESOURCES_FINALIZER } from './expand-application-set.js';
import { select } from './kinds.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** An Application that is not made any more. */
export interface LeftApplication {
  readonly name: string;
  /** Whether deleting it deletes what it runs. */
  readonly cascades: boolean;
}

export interface Relocation {
  readonly name: string;
  readonly from: ApplicationDestination;
  readonly to: ApplicationDestination;
}

/** What a change of the manifests leaves behind, or takes from, what runs already. */
export interface ApplicationMoves {
  /** Argo CD keeps these: the root does not prune. */
  readonly left: readonly LeftApplication[];
  /** Their ApplicationSet deletes these, and what they run. */
  readonly deleted: readonly string[];
  /** ApplicationSets that are not made any more. */
  readonly sets: readonly string[];
  /** AppProjects that are not made any more; Argo CD keeps these as well. */
  readonly projects: readonly string[];
  /** Applications that an ApplicationSet makes from now on. */
  readonly adopted: readonly string[];
  /** Applications that deploy to another place under the same name. */
  readonly relocated: readonly Relocation[];
}

/** Compares the manifests that Argo CD had with those that it gets. */
export function compareApplications(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): ApplicationMoves {
  const now = byName(after);
  const sets = select(after, 'argoproj.io/v1alpha1/ApplicationSet');
  const known = [...byName(before)].map(([name, was]) => ({ name, was, is: now.get(name) }));
  const gone = known.filter(({ is }) => is === undefined);
  const stay = known.flatMap(({ is, ...one }) => (is ? [{ ...one, is }] : []));
  const goes = ({ was }: { was: Made }) => sets.some((set) => isSame(set, was.set) && deletes(set));
  return {
    left: gone.filter((one) => !goes(one)).map(({ name, was }) => leftApplication(name, was)),
    deleted: gone.filter(goes).map(({ name }) => name),
    sets: select(before, 'argoproj.io/v1alpha1/ApplicationSet')
      .filter((old) => !sets.some((set) => isSame(set, old)))
      .map(({ metadata }) => metadata?.name ?? ''),
    projects: projectsIn(before).filter((name) => !projectsIn(after).includes(name)),
    adopted: stay.filter(({ was, is }) => !was.set && is.set).map(({ name }) => name),
    relocated: stay
      .map(({ name, was, is }) => ({ name, from: destinationOf(was), to: destinationOf(is) }))
      .filter(({ from, to }) => placeOf(from) !== placeOf(to)),
  };
}

interface Made {
  readonly application: Application;
  readonly set?: ApplicationSet;
}

function byName(objects: readonly KubernetesObject[]): ReadonlyMap<string, Made> {
  const all: Made[] = [
    ...select(objects, 'argoproj.io/v1alpha1/Application').map((application) => ({ application })),
    ...select(objects, 'argoproj.io/v1alpha1/ApplicationSet').flatMap((set) =>
      expandApplicationSet(set).applications.map((application) => ({ application, set })),
    ),
  ];
  return new Map(all.map((made) => [made.application.metadata?.name ?? '', made]));
}

function projectsIn(objects: readonly KubernetesObject[]): string[] {
  return select(objects, 'argoproj.io/v1alpha1/AppProject').map(
    ({ metadata }) => metadata?.name ?? '',
  );
}

/** Without a word on it, the controller deletes what the set makes no more. */
function deletes({ spec }: ApplicationSet): boolean {
  return ['sync', 'create-delete'].includes(spec?.syncPolicy?.applicationsSync ?? 'sync');
}

function isSame(set: ApplicationSet, other: ApplicationSet | undefined): boolean {
  return set.metadata?.name === other?.metadata?.name;
}

function leftApplication(name: string, { application }: Made): LeftApplication {
  const finalizers = application.metadata?.finalizers ?? [];
  return { name, cascades: finalizers.some((one) => one.startsWith(RESOURCES_FINALIZER)) };
}

function destinationOf({ application }: Made): ApplicationDestination {
  return application.spec?.destination ?? {};
}

function placeOf({ server, name, namespace }: ApplicationDestination): string {
  return JSON.stringify([server, name, namespace]);
}

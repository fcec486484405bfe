import type { ApplicationMoves, Relocation } from '../manifests/compare-applications.js';

/**
 * What a person has to do in the cluster, so that nothing which runs is deleted, once the root has
 * applied the change; `namespace` is that of Argo CD.
 */
export function moveLines(moves: ApplicationMoves, namespace: string): string[] {
  const kubectl = `  kubectl --namespace ${namespace}`;
  return [
    ...moves.relocated.map(relocationLine),
    ...(moves.adopted.length > 0
      ? [
          `The ApplicationSets take over ${moves.adopted.join(', ')}, which stay as they are.`,
          'Do not prune the root before they have: until then it would delete these Applications.',
        ]
      : []),
    ...setLines(moves, kubectl),
    ...leftLines(moves, kubectl),
    ...projectLines(moves, kubectl),
  ];
}

/** An AppProject goes only when no Application belongs to it: its finalizer waits for that. */
export function projectLines({ projects }: ApplicationMoves, kubectl: string): string[] {
  if (projects.length === 0) return [];
  return [
    'Argo CD keeps these AppProjects. Delete them when none of their Applications is left:',
    `${kubectl} delete appproject ${projects.join(' ')}`,
  ];
}

/** How to let go of ApplicationSets that are not made any more, without their Applications. */
export function setLines({ sets }: ApplicationMoves, kubectl: string): string[] {
  if (sets.length === 0) return [];
  return [
    'Argo CD keeps these ApplicationSets. When the root is synced, delete them without their Applications:',
    `${kubectl} delete applicationset ${sets.join(' ')} --cascade=orphan`,
  ];
}

function leftLines({ left }: ApplicationMoves, kubectl: string): string[] {
  if (left.length === 0) return [];
  const names = left.map(({ name }) => name);
  return [
    'Argo CD keeps these Applications. When the root is synced, delete them without what they run:',
    ...left
      .filter(({ cascades }) => cascades)
      .map(
        ({ name }) =>
          `${kubectl} patch application ${name} --type merge --patch '{"metadata":{"finalizers":null}}'`,
      ),
    `${kubectl} delete application ${names.join(' ')}`,
  ];
}

function relocationLine({ name, from, to }: Relocation): string {
  return (
    `${name} moves from ${placeOf(from)} to ${placeOf(to)}. Argo CD looks after what runs there no ` +
    'more, and may prune it where that is the same cluster: bring its data over first.'
  );
}

function placeOf({ server, name, namespace }: Relocation['from']): string {
  return `${namespace ?? ''} on ${server ?? name ?? ''}`;
}

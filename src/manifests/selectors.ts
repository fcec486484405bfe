import type { Labels, LabelSelector } from './kubernetes-object.js';

/** Whether a label selector picks an object with these labels; an empty one picks everything. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    includesLabels(labels, matchLabels) &&
    matchExpressions.every(({ key = '', operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const listed = value !== undefined && values.includes(value);
      return operator === 'NotIn' ? !listed : listed;
    })
  );
}

export function includesLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

export function isEmptySelector({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}

/** Every label key that a selector reads. */
export function keysOf({ matchLabels, matchExpressions }: LabelSelector): string[] {
  return [
    ...Object.keys(matchLabels ?? {}),
    ...(matchExpressions ?? []).flatMap(({ key }) => key ?? []),
  ];
}

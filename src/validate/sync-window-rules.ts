import type { SyncWindow } from '../manifests/argo-cd.js';
import { goSeconds } from './application-sync-rules.js';
import { hasTwice } from './has-twice.js';
import { projectRule } from './project-rule.js';
import type { Rule } from './rule.js';

/** When Applications may be synced. */
export const syncWindowRules: readonly Rule[] = [
  projectRule({
    id: 'argocd/P-07',
    title: 'Sync windows open and close when they are meant to',
    fix: 'write kind, a cron line of five fields, a duration such as 8h, an IANA time zone, and the names of the Applications',
    source: 'Argo CD: Sync Windows; an unknown time zone is UTC without a word',
    *check({ spec }, deployments) {
      const windows = spec?.syncWindows ?? [];
      const names = new Set(deployments.map(({ application }) => application.metadata?.name ?? ''));
      for (const window of windows) yield* windowComplaints(window, names);
      if (hasTwice(windows.map((one) => JSON.stringify(one)))) yield 'there is a window twice';
    },
  }),
  projectRule({
    id: 'argocd/P-07-allow',
    title: 'Nothing is closed by what opens',
    fix: 'use kind: deny for the time in which nothing may be synced',
    source: 'Argo CD: Sync Windows; an allow window denies all other times',
    severity: 'warning',
    *check({ spec }) {
      if (spec?.syncWindows?.some(({ kind }) => kind === 'allow') === true) {
        yield 'outside of an allow window nothing is synced';
      }
    },
  }),
];

function* windowComplaints(window: SyncWindow, names: ReadonlySet<string>): Iterable<string> {
  const { kind = '', schedule = '', duration, timeZone = 'UTC', description = '' } = window;
  const { applications = [], namespaces = [], clusters = [] } = window;
  if (kind !== 'allow' && kind !== 'deny') yield `a window is of kind "${kind}"`;
  if (schedule.trim().split(/\s+/).length !== 5) yield `"${schedule}" is no cron line`;
  if (goSeconds(duration) === undefined) yield `"${duration ?? ''}" is no duration`;
  if (!isTimeZone(timeZone)) yield `there is no time zone ${timeZone}`;
  if (description.length > 255) yield 'a description has more than 255 characters';
  if (applications.length + namespaces.length + clusters.length === 0) {
    yield 'a window is for nothing';
  }
  const unknown = applications.find((name) => !names.has(name));
  if (unknown !== undefined) yield `a window is for ${unknown}, which is no Application of it`;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

import { UsageError } from '../errors.js';
import { isMap } from '../yaml/ast.js';
import { columnOf, lineStartAt } from '../yaml/lines.js';
import { insertLines, isJsonMap } from '../yaml/splice-pair.js';
import { applySplices, type Splice } from '../yaml/splice.js';
import { findHolds, formatHold, type Hold } from './annotations.js';
import { notEditable, type ImageSite } from './image-site.js';
import { selectSites, targetNotFound } from './select-targets.js';
import { surveyImages, type ImageFile } from './survey-images.js';
import { verifyEdit } from './verify-edit.js';

/**
 * Puts a hold on an image, in the place of one that it has (P14, P20), or takes it off (P17):
 * `hold` absent. Returns the file's text; without the hold it is the same bytes as before it.
 *
 * @throws UsageError `TARGET_NOT_FOUND`, `TARGET_AMBIGUOUS`, or `NOT_EDITABLE` where an entry does
 *   not begin its line or the file is JSON, so that a comment has no place (P18).
 */
export function editHold(file: ImageFile, key: string, hold?: Hold): string {
  const survey = surveyImages(file);
  const sites = survey.flatMap((document) => document.sites);
  const change = { key, newName: 'keep', tag: 'keep', digest: 'keep' } as const;
  const [site] = selectSites(change, sites, { path: file.path, all: false });
  if (!site) throw targetNotFound(change, survey, file.path);
  const splices = holdSplices(site, hold).map((splice) => site.source.lift(splice));
  const after = applySplices(file.text, splices);
  verifyEdit({ ...file, survey, after, splices, changes: [], units: new Map() });
  return after;
}

/**
 * Refuses a hold that cannot be meant (P19).
 *
 * @throws UsageError where `until` is no date or before `today` (both `YYYY-MM-DD`), or the reason
 *   has several lines.
 */
export function validateHold({ until, reason }: Hold, today: string): void {
  // The others are no part of a YAML comment, either. Source: YAML 1.2.2, 5.1.
  if (reason !== undefined && /[\p{Cc}\u2028\u2029\uFEFF\uFFFD]/u.test(reason)) {
    throw new UsageError('the reason of a hold is one line, without control characters');
  }
  if (until === undefined) return;
  if (!isDate(until))
    throw new UsageError(`"${until}" is not a date`, { hint: 'write it like 2026-12-31' });
  if (until < today) throw new UsageError(`a hold until ${until} is over already`);
}

function holdSplices({ source, start, name }: ImageSite, hold: Hold | undefined): Splice[] {
  const { text } = source;
  const lineStart = lineStartAt(text, start);
  const removals = findHolds(text, start).map(({ start: from, end }) => ({
    start: from,
    end,
    text: '',
  }));
  if (!hold) return removals;
  if (isMap(source.document.contents) && isJsonMap(source.document.contents)) {
    throw notEditable(source, start, {
      message: `there is no place for a hold of "${name}": JSON has no comments`,
      hint: 'write the file as YAML',
    });
  }
  if (text.slice(lineStart, start).trim() !== '') {
    throw notEditable(source, start, {
      message: `there is no place for a hold of "${name}": the entry does not begin its line`,
      hint: 'write the entries below each other',
    });
  }
  const line = ' '.repeat(columnOf(text, start)) + formatHold(hold);
  return [...removals, insertLines(text, lineStart, line)];
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(time) &&
    new Date(time).toISOString().startsWith(text)
  );
}

import { UsageError } from '../errors.js';
import { isKustomizationPath } from '../manifests/local-references.js';
import { applySplices } from '../yaml/splice.js';
import { planEntry, planFirstContent } from './add-entry.js';
import { formatOrder } from './annotations.js';
import { chooseDocuments } from './choose-documents.js';
import type { ImageEdit } from './image-edit.js';
import type { EditOptions } from './edit-options.js';
import { judgeChange } from './guards.js';
import { changedUnit, type ImageChange } from './image-change.js';
import { targetNotFound } from './select-targets.js';
import {
  describeSite,
  surveyImages,
  type ImageFile,
  type SurveyedDocument,
} from './survey-images.js';
import { verifyEdit } from './verify-edit.js';

/**
 * Adds the entry that a change speaks of to the kustomization in a file.
 *
 * @throws UsageError `TARGET_NOT_FOUND` in files of other kinds: where a chart or a manifest wants
 *   an image cannot be known.
 */
export function addImage(file: ImageFile, change: ImageChange, options: EditOptions): ImageEdit {
  const survey = surveyImages(file);
  const wanted = changedUnit({}, change);
  const verdict = judgeChange({ change, current: {}, wanted }, options);
  if (verdict.kind !== 'allowed') {
    const message = verdict.kind === 'refused' ? verdict.message : 'a newer value is there';
    throw new UsageError(message, { code: 'GUARD', place: { path: file.path } });
  }
  const { orderKey } = options;
  const comment = orderKey === undefined ? '' : formatOrder(orderKey);
  const entry = { name: change.key, unit: wanted, comment };
  const source = kustomizationOf(chooseDocuments(file, survey, options))?.source;
  if (!source && !(isKustomizationPath(file.path) && survey.every(isEmpty))) {
    throw targetNotFound(change, survey, file.path);
  }
  const plan = source
    ? planEntry(source, entry)
    : planFirstContent({ text: file.text, documents: survey.length }, entry);
  const content = applySplices(file.text, plan.splices);
  const added = { name: change.key, unit: wanted };
  const after = verifyEdit({ ...file, ...plan, survey, after: content, units: new Map(), added });
  const site = after.flatMap(({ sites }) => sites).find(({ name }) => name === change.key);
  const line = site ? describeSite(site).line : 1;
  const result = { key: change.key, name: change.key, old: {}, new: wanted, line };
  return { content, results: [{ ...result, status: 'changed' }], warnings: verdict.warnings };
}

function kustomizationOf(documents: readonly SurveyedDocument[]): SurveyedDocument | undefined {
  return documents.find(({ kind }) => kind === 'kustomization');
}

function isEmpty({ source: { document } }: SurveyedDocument): boolean {
  const [start, end] = document.contents?.range ?? [0, 0];
  return start === end;
}

import { UsageError } from '../errors.js';
import { applySplices } from '../yaml/splice.js';
import { addImage } from './add-image.js';
import { chooseDocuments } from './choose-documents.js';
import type { EditOptions } from './edit-options.js';
import type { ImageEdit } from './image-edit.js';
import { editSite, type SiteChange, type SiteOutcome } from './edit-site.js';
import type { ImageChange } from './image-change.js';
import type { ImageSite } from './image-site.js';
import { keyedSite } from './keyed-site.js';
import { selectSites, targetNotFound } from './select-targets.js';
import { surveyImages, type ImageFile, type SurveyedDocument } from './survey-images.js';
import { verifyEdit } from './verify-edit.js';

/**
 * Sets images in a file by splices on its text: nothing is printed anew, and what is not a slot of
 * a changed image keeps every byte. Applied to its own result, it says `unchanged`.
 *
 * @throws UsageError (exit 2, with code, place and hint) for a target that is not found or not
 *   clear, a file that cannot be edited without guessing, and a guard that says no.
 * @throws BugError `VERIFY_FAILED` if the result is not exactly what was to be written.
 */
export function editImages(
  file: ImageFile,
  changes: readonly ImageChange[],
  options: EditOptions,
): ImageEdit {
  const survey = surveyImages(file);
  const documents = chooseDocuments(file, survey, options);
  const { found, missing } = findTargets(documents, changes, { file, options });
  const outcomes = found.map((target) => editSite(target, options));
  const edited = missing.reduce<ImageEdit>(
    (done, change) =>
      joined(done, addImage({ path: file.path, text: done.content }, change, options)),
    applyOutcomes(file, survey, outcomes),
  );
  return { ...edited, warnings: edited.warnings.map((each) => ({ path: file.path, ...each })) };
}

function joined(first: ImageEdit, second: ImageEdit): ImageEdit {
  return {
    content: second.content,
    results: [...first.results, ...second.results],
    warnings: [...first.warnings, ...second.warnings],
  };
}

interface Targets {
  readonly found: readonly SiteChange[];
  /** Changes to create an entry for. */
  readonly missing: readonly ImageChange[];
}

function findTargets(
  documents: readonly SurveyedDocument[],
  changes: readonly ImageChange[],
  { file, options }: { readonly file: ImageFile; readonly options: EditOptions },
): Targets {
  const sites = documents.flatMap((document) => document.sites);
  const found = new Map<ImageSite, SiteChange>();
  const missing: ImageChange[] = [];
  for (const change of changes) {
    const matches =
      options.key === undefined
        ? selectSites(change, sites, { path: file.path, all: options.all === true })
        : [keyedSite(options.key, documents, { path: file.path, name: change.key })];
    if (matches.length === 0) {
      if (options.add !== true) throw targetNotFound(change, documents, file.path);
      missing.push(change);
    }
    for (const site of matches) {
      refuseSecond(found.get(site)?.change, change, site);
      const siblings = sites.filter(({ source }) => source.document === site.source.document);
      found.set(site, { change, site, siblings });
    }
  }
  return { found: [...found.values()], missing };
}

function refuseSecond(first: ImageChange | undefined, second: ImageChange, site: ImageSite): void {
  const wish = (change: ImageChange) => JSON.stringify({ ...change, key: '' });
  if (!first || wish(first) === wish(second)) return;
  throw new UsageError(`"${first.key}" and "${second.key}" mean the same entry "${site.name}"`, {
    code: 'TARGET_AMBIGUOUS',
    hint: 'give each image once',
    place: site.source.placeAt(site.start),
  });
}

function applyOutcomes(
  file: ImageFile,
  survey: readonly SurveyedDocument[],
  outcomes: readonly SiteOutcome[],
): ImageEdit {
  const splices = outcomes.flatMap((outcome) => outcome.splices);
  const changes = outcomes.flatMap((outcome) => outcome.changes);
  const content = applySplices(file.text, splices);
  const units = new Map(outcomes.map(({ site, result }) => [site, result.new]));
  if (splices.length > 0) verifyEdit({ ...file, survey, after: content, splices, changes, units });
  return {
    content,
    results: outcomes.map(({ result }) => result),
    warnings: outcomes.flatMap(({ warnings }) => warnings),
  };
}

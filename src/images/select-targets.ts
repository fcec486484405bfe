import { UsageError } from '../errors.js';
import { familiarName } from '../model/image-reference.js';
import { didYouMean } from '../model/nearest.js';
import type { ImageChange } from './image-change.js';
import { readUnit, type ImageSite } from './image-site.js';
import type { SurveyedDocument } from './survey-images.js';

export interface Selection {
  readonly path: string;
  /** Every match counts, not just one. */
  readonly all: boolean;
}

/**
 * The sites that the key of a change means: by name, else by new name, else by either in Docker
 * Hub's short form; the first of these that finds any decides. None is an empty list.
 *
 * An image that is called after its repository is called otherwise once renamed: there the new
 * name is looked for last, so that the same change finds it again.
 *
 * @throws UsageError `TARGET_AMBIGUOUS` where there are several and not all are wanted.
 */
export function selectSites(
  { key, newName }: ImageChange,
  sites: readonly ImageSite[],
  selection: Selection,
): readonly ImageSite[] {
  const familiar = familiarName(key);
  const renamed = typeof newName === 'object' ? newName.set : undefined;
  const stages: ((site: ImageSite) => boolean)[] = [
    ({ name }) => name === key,
    (site) => readUnit(site).newName === key,
    ({ name }) => familiarName(name) === familiar,
    (site) => familiarName(readUnit(site).newName ?? '') === familiar,
    ({ name, form }) => name === renamed && (form === 'helm' || form === 'manifest'),
  ];
  const found =
    stages.map((stage) => sites.filter(stage)).find((matches) => matches.length > 0) ?? [];
  if (found.length > 1 && !selection.all) throw ambiguous(key, found, selection.path);
  return found;
}

/** The refusal of a key that no image of the file has. */
export function targetNotFound(
  { key }: ImageChange,
  documents: readonly SurveyedDocument[],
  path: string,
): UsageError {
  const names = [...new Set(documents.flatMap(({ sites }) => sites.map(({ name }) => name)))];
  const known =
    names.length === 0 ? 'the file names no images' : `the file names ${names.join(', ')}`;
  return new UsageError(`no image "${key}"${didYouMean(key, names)}`, {
    code: 'TARGET_NOT_FOUND',
    hint: `${known}; --add creates an entry in a kustomization`,
    place: { path },
  });
}

function ambiguous(key: string, sites: readonly ImageSite[], path: string): UsageError {
  const places = sites.map(({ source, start }) => source.placeAt(start));
  const lines = places.map(({ line = 1 }) => line).join(', ');
  return new UsageError(`"${key}" stands ${sites.length} times, in lines ${lines}`, {
    code: 'TARGET_AMBIGUOUS',
    hint: 'leave one entry, or use `gitops-gen bump` with --all for each of them, --doc for one document',
    place: places[0] ?? { path },
  });
}

import { join } from 'node:path';
import { changelogBetween } from '../catalog/changelog.js';
import { readTextFile } from '../io/files.js';
import { TEMPLATES_FOLDER } from '../io/package.js';
import type { RepositoryModel } from '../model/repository-model.js';
import type { VersionStep } from './catalog-versions.js';

/** What the change logs of the catalogs say about the versions that an update brings. */
export async function catalogNews(
  root: string,
  model: RepositoryModel,
  steps: ReadonlyMap<string, VersionStep>,
): Promise<string> {
  const folders = [
    ['', TEMPLATES_FOLDER] as const,
    ...model.catalogs.map(({ name, path }) => [name, join(root, path)] as const),
  ];
  const news = folders.map(([name, folder]) => newsOf(folder, steps.get(name)));
  return (await Promise.all(news)).filter((text) => text !== '').join('\n\n');
}

async function newsOf(folder: string, step: VersionStep | undefined): Promise<string> {
  if (!step || step.from === '' || step.from === step.to) return '';
  const log = await readTextFile(folder, 'CHANGELOG.md');
  return changelogBetween(log?.content ?? '', step.from, step.to);
}

import { changelogBetween } from '../catalog/changelog.js';
import { readTextFile } from '../io/files.js';
import { TEMPLATES_FOLDER } from '../io/package.js';
import type { PlanInput } from '../merge/plan-input.js';

/** What the built-in catalog's change log says about the versions that an update brings. */
export async function catalogNews({ ancestor, theirs }: PlanInput['versions']): Promise<string> {
  if (ancestor === '' || ancestor === theirs) return '';
  const log = await readTextFile(TEMPLATES_FOLDER, 'CHANGELOG.md');
  return changelogBetween(log?.content ?? '', ancestor, theirs);
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { exists, listFiles } from './files.js';

/** Marks a folder whose files are all this program's. */
const MARKER = '.rendered-by-gitops-gen';

/**
 * Makes `folder` hold these files and no others.
 *
 * @throws UsageError where it has files and was not made by this function.
 */
export async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const own = await exists(join(folder, MARKER));
  if (!own && (await listFiles(folder)).length > 0) {
    throw new UsageError(`${folder} has files that were not rendered`, {
      code: 'PRECONDITION',
      hint: 'Choose an empty folder: what is no longer rendered is removed from it.',
    });
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, content] of [...files, [MARKER, ''] as const])
    await writeFile(join(folder, name), content);
}

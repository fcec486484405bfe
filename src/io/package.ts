import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this package: what runs lies two folders below it, as source and when built. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const TEMPLATES_FOLDER = join(PACKAGE_ROOT, 'templates');

export async function packageVersion(): Promise<string> {
  const text = await readFile(join(PACKAGE_ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

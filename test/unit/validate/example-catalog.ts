import type { Catalog } from '../../../src/catalog/catalog.js';
import { parseCatalog } from '../../../src/catalog/parse-catalog.js';
import { readFolder } from '../../../src/io/files.js';
import { TEMPLATES_FOLDER } from '../../../src/io/package.js';

/** The built-in catalog with one example only: what is wrong with another is that one's affair. */
export async function exampleCatalog(example: string): Promise<Catalog> {
  const shared = new Set([example, 'repository', 'partials']);
  const files = [...(await readFolder(TEMPLATES_FOLDER))].filter(([path]) => {
    const [folder = '', ...rest] = path.split('/');
    return rest.length === 0 || shared.has(folder);
  });
  return parseCatalog(new Map(files), { name: '', at: 'templates' });
}

import { basename, join } from 'node:path';
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { UsageError } from '../errors.js';
import { listFiles, readFolder, readTextFiles } from '../io/files.js';
import { TEMPLATES_FOLDER } from '../io/package.js';
import type { FileTree } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';

/** The catalog that comes with this program. */
export async function loadBuiltInCatalog(): Promise<Catalog> {
  return parseCatalog(await readFolder(TEMPLATES_FOLDER), { name: '', at: 'templates' });
}

/** The catalogs that a repository can use: the built-in one and its own, read from its folders. */
export async function loadCatalogs(root: string, model: RepositoryModel): Promise<Catalog[]> {
  const own = model.catalogs.map(async ({ name, path }) =>
    parseCatalog(await readCatalogFiles(join(root, path)), { name, at: path }),
  );
  return [await loadBuiltInCatalog(), ...(await Promise.all(own))];
}

/** A catalog of a user's that is not part of a repository yet. */
export interface BroughtCatalog {
  readonly name: string;
  readonly files: FileTree;
  readonly catalog: Catalog;
}

/** @throws UsageError where a folder is no catalog, or two have one name. */
export async function loadBroughtCatalogs(folders: readonly string[]): Promise<BroughtCatalog[]> {
  const brought = await Promise.all(folders.map(loadBroughtCatalog));
  const names = brought.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UsageError(`two catalogs are called "${twice}"`, {
      code: 'CATALOG',
      hint: 'A catalog is called as its folder is: rename one of the folders.',
    });
  }
  return brought;
}

async function loadBroughtCatalog(folder: string): Promise<BroughtCatalog> {
  const name = basename(folder);
  const files = await readCatalogFiles(folder);
  return { name, files, catalog: parseCatalog(files, { name, at: folder }) };
}

/** A catalog that was cloned has a `.git` that is no part of it. */
async function readCatalogFiles(folder: string): Promise<FileTree> {
  const paths = await listFiles(folder);
  return readTextFiles(
    folder,
    paths.filter((path) => !/^\.git(\/|$)/.test(path)),
  );
}

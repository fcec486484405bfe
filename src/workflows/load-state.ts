import { listFiles, readTextFiles } from '../io/files.js';
import type { FileTree } from '../model/file-tree.js';
import { lockedFiles, readLocks, type Locks } from '../state/read-state.js';
import { isLockPath, lockPathOf, pristinePathOf, STATE_FOLDER } from '../state/state-paths.js';

/** Every lock of a repository. */
export async function loadLocks(root: string): Promise<Locks> {
  const names = (await listFiles(`${root}/${STATE_FOLDER}/apps`)).map((name) => `apps/${name}`);
  const paths = ['lock.yaml', ...names].map((name) => `${STATE_FOLDER}/${name}`);
  return readLocks(await readTextFiles(root, paths.filter(isLockPath)));
}

/** The pristine copies that the locks name, as far as they exist. */
export interface Pristine {
  /** By the path of the file that they are copies of. */
  readonly texts: ReadonlyMap<string, string>;
  /** By their own path. */
  readonly files: FileTree;
}

export async function loadPristine(root: string, locks: Locks): Promise<Pristine> {
  const paths = [...lockedFiles(locks).keys()];
  const files = await readTextFiles(root, paths.map(pristinePathOf));
  const texts = paths.flatMap((path) => {
    const copy = files.get(pristinePathOf(path));
    return copy ? [[path, copy.content] as const] : [];
  });
  return { files, texts: new Map(texts) };
}

/** The state files of the given locks, apart from pristine copies. */
export function loadState(root: string, locks: Locks): Promise<FileTree> {
  const others = ['.gitignore', '.gitattributes', 'schema.json'].map(
    (name) => `${STATE_FOLDER}/${name}`,
  );
  return readTextFiles(root, [...others, ...[...locks.keys()].map(lockPathOf)]);
}

import type { FileTree, ManagedTree, TextFile } from '../model/file-tree.js';
import { sha256 } from './digest.js';
import { formatLock, type LockedFile, type OpenConflict } from './lock.js';
import { lockPathOf, pristinePathOf, SCHEMA_PATH, STATE_FOLDER } from './state-paths.js';

/** What a lock says of where its files come from. */
export interface Origin {
  readonly generator: string;
  readonly catalog: string;
  readonly inputs: string;
}

const GITIGNORE =
  '# The journal of a run; what is left of a killed one is put right by the next.\ntx/\n';

/** Pristine copies keep their bytes on every platform, and all state merges without conflicts. */
const GITATTRIBUTES = [
  'lock.yaml merge=union',
  'apps/*.lock.yaml merge=union',
  'pristine/** -text -diff merge=union linguist-generated',
  '',
].join('\n');

/** What a run leaves behind of the files it looked at. */
export interface StateInput {
  /** By path: the files that updates are merged into, and those that were written once. */
  readonly files: ManagedTree;
  /** Entries of files that were written once, as they stood in the locks before. */
  readonly knownSeeds: ReadonlyMap<string, LockedFile>;
  readonly originOf: (app: string | undefined) => Origin;
  readonly conflicts: readonly OpenConflict[];
  /** JSON Schema of the model. */
  readonly schema: string;
}

/**
 * The state that goes with `files` as they were rendered: a lock for each app and one for the
 * rest, and a pristine copy of every file that updates are merged into.
 */
export function stateFiles({
  files,
  knownSeeds,
  originOf,
  conflicts,
  schema,
}: StateInput): FileTree {
  const state = new Map<string, TextFile>();
  const add = (path: string, content: string) => state.set(path, { content, mode: '0644' });
  add(`${STATE_FOLDER}/.gitignore`, GITIGNORE);
  add(`${STATE_FOLDER}/.gitattributes`, GITATTRIBUTES);
  add(SCHEMA_PATH, schema);
  const locks = new Map<string | undefined, Map<string, LockedFile>>([[undefined, new Map()]]);
  for (const [path, { content, mode, policy, app }] of files) {
    const lock = locks.get(app) ?? new Map<string, LockedFile>();
    const known = policy === 'seed' ? knownSeeds.get(path) : undefined;
    locks.set(app, lock.set(path, known ?? { sha256: sha256(content), mode, policy }));
    if (policy === 'merge') add(pristinePathOf(path), content);
  }
  for (const [app, locked] of locks) {
    const open = app === undefined ? { conflicts } : {};
    add(lockPathOf(app), formatLock({ ...originOf(app), ...open, files: locked }));
  }
  return state;
}

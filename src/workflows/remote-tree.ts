import { UsageError } from '../errors.js';
import { catBlob, listTree, type TreeEntry } from '../io/git/objects.js';
import type { Git } from '../io/git/open-git.js';
import type { RemoteRepository } from '../io/git/remote-repository.js';
import type { Tree } from './tree.js';

/** What stands in one folder, by name. */
type Folder = ReadonlyMap<string, TreeEntry>;

/** How a path goes on below an object; nothing is left of it at a file. */
type Way = readonly string[];

/** Objects that came from a remote, each read once. */
interface Objects {
  readonly folderOf: (id: string) => Promise<Folder>;
  readonly textOf: (id: string) => Promise<string>;
}

type Source = Pick<RemoteRepository, 'git' | 'fetchObjects'>;

/** Brings files of several root trees: those of one depth in one request, as far as they are there. */
export async function fetchPaths(
  { git, fetchObjects }: Source,
  roots: readonly string[],
  paths: readonly string[],
): Promise<void> {
  await fetchLevels({ objects: readObjects(git), fetchObjects }, roots, paths);
}

async function fetchLevels(
  { objects, fetchObjects }: Pick<Source, 'fetchObjects'> & { readonly objects: Objects },
  roots: readonly string[],
  paths: readonly string[],
): Promise<void> {
  const ways = paths.map((path) => path.split('/'));
  let level = new Map<string, Way[]>(roots.map((root) => [root, ways]));
  while (level.size > 0) {
    await fetchObjects([...level.keys()]);
    level = await nextLevel(objects, level);
  }
}

/**
 * The files of a root tree on a remote. Only the folders on the way to a file that is read are
 * fetched, those of one depth in one request, and then the file.
 */
export function remoteTree({ git, fetchObjects }: Source, root: string): Tree {
  const objects = readObjects(git);
  const prefetch = (paths: readonly string[]) =>
    fetchLevels({ objects, fetchObjects }, [root], paths);

  async function read(path: string): Promise<string | undefined> {
    await prefetch([path]);
    const entry = await findEntry(objects, root, path);
    if (entry?.type === 'tree') throw notAFile(path, 'is a folder');
    return entry && objects.textOf(entry.oid);
  }

  async function modeOf(path: string): Promise<string | undefined> {
    await prefetch([path]);
    return (await findEntry(objects, root, path))?.mode;
  }

  return { read, prefetch, modeOf };
}

function readObjects(git: Git): Objects {
  const folders = new Map<string, Folder>();
  const texts = new Map<string, string>();
  return {
    folderOf: async (id) => {
      const folder = folders.get(id) ?? new Map((await listTree(git, id)).map((e) => [e.name, e]));
      folders.set(id, folder);
      return folder;
    },
    textOf: async (id) => {
      const text = texts.get(id) ?? (await catBlob(git, id));
      texts.set(id, text);
      return text;
    },
  };
}

/** The objects that ways lead to, one step further. */
async function nextLevel(
  { folderOf }: Objects,
  level: ReadonlyMap<string, Way[]>,
): Promise<Map<string, Way[]>> {
  const next = new Map<string, Way[]>();
  for (const [id, ways] of level) {
    const onward = ways.filter((way) => way.length > 0);
    if (onward.length === 0) continue;
    for (const [below, way] of follow(await folderOf(id), onward)) {
      next.set(below, [...(next.get(below) ?? []), way]);
    }
  }
  return next;
}

async function findEntry(
  { folderOf }: Objects,
  root: string,
  path: string,
): Promise<TreeEntry | undefined> {
  let entry: TreeEntry | undefined;
  for (const name of path.split('/')) {
    if (entry && entry.type !== 'tree') return undefined;
    entry = (await folderOf(entry?.oid ?? root)).get(name);
    if (!entry) return undefined;
    refuseElsewhere(entry, path);
  }
  return entry;
}

/** The objects that ways lead to from a folder; what is missing or lies elsewhere is left out. */
function follow(folder: Folder, ways: readonly Way[]): [id: string, way: Way][] {
  return ways.flatMap(([name = '', ...rest]) => {
    const entry = folder.get(name);
    const isOnTheWay = entry && !whyElsewhere(entry) && (entry.type === 'tree') === rest.length > 0;
    return isOnTheWay ? [[entry.oid, rest] satisfies [string, Way]] : [];
  });
}

function refuseElsewhere(entry: TreeEntry, path: string): void {
  const kind = whyElsewhere(entry);
  if (kind !== undefined) throw notAFile(path, `is a ${kind} or lies below one`);
}

/** What is behind these stands in another place. */
function whyElsewhere({ mode }: TreeEntry): string | undefined {
  if (mode === '120000') return 'symbolic link';
  return mode === '160000' ? 'submodule' : undefined;
}

function notAFile(path: string, what: string): UsageError {
  return new UsageError(`${path} ${what}, not a file`, { code: 'NOT_A_FILE', place: { path } });
}

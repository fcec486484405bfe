import { dirname } from 'node:path/posix';
import { GitopsError, UsageError } from '../errors.js';
import { exists, listFiles } from '../io/files.js';
import { openGit, type Git } from '../io/git/open-git.js';
import { findWorktree, listPaths, type Worktree } from '../io/git/worktree.js';
import { surveyFiles } from '../io/survey-files.js';
import { isKustomizationPath, referencesOfFile } from '../manifests/local-references.js';
import type { FileTree, TextFile } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { MODEL_PATH, parseModel } from '../model-file/parse-model.js';
import type { Problem } from '../validate/repository.js';
import { STATE_FOLDER } from '../state/state-paths.js';
import { nearestModel } from './find-repository.js';

/** What of a repository says what is deployed, as it stands on disk. */
export interface Sources {
  readonly root: string;
  /** Of the root; absent where it is under no git. */
  readonly git?: Git;
  /** What is no text, too large, or a symbolic link counts as an empty file. */
  readonly files: FileTree;
  /** Paths of symbolic links. */
  readonly links: ReadonlySet<string>;
  /** Paths of files that are too large to be read, or no text. */
  readonly unread: readonly string[];
  readonly model?: RepositoryModel;
  readonly modelProblem?: Problem;
}

/** Definitions of kinds reach two megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads the repository around `start`: that of the nearest `gitops-gen.yaml` upwards, else the
 * checkout, else the folder itself. Read are YAML, charts, and what kustomizations name.
 *
 * @throws UsageError where there is no `start`.
 */
export async function readSources(start: string): Promise<Sources> {
  if (!(await exists(start))) {
    throw new UsageError(`there is no folder ${start}`, { code: 'NO_REPOSITORY' });
  }
  const worktree = await worktreeAround(start);
  const root = (await nearestModel(start)) ?? worktree?.root ?? start;
  const paths = worktree ? await listPaths(openGit(root)) : await listFiles(root);
  return { ...(worktree && { git: openGit(root) }), ...(await sourcesBelow(root, paths)) };
}

/** Files that need not be on disk to be read. */
export interface Supply {
  /** Those whose text is known. */
  readonly known: FileTree;
  /** Puts others on disk. */
  readonly provide: (paths: readonly string[]) => Promise<void>;
}

const ALL_ON_DISK: Supply = { known: new Map(), provide: () => Promise.resolve() };

/** What of the files at the paths, from `root`, says what is deployed. */
export async function sourcesBelow(
  root: string,
  all: readonly string[],
  { known, provide }: Supply = ALL_ON_DISK,
): Promise<Sources> {
  const paths = all.filter(isOfRepository);
  const read = async (wanted: readonly string[]) => {
    const others = wanted.filter((path) => !known.has(path));
    await provide(others);
    const { files, ...rest } = await survey(root, others);
    const texts = wanted.map((path) => [path, known.get(path)] as const);
    return { files: new Map([...texts.filter(isThere), ...files]), ...rest };
  };
  const charts = paths
    .filter((path) => /(^|\/)Chart\.yaml$/.test(path))
    .map((path) => dirname(path));
  const isRead = (path: string) =>
    /\.ya?ml$/.test(path) ||
    isKustomizationPath(path) ||
    charts.some((chart) => path.startsWith(`${chart}/`));
  const first = await read(paths.filter(isRead));
  const second = await read(namedIn(first.files, new Set(paths)));
  const files = new Map([...first.files, ...second.files]);
  return {
    root,
    files,
    links: new Set([...first.links, ...second.links]),
    unread: [...first.unread, ...second.unread],
    ...modelIn(files),
  };
}

/** Where git is missing or refuses, the folder is looked at without. */
async function worktreeAround(start: string): Promise<Worktree | undefined> {
  try {
    return await findWorktree(start);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function isThere(entry: readonly [string, TextFile | undefined]): entry is [string, TextFile] {
  return entry[1] !== undefined;
}

function isOfRepository(path: string): boolean {
  return !path.startsWith(`${STATE_FOLDER}/`) && !/(^|\/)(\.git|node_modules)\//.test(path);
}

/** What kustomizations name and that was not read yet. */
function namedIn(files: FileTree, known: ReadonlySet<string>): string[] {
  const named = [...files].flatMap(([path, file]) =>
    isKustomizationPath(path) ? referencesOfFile(path, file).map(({ target }) => target) : [],
  );
  return [...new Set(named)].filter((path) => known.has(path) && !files.has(path));
}

const EMPTY: TextFile = { content: '', mode: '0644' };

async function survey(root: string, paths: readonly string[]) {
  const { files, opaque, symlinks } = await surveyFiles(root, paths, MAX_BYTES);
  const others = [...opaque, ...symlinks].map((path) => [path, EMPTY] as const);
  return { files: new Map([...files, ...others]), links: symlinks, unread: [...opaque] };
}

function modelIn(files: FileTree): Pick<Sources, 'model' | 'modelProblem'> {
  const text = files.get(MODEL_PATH)?.content;
  if (text === undefined) return {};
  try {
    return { model: parseModel(text).value };
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error;
    return { modelProblem: problemOf(error) };
  }
}

/** What an error says, as a finding has it. */
export function problemOf({ message, place }: GitopsError): Problem {
  return { message, ...(place && { place }) };
}

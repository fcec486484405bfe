import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { readTextFiles, removeFolder } from '../io/files.js';
import { buildFolder, fillFolder } from '../io/new-folder.js';
import { commitPaths } from '../io/git/commit.js';
import { configEnvironment } from '../io/git/config-environment.js';
import { openGit, type Git } from '../io/git/open-git.js';
import { push, remoteTip, type Push } from '../io/git/push.js';
import { findCommit, isAncestor } from '../io/git/worktree.js';
import { writeChanges } from '../io/transaction.js';
import { byPath, changesBetween, type ChangeSet } from '../model/change-set.js';
import type { TextFile } from '../model/file-tree.js';
import { MODEL_PATH, parseModel } from '../model-file/parse-model.js';
import { printModel } from '../model-file/print-model.js';
import { inspectTarget, type InitTarget } from './init-target.js';
import { initModel, type InitAnswers } from './init-model.js';
import { reconcile } from './reconcile.js';
import { loadBroughtCatalogs, loadBuiltInCatalog, type BroughtCatalog } from './load-catalogs.js';

export interface InitRequest extends InitAnswers {
  /** Absolute path of the folder. */
  readonly target: string;
  /** Absolute paths of catalogs to bring along. */
  readonly catalogs: readonly string[];
  readonly git: boolean;
  readonly push: boolean;
  /** Write into a folder that has files and no git. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

export interface InitResult {
  readonly target: string;
  readonly changes: ChangeSet;
  /** Absent with `--no-git` and in a dry run. */
  readonly commit?: string;
  readonly pushed: boolean;
}

/**
 * Scaffolds a repository in a folder that is new, empty, or the root of a checkout: all of its
 * files, the state that later updates need, and a first commit.
 *
 * @throws UsageError where the answers or the folder do not allow it; nothing is written then.
 */
export async function init(request: InitRequest): Promise<InitResult> {
  if (request.push && !request.git) {
    throw new UsageError('--push needs a commit: leave out --no-git');
  }
  const place = await inspectTarget(request.target, request.force);
  const target = place.folder;
  const changes = await planScaffold(request, place);
  if (request.dryRun) return { target, changes, pushed: false };
  if (request.push) await preflight(request, place.git);
  const commit = await write(request, place, changes);
  const pushed = request.push && commit !== undefined && (await publish(target, request, commit));
  return { target, changes, ...(commit === undefined ? {} : { commit }), pushed };
}

/**
 * All that has to be written. A file of the user's that is written once only, such as the README,
 * is theirs already.
 *
 * @throws UsageError where other files of the user's are in the way.
 */
async function planScaffold(
  request: InitRequest,
  { folder: target, git }: InitTarget,
): Promise<ChangeSet> {
  const brought = await loadBroughtCatalogs(request.catalogs);
  const catalogs = [await loadBuiltInCatalog(), ...brought.map(({ catalog }) => catalog)];
  const listed = brought.map(({ name }) => ({ name, path: catalogFolder(name) }));
  const input = initModel(request, catalogs);
  const content = printModel(listed.length > 0 ? { ...input, catalogs: listed } : input);
  const { value: model } = parseModel(content);
  const planned = await reconcile({ ...FRESH, root: target, git, model, catalogs });
  const own = new Map<string, TextFile>([
    [MODEL_PATH, { content, mode: '0644' }],
    ...brought.flatMap(copied),
  ]);
  const ownChanges = changesBetween(await readTextFiles(target, own.keys()), own);
  const inTheWay = [
    ...planned.plan.paths.filter(({ conflicts }) => conflicts.length > 0),
    ...ownChanges.filter(({ before }) => before !== undefined),
  ].map(({ path }) => path);
  if (inTheWay.length === 0) return [...planned.changes, ...ownChanges].sort(byPath);
  throw new UsageError(`${inTheWay.length} files are in the way: ${inTheWay.join(', ')}`, {
    code: 'PRECONDITION',
    hint: 'Move them away or scaffold into another folder; nothing was written.',
  });
}

/** A repository that nothing was ever written to. */
const FRESH = {
  operation: 'update',
  onConflict: 'fail',
  restore: new Set<string>(),
  full: true,
} as const;

function catalogFolder(name: string): string {
  return `catalogs/${name}`;
}

function copied({ name, files }: BroughtCatalog): [string, TextFile][] {
  return [...files].map(([path, file]) => [`${catalogFolder(name)}/${path}`, file]);
}

/** Whether the push at the end can succeed, asked before anything is written. */
async function preflight(
  { repositoryUrl, branch }: InitRequest,
  git: Git | undefined,
): Promise<void> {
  if (!git) {
    const tip = await remoteTip(openGit('.'), repositoryUrl, { branch });
    if (tip === undefined) return;
    throw new UsageError(`${repositoryUrl} has a branch "${branch}" already`, {
      code: 'PRECONDITION',
      hint: 'Clone it and run init inside of the clone.',
    });
  }
  const head = await findCommit(git, 'HEAD');
  const expected = (await remoteTip(git, 'origin', { branch })) ?? '';
  if (head !== undefined) {
    await pushOrRefuse(git, { branch, commit: head, expected, dryRun: true });
  } else if (expected !== '') throw parted(branch);
}

async function write(
  request: InitRequest,
  { folder, isNew, git: existing }: InitTarget,
  changes: ChangeSet,
): Promise<string | undefined> {
  if (isNew) return writeNew(request, folder, changes);
  if (!request.git) {
    await writeChanges({ root: folder, changes });
    return undefined;
  }
  const git = existing ?? (await makeRepository(folder, request));
  let commit: string | undefined;
  const finish = async () => {
    commit = await commitScaffold(git, changes);
  };
  try {
    await writeChanges({ root: folder, changes, git, finish });
  } catch (error) {
    if (!existing) await removeFolder(join(folder, '.git'));
    throw error;
  }
  return commit;
}

/** A folder that does not exist yet is filled beside its place. */
async function writeNew(
  request: InitRequest,
  folder: string,
  changes: ChangeSet,
): Promise<string | undefined> {
  let commit: string | undefined;
  await buildFolder(folder, async (root) => {
    const git = request.git ? await makeRepository(root, request, WITHOUT_GC) : undefined;
    await fillFolder(
      root,
      new Map(changes.flatMap(({ path, after }) => (after ? [[path, after]] : []))),
    );
    if (git) commit = await commitScaffold(git, changes);
  });
  return commit;
}

/** It would go on in the background while the folder is moved, and leave its locks behind. */
const WITHOUT_GC = { 'gc.auto': '0', 'maintenance.auto': 'false' };

async function makeRepository(
  root: string,
  { branch, repositoryUrl }: InitRequest,
  settings: Readonly<Record<string, string>> = {},
): Promise<Git> {
  const git = openGit(root, configEnvironment(settings, process.env));
  await git(['init', '--quiet', `--initial-branch=${branch}`]);
  await git(['remote', 'add', 'origin', repositoryUrl]);
  return git;
}

function commitScaffold(git: Git, changes: ChangeSet): Promise<string | undefined> {
  const paths = changes.map(({ path }) => path);
  return commitPaths(git, paths, 'Scaffold the GitOps repository');
}

async function publish(target: string, { branch }: InitRequest, commit: string): Promise<boolean> {
  const git = openGit(target);
  const expected = (await remoteTip(git, 'origin', { branch })) ?? '';
  await pushOrRefuse(git, { branch, commit, expected });
  await track(git, branch);
  return true;
}

/** Lets `git pull` know where the branch is, as `git push --set-upstream` does; the push counts without it. */
async function track(git: Git, branch: string): Promise<void> {
  const known = await git(['config', '--get', `branch.${branch}.merge`]).catch(() => '');
  if (known !== '') return;
  await git(['branch', `--set-upstream-to=origin/${branch}`, branch]).catch(() => undefined);
}

async function pushOrRefuse(git: Git, request: Omit<Push, 'remote'>): Promise<void> {
  const { branch, commit, expected } = request;
  const isOnTop = expected === '' || (await isAncestor(git, expected, commit));
  if (isOnTop && (await push(git, { ...request, remote: 'origin' })) === 'pushed') return;
  throw parted(branch);
}

function parted(branch: string): UsageError {
  return new UsageError(`the remote's branch "${branch}" has commits that are not here`, {
    code: 'PRECONDITION',
    hint: 'Pull them first.',
  });
}

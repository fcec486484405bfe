import { join, relative } from 'node:path';
import { UsageError } from '../errors.js';
import { exists, isEmptyFolder, readTextFiles } from '../io/files.js';
import { buildFolder } from '../io/new-folder.js';
import { commitPaths } from '../io/git/commit.js';
import { openGit, type Git } from '../io/git/open-git.js';
import { push, remoteTip, type Push } from '../io/git/push.js';
import { findCommit, findWorktree, remoteUrl } from '../io/git/worktree.js';
import { recover, writeChanges } from '../io/transaction.js';
import { byPath, changesBetween, type ChangeSet } from '../model/change-set.js';
import type { TextFile } from '../model/file-tree.js';
import { MODEL_PATH, parseModel } from '../model-file/parse-model.js';
import { printModel } from '../model-file/print-model.js';
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
  const { target } = request;
  const place = await inspectTarget(request);
  const changes = await planScaffold(request, place);
  if (request.dryRun) return { target, changes, pushed: false };
  if (request.push) await preflight(request, place.git);
  const commit = await write(request, place, changes);
  const pushed = request.push && commit !== undefined && (await publish(request, commit));
  return { target, changes, ...(commit === undefined ? {} : { commit }), pushed };
}

/** What `init` takes for granted of a folder: its own name for a project, its remote for a URL. */
export async function suggestRepositoryUrl(target: string): Promise<string | undefined> {
  const worktree = (await exists(target)) ? await findWorktree(target) : undefined;
  const url = worktree && (await remoteUrl(worktree.git, 'origin'));
  return url?.replace(/^(https?:\/\/)[^/@]*@/, '$1');
}

interface Target {
  readonly isNew: boolean;
  /** Git of the checkout that the folder is the root of. */
  readonly git?: Git;
}

async function inspectTarget({ target, git, force }: InitRequest): Promise<Target> {
  if (!(await exists(target))) return { isNew: true };
  const worktree = await findWorktree(target);
  if (worktree && relative(worktree.root, target) !== '') {
    throw new UsageError(`${target} lies inside of the repository ${worktree.root}`, {
      code: 'PRECONDITION',
      hint: 'Argo CD reads paths from the root of a repository: run init there, or elsewhere.',
    });
  }
  await recover(target, worktree?.git);
  if (await exists(join(target, MODEL_PATH))) {
    throw new UsageError(`${target} has a ${MODEL_PATH} already`, {
      code: 'PRECONDITION',
      hint: 'Edit it and run `gitops-gen update`.',
    });
  }
  if (!worktree && !force && !(await isEmptyFolder(target))) {
    throw new UsageError(`${target} is not empty and not a git repository`, {
      code: 'PRECONDITION',
      hint: 'Choose a new folder, run `git init` there first, or add --force.',
    });
  }
  return { isNew: false, ...(worktree && git ? { git: worktree.git } : {}) };
}

/**
 * All that has to be written. A file of the user's that is written once only, such as the README,
 * is theirs already.
 *
 * @throws UsageError where other files of the user's are in the way.
 */
async function planScaffold(request: InitRequest, { git }: Target): Promise<ChangeSet> {
  const { target } = request;
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
    const tip = await remoteTip(openGit('.'), repositoryUrl, branch);
    if (tip === undefined) return;
    throw new UsageError(`${repositoryUrl} has a branch "${branch}" already`, {
      code: 'PRECONDITION',
      hint: 'Clone it and run init inside of the clone.',
    });
  }
  const head = await findCommit(git, 'HEAD');
  const expected = (await remoteTip(git, 'origin', branch)) ?? '';
  if (head !== undefined && head !== expected) {
    await pushOrRefuse(git, { branch, commit: head, expected, dryRun: true });
  }
}

async function write(
  request: InitRequest,
  place: Target,
  changes: ChangeSet,
): Promise<string | undefined> {
  if (!place.isNew) return writeInto(request.target, changes, await gitOf(request, place.git));
  let commit: string | undefined;
  await buildFolder(request.target, async (folder) => {
    commit = await writeInto(
      folder,
      changes,
      await gitOf({ ...request, target: folder }, undefined),
    );
  });
  return commit;
}

/** Git of the target; where there is none yet and git is wanted, a new repository. */
async function gitOf(request: InitRequest, existing: Git | undefined): Promise<Git | undefined> {
  if (!request.git || existing) return existing;
  const git = openGit(request.target);
  await git(['init', '--quiet', `--initial-branch=${request.branch}`]);
  await git(['remote', 'add', 'origin', request.repositoryUrl]);
  return git;
}

async function writeInto(
  root: string,
  changes: ChangeSet,
  git: Git | undefined,
): Promise<string | undefined> {
  if (!git) {
    await writeChanges({ root, changes });
    return undefined;
  }
  let commit: string | undefined;
  const paths = changes.map(({ path }) => path);
  const finish = async () => {
    commit = await commitPaths(git, paths, 'Scaffold the GitOps repository');
  };
  await writeChanges({ root, changes, git, finish });
  return commit;
}

async function publish({ target, branch }: InitRequest, commit: string): Promise<boolean> {
  const git = openGit(target);
  const expected = (await remoteTip(git, 'origin', branch)) ?? '';
  await pushOrRefuse(git, { branch, commit, expected });
  return true;
}

async function pushOrRefuse(git: Git, request: Omit<Push, 'remote'>): Promise<void> {
  if ((await push(git, { ...request, remote: 'origin' })) === 'pushed') return;
  throw new UsageError(`the remote's branch "${request.branch}" has commits that are not here`, {
    code: 'PRECONDITION',
    hint: 'Pull them and push again.',
  });
}

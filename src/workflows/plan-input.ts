import { listFiles } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { changedPaths, ignoresCase, listPaths } from '../io/git/worktree.js';
import { surveyFiles } from '../io/survey-files.js';
import { isKustomizationPath } from '../manifests/local-references.js';
import type { PlanInput, TemplateVersions, WorkingTree } from '../merge/plan-input.js';
import type { ManagedTree, TextFile } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { sha256 } from '../state/digest.js';
import type { State } from '../state/read-state.js';
import { catalogOf, type VersionStep } from './catalog-versions.js';
import type { DesiredTree } from './desired-tree.js';
import type { ReconcileRequest } from './reconcile-request.js';

/** What is known before the working tree is looked at. */
export interface Known {
  readonly desired: DesiredTree;
  readonly state: State;
  readonly versions: ReadonlyMap<string, VersionStep>;
}

/** Everything that the merge decides by. */
export async function planInput(
  request: ReconcileRequest,
  { desired, state, versions }: Known,
): Promise<PlanInput> {
  const ancestor = new Map([...state.ancestor, ...recovered(state.lost, desired.files)]);
  const planned = new Set([...ancestor.keys(), ...state.seeds, ...desired.files.keys()]);
  const goes = [...ancestor.keys()].some((path) => !desired.files.has(path));
  return {
    ancestor,
    ours: await workingTree(request, planned, goes),
    desired: desired.files,
    seedPaths: new Set(
      [...desired.files].filter(([, { policy }]) => policy === 'seed').map(([path]) => path),
    ),
    seeds: state.seeds,
    renames: desired.renames,
    restore: request.restore,
    operation: request.operation,
    onConflict: request.onConflict,
    versions: templateVersions(versions.get('')),
    versionsByPath: versionsByPath(request.model, desired.files, versions),
  };
}

function templateVersions({ from, to }: VersionStep = { from: '', to: '' }): TemplateVersions {
  return { ancestor: from, theirs: to };
}

function versionsByPath(
  { apps }: RepositoryModel,
  files: ManagedTree,
  versions: ReadonlyMap<string, VersionStep>,
): ReadonlyMap<string, TemplateVersions> {
  const byApp = new Map(
    apps.map(({ name, example }) => [name, templateVersions(versions.get(catalogOf(example)))]),
  );
  return new Map(
    [...files].flatMap(([path, { app }]) => {
      const own = app === undefined ? undefined : byApp.get(app);
      return own ? [[path, own] as const] : [];
    }),
  );
}

/** Lost pristine copies that the same render gives back. */
function recovered(lost: State['lost'], desired: ManagedTree): [string, TextFile][] {
  return [...lost].flatMap(([path, { sha256: hash, mode }]) => {
    const content = desired.get(path)?.content;
    return content !== undefined && sha256(content) === hash ? [[path, { content, mode }]] : [];
  });
}

/** The facts of the working tree; all kustomizations are read only where a file goes away. */
async function workingTree(
  { root, git }: ReconcileRequest,
  planned: ReadonlySet<string>,
  goes: boolean,
): Promise<WorkingTree> {
  const all = git ? await listPaths(git) : await listFiles(root);
  const kustomizations = goes ? all.filter(isKustomizationPath) : [];
  const survey = await surveyFiles(root, new Set([...planned, ...kustomizations]));
  const existing = [...survey.files.keys(), ...survey.opaque];
  return {
    ...survey,
    others: new Set(all),
    uncommitted: new Set(
      await notInGit(
        git,
        existing.filter((path) => planned.has(path)),
      ),
    ),
    caseInsensitive: git ? await ignoresCase(git) : false,
  };
}

/** Without git, nothing could be restored. */
async function notInGit(
  git: Git | undefined,
  paths: readonly string[],
): Promise<readonly string[]> {
  return git ? changedPaths(git, paths) : paths;
}

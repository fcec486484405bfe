import { listFiles } from '../io/files.js';
import type { Git } from '../io/git/open-git.js';
import { changedPaths, ignoresCase, listPaths } from '../io/git/worktree.js';
import { surveyFiles } from '../io/survey-files.js';
import { isKustomizationPath } from '../manifests/local-references.js';
import type { PlanInput, TemplateVersions, WorkingTree } from '../merge/plan-input.js';
import type { FileTree, ManagedTree, TextFile } from '../model/file-tree.js';
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
  const managed = [...state.ancestor.keys(), ...state.lost.keys()];
  const planned = new Set([...managed, ...state.seeds, ...desired.files.keys()]);
  const goes = managed.some((path) => !desired.files.has(path));
  const ours = await workingTree(request, planned, goes);
  return {
    ancestor: new Map([...state.ancestor, ...recovered(state.lost, [ours.files, desired.files])]),
    ours,
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

/**
 * Lost pristine copies that stand elsewhere: in the working tree, where nobody edited the file, as
 * after a merge of two branches that both rendered it; or in a render that gives the same again.
 */
function recovered(lost: State['lost'], places: readonly FileTree[]): [string, TextFile][] {
  return [...lost].flatMap(([path, candidates]) => {
    const contents = places.flatMap((files) => files.get(path)?.content ?? []);
    const found = contents.flatMap((content): TextFile[] => {
      const hash = sha256(content);
      const match = candidates.find((candidate) => candidate.sha256 === hash);
      return match ? [{ content, mode: match.mode }] : [];
    });
    return found.slice(0, 1).map((file): [string, TextFile] => [path, file]);
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

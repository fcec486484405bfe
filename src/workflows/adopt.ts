import { basename, join } from 'node:path';
import { UsageError } from '../errors.js';
import { exists, readTextFiles } from '../io/files.js';
import { commitPaths } from '../io/git/commit.js';
import { currentBranch, findWorktree, listPaths } from '../io/git/worktree.js';
import { writeChanges } from '../io/transaction.js';
import { isKustomizationPath } from '../manifests/local-references.js';
import { recogniseOverlays, type Recognised } from '../manifests/recognise-overlays.js';
import { byPath, type ChangeSet } from '../model/change-set.js';
import type { Overlay } from '../model/overlays.js';
import { toLabel } from '../model/to-label.js';
import { MODEL_PATH, parseModel } from '../model-file/parse-model.js';
import { printModel, type ModelInput } from '../model-file/print-model.js';
import { suggestRepository } from './init-target.js';
import { loadBuiltInCatalog } from './load-catalogs.js';
import { reconcile } from './reconcile.js';

export interface AdoptRequest {
  /** The root of a checkout, or a folder in it. */
  readonly target: string;
  /** By default the origin of the checkout. */
  readonly repositoryUrl?: string;
  readonly dryRun: boolean;
  readonly commit: boolean;
}

export interface AdoptResult extends Recognised {
  readonly root: string;
  readonly changes: ChangeSet;
  readonly commit?: string;
}

/**
 * Takes a Kustomize repository that somebody laid out by hand under management: its overlays are
 * listed in a model, so that they can be bumped and rendered. No file of theirs is changed.
 *
 * @throws UsageError where it is no git repository, has a model already, or no overlay is found.
 */
export async function adopt({
  target,
  repositoryUrl,
  dryRun,
  commit,
}: AdoptRequest): Promise<AdoptResult> {
  const worktree = await findWorktree(target);
  if (!worktree)
    throw new UsageError(`${target} is not in a git repository`, { code: 'PRECONDITION' });
  const { root, git } = worktree;
  if (await exists(join(root, MODEL_PATH))) {
    throw new UsageError(`${root} has a ${MODEL_PATH} already`, { code: 'PRECONDITION' });
  }
  const kustomizations = (await listPaths(git)).filter(isKustomizationPath);
  const recognised = recogniseOverlays(await readTextFiles(root, kustomizations), basename(root));
  if (recognised.overlays.length === 0) throw nothingFound(root, kustomizations.length);
  const content = printModel({
    apiVersion: 'gitops-gen.dev/v1',
    repository: {
      url: repositoryUrl ?? (await originOf(root)),
      branch: (await currentBranch(git)) ?? 'main',
    },
    argocd: { project: toLabel(basename(root)) || 'apps' },
    environments: recognised.environments.map((name) => ({ name })),
    promotion: [...recognised.environments],
    unmanaged: unmanagedApps(recognised.overlays),
  });
  const { value: model } = parseModel(content);
  const planned = await reconcile({
    root,
    git,
    model,
    catalogs: [await loadBuiltInCatalog()],
    operation: 'update',
    onConflict: 'fail',
    restore: new Set(),
    full: true,
  });
  const own = { path: MODEL_PATH, after: { content, mode: '0644' as const } };
  const changes = [...planned.changes, own].sort(byPath);
  const result = { ...recognised, root, changes };
  if (dryRun) return result;
  let committed: string | undefined;
  const finish = async () => {
    if (!commit) return;
    committed = await commitPaths(
      git,
      changes.map(({ path }) => path),
      'Adopt the repository with gitops-gen',
    );
  };
  await writeChanges({ root, changes, git, finish });
  return { ...result, ...(committed === undefined ? {} : { commit: committed }) };
}

async function originOf(root: string): Promise<string> {
  const { url } = await suggestRepository(root);
  if (url !== undefined) return url;
  throw new UsageError('the repository has no origin', { hint: 'Add --repo-url https://….' });
}

function unmanagedApps(overlays: readonly Overlay[]): NonNullable<ModelInput['unmanaged']> {
  const names = [...new Set(overlays.map(({ app }) => app))].sort();
  return names.map((name) => ({
    name,
    overlays: Object.fromEntries(
      overlays.filter(({ app }) => app === name).map(({ env, folder }) => [env, folder]),
    ),
  }));
}

function nothingFound(root: string, kustomizations: number): UsageError {
  return new UsageError(
    `no overlay is recognised among ${kustomizations} kustomizations of ${root}`,
    {
      code: 'PRECONDITION',
      hint: 'An overlay lies below a folder that is named after an environment, such as overlays/prod.',
    },
  );
}

import { availableParallelism } from 'node:os';
import { GitopsError } from '../errors.js';
import { forEachConcurrently } from '../io/concurrently.js';
import type { FileTree } from '../model/file-tree.js';
import type { RepositoryModel } from '../model/repository-model.js';
import { overlayFileIn } from '../validate/kustomization-file.js';
import type { Build, Unbuilt } from '../validate/repository.js';
import { readsElsewhere } from '../validate/root-kustomizations.js';
import type { Root } from '../validate/roots.js';
import { parseDocuments } from '../yaml/parse.js';
import { parseManifests } from '../yaml/parse-manifests.js';
import { positionAt } from '../yaml/position.js';
import { chartOf, overlayBuilder, type BuildOverlay } from './overlay-builder.js';
import type { Sources } from './validate-sources.js';

/** What roots build to, in their order, and which of them do not. */
export interface Built {
  readonly builds: readonly Build[];
  readonly unbuilt: readonly Unbuilt[];
}

/** Is told how many of all are done. */
export type OnProgress = (done: number, all: number) => void;

/**
 * Builds roots, as many at the same time as there are processors. That one does not build is part
 * of the result.
 *
 * @throws UsageError where neither kustomize nor kubectl is there.
 */
export async function buildRoots(
  { root, files, links, model }: Sources,
  roots: readonly Root[],
  onProgress: OnProgress,
): Promise<Built> {
  const build = overlayBuilder(root, model);
  const results = new Map<Root, Build | Unbuilt>();
  const task = async (one: Root) => {
    const elsewhere = readsElsewhere(files, one.folder, links);
    const result =
      elsewhere === undefined
        ? await buildOne(one, { build, files, model, root })
        : unbuilt(one, files, ['elsewhere', `it is not checked, for it reads ${elsewhere}`]);
    results.set(one, result);
    onProgress(results.size, roots.length);
  };
  await forEachConcurrently(roots, task, availableParallelism());
  const all = roots.flatMap((one) => results.get(one) ?? []);
  return {
    builds: all.filter((one) => 'objects' in one),
    unbuilt: all.filter((one) => 'reason' in one),
  };
}

interface Surroundings {
  readonly build: BuildOverlay;
  readonly files: FileTree;
  readonly model: RepositoryModel | undefined;
  readonly root: string;
}

async function buildOne(
  one: Root,
  { build, files, model, root }: Surroundings,
): Promise<Build | Unbuilt> {
  try {
    const { manifests, complaint } = await build(one);
    const objects = parseManifests(manifests, one.folder);
    return { ...nameOf(one), objects, ...(complaint !== '' && { complaint }) };
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error;
    if (error.code === 'TOOL_MISSING') {
      if (!model || !chartOf(model, one)) throw error;
      return unbuilt(one, files, ['no-helm', `it is not checked, for ${error.message}`]);
    }
    const message = error.message.replaceAll(`${root}/`, '');
    return { ...unbuilt(one, files, ['failed', message]), ...firstSyntaxError(one, files) };
  }
}

function unbuilt(
  one: Root,
  files: FileTree,
  [reason, message]: [reason: Unbuilt['reason'], message: string],
): Unbuilt {
  const path = overlayFileIn(files, one.folder) ?? one.folder;
  return { ...nameOf(one), reason, message, place: { path } };
}

function nameOf({ folder, env, app }: Root) {
  return { folder, ...(env !== undefined && { env }), ...(app !== undefined && { app }) };
}

/** Where the first file of a build that is no YAML goes wrong. */
function firstSyntaxError({ reads }: Root, files: FileTree): Partial<Pick<Unbuilt, 'place'>> {
  for (const path of reads) {
    if (!/\.ya?ml$/.test(path) || /\/templates\//.test(path)) continue;
    const text = files.get(path)?.content ?? '';
    const [error] = parseDocuments(text, '1.1').flatMap(({ errors }) => errors);
    if (error) return { place: { path, ...positionAt(text, error.pos[0]) } };
  }
  return {};
}

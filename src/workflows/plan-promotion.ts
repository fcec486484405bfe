import { basename } from 'node:path/posix';
import { UsageError } from '../errors.js';
import { changeTo, unitOf, type ImageChange, type ImageWarning } from '../images/image-change.js';
import { isHoldActive } from '../images/annotations.js';
import type { ImageEntry } from '../images/survey-images.js';
import { parseImageReference } from '../model/image-reference.js';
import { promotionOrder, type RepositoryModel } from '../model/repository-model.js';
import { findCommit } from '../io/git/worktree.js';
import { pristinePathOf } from '../state/state-paths.js';
import type { Aimed } from './bump-request.js';
import type { BumpedImage } from './evaluate-bump.js';
import { imagesOf, readModel, type ImagesFile } from './overlay-images.js';
import { noOverlay, readOverlays, refuseUnknown } from './read-overlays.js';
import { refuseMalformed } from './refuse-malformed.js';
import type { Tree } from './tree.js';

/** What is to be promoted, and whereto. */
export interface Promotion {
  /** An empty list means all that both environments have. */
  readonly apps: readonly string[];
  readonly from: string;
  readonly to: string;
  /** Whether an environment may be skipped, or the way gone backwards. */
  readonly force: boolean;
  /** Whether images that the target is made without are set there, too. */
  readonly add?: boolean;
}

/**
 * What has to be set for a promotion, by what stands in a tree.
 *
 * @throws UsageError where an app is missing, the promotion skips an environment, or what is there
 * is no image.
 */
export async function planPromotion(tree: Tree, request: Promotion): Promise<Aimed> {
  const { from, to, apps } = request;
  const { value: model } = await readModel(tree);
  refuseUnknown('environment', [from, to], model.environments);
  refuseOrder(promotionOrder(model), request);
  const files = await readOverlays(tree, { envs: [from, to], apps });
  const pairs = pairsOf(files, request);
  const steps: Steps[] = [];
  for (const pair of pairs) {
    const without = request.add === true ? [] : await madeWithout(tree, pair);
    steps.push(stepsOf(pair, model, without));
  }
  const commit = tree.at && (await findCommit(tree.at.git, tree.at.revision));
  return {
    targets: pairs.flatMap(({ target: { path, env, app } }, index) => {
      const changes = steps[index]?.changes ?? [];
      return changes.length === 0 ? [] : [{ path, env, app, changes }];
    }),
    warnings: [...missingApps(files, request), ...steps.flatMap(({ warnings }) => warnings)],
    leftOut: steps.flatMap(({ held }) => held),
    ...(commit === undefined ? {} : { message: { promotedFrom: `${from}@${commit}` } }),
  };
}

function refuseOrder(order: readonly string[], { from, to, force }: Promotion): void {
  if (from === to) throw new UsageError(`${from} cannot be promoted to itself`);
  if (force) return;
  const [start, end] = [order.indexOf(from), order.indexOf(to)];
  const outside = start < 0 ? from : to;
  const problem =
    start < 0 || end < 0
      ? `"${outside}" is no part of the promotion`
      : end < start
        ? `"${to}" comes before "${from}"`
        : `that skips ${order.slice(start + 1, end).join(', ')}`;
  if (start >= 0 && end === start + 1) return;
  throw new UsageError(`${from} is not promoted to ${to}: ${problem}`, {
    code: 'GUARD',
    hint: `The order is ${order.join(', ')}. To go another way, pass --force.`,
  });
}

/** The files of one app in both environments. */
interface Pair {
  readonly source: ImagesFile;
  readonly target: ImagesFile;
}

function pairsOf(files: readonly ImagesFile[], { apps, from, to }: Promotion): Pair[] {
  const fileOf = (name: string, env: string) =>
    files.find((file) => file.app === name && file.env === env);
  const names = [...new Set(files.map(({ app }) => app))];
  return names.flatMap((name) => {
    const [source, target] = [fileOf(name, from), fileOf(name, to)];
    if (source && target) return [{ source, target }];
    if (!apps.includes(name)) return [];
    throw noOverlay({ envs: [source ? to : from], apps: [name] });
  });
}

function missingApps(files: readonly ImagesFile[], { from, to }: Promotion): ImageWarning[] {
  const isThere = (name: string) => files.some(({ app, env }) => app === name && env === to);
  return files
    .filter(({ app, env }) => env === from && !isThere(app))
    .map(({ app, path }) => ({
      code: 'NOT_IN_TARGET',
      message: `${app} is in ${from} only`,
      path,
    }));
}

/** The images that the source was generated with, and the target without: there is nothing to set. */
async function madeWithout(tree: Tree, { source, target }: Pair): Promise<string[]> {
  const namesIn = (file: ImagesFile) => new Set(imagesOf(file).map(({ name }) => name));
  const there = namesIn(target);
  const lacking = [...namesIn(source)].filter((name) => !there.has(name));
  if (lacking.length === 0) return [];
  const paths = [source, target].map(({ path }) => pristinePathOf(path));
  await tree.prefetch?.(paths);
  const [ours, theirs] = await Promise.all(paths.map((path) => tree.read(path)));
  if (ours === undefined || theirs === undefined) return [];
  const before = namesIn({ ...source, text: ours });
  const after = namesIn({ ...target, text: theirs });
  return lacking.filter((name) => before.has(name) && !after.has(name));
}

interface Steps {
  readonly changes: readonly ImageChange[];
  readonly held: readonly BumpedImage[];
  readonly warnings: readonly ImageWarning[];
}

/** What is to be set in the target, by what the source says. */
function stepsOf(
  { source, target }: Pair,
  model: RepositoryModel,
  without: readonly string[],
): Steps {
  const today = new Date().toISOString().slice(0, 10);
  const there = imagesOf(target);
  const standIns = model.apps.find(({ name }) => name === target.app)?.images ?? {};
  const changes: ImageChange[] = [];
  const held: BumpedImage[] = [];
  const warnings: ImageWarning[] = [];
  for (const image of imagesOf(source)) {
    const { name, hold } = image;
    const now = there.find((other) => other.name === name);
    if (hold && isHoldActive(hold, today)) {
      held.push(heldImage(image, now, { source, target }));
    } else if (without.includes(name)) {
      const message = `"${name}" is in ${source.env} only: ${target.env} is made without it`;
      warnings.push({ code: 'NOT_IN_TARGET', message, path: source.path, line: image.line });
    } else if (image.tag === undefined && image.digest === undefined) {
      const message = `"${name}" has neither tag nor digest in ${source.env}: there is nothing to promote`;
      warnings.push({ code: 'NOTHING_SET', message, path: source.path, line: image.line });
    } else {
      const { change, doubt } = changeFor(image, now, { source, target, standIn: standIns[name] });
      refuseMalformed(change, { path: source.path, line: image.line, column: image.column });
      changes.push(change);
      if (doubt) warnings.push(doubt);
    }
  }
  return { changes, held, warnings };
}

function heldImage(
  { name, hold = {} }: ImageEntry,
  now: ImageEntry | undefined,
  { source, target: { path, env, app } }: Pair,
): BumpedImage {
  const unit = unitOf({ newName: now?.newName, tag: now?.tag, digest: now?.digest });
  const line = now?.line ?? 1;
  const result = { key: name, name, status: 'held' as const, old: unit, new: unit, line, hold };
  return { path, env, app, ...result, heldIn: source.env };
}

/**
 * Tag and digest are copied, the name is not: environments may have registries of their own. But one
 * that is to be added, or still runs what stands in for it, gets the name as well, and one whose
 * repository is called otherwise is doubtful.
 */
export function changeFor(
  image: ImageEntry,
  now: ImageEntry | undefined,
  { source, target, standIn }: Pair & { readonly standIn: string | undefined },
): { readonly change: ImageChange; readonly doubt?: ImageWarning } {
  const { name, newName } = image;
  const change = changeTo(name, image);
  if (newName === undefined || newName === now?.newName) return { change };
  const standsIn = now && standIn && parseImageReference(standIn)?.name === now.newName;
  if (!now || standsIn) return { change: { ...change, newName: { set: newName } } };
  const other = now.newName ?? 'the name of the base';
  if (basename(other) === basename(newName)) return { change };
  const message = `"${name}" is ${newName} in ${source.env} and stays ${other} in ${target.env}`;
  const doubt = { code: 'NAME_DIFFERS', message, path: target.path, line: now.line };
  return { change, doubt };
}

import { BugError, UsageError } from '../errors.js';
import { editImages } from '../images/edit-images.js';
import type { Hold } from '../images/annotations.js';
import { changeTo, formatUnit, sameUnit, type ImageChange } from '../images/image-change.js';
import type { ImageEntry } from '../images/survey-images.js';
import type { Aimed, ImagesRequest } from './bump-request.js';
import type { BumpTarget } from './find-bump-targets.js';
import type { History, PastFile, Version } from './history.js';
import { imagesIfReadable, imagesOf, type ImagesFile } from './overlay-images.js';
import { withHistory } from './open-history.js';
import { readOverlays, refuseMissing } from './read-overlays.js';
import { refuseMalformed } from './refuse-malformed.js';
import type { Tree } from './tree.js';

/** How far back, and whether to stay there. */
export interface Rollback {
  readonly apps: readonly string[];
  readonly env: string;
  /** A number of deployments, or the revision to go back to. */
  readonly back: { readonly steps: number } | { readonly to: string };
  /** Makes bumps and promotions leave what is set back as it is. */
  readonly hold?: Hold;
}

/**
 * What has to be set for a rollback, by the history of a tree. A deployment is a commit along first
 * parents that changes an image of the app.
 *
 * @throws UsageError where there were fewer deployments, or an image was not there.
 */
export async function planRollback(tree: Tree, request: ImagesRequest & Rollback): Promise<Aimed> {
  const { apps, env } = request;
  const files = await readOverlays(tree, { envs: [env], apps });
  refuseMissing(files, request);
  if (!tree.at) throw new BugError('the files have no history');
  return withHistory(tree.at, request, async (history) => {
    const targets: BumpTarget[] = [];
    const rolledBackTo: string[] = [];
    for (const file of files) {
      const { commit, target } = await planFile(history, file, request);
      targets.push(target);
      rolledBackTo.push(`${env}/${file.app}@${commit}`);
    }
    return { targets, warnings: [], message: { rolledBackTo } };
  });
}

/** The same for one file; the commit is the one where it says what is to be set. */
export async function planFile(
  history: History,
  file: ImagesFile,
  { back, hold }: Pick<Rollback, 'back' | 'hold'>,
): Promise<{ readonly commit: string; readonly target: BumpTarget }> {
  const past = await findPast(history, file, back);
  const { commit } = past;
  const { path, text: now, env, app } = file;
  const moved = changesTo(past, file);
  const changes = hold ? withHold(moved, { ...hold, commit }) : moved;
  const earlier = differsByImages(past, file) ? { earlier: { text: past.text, now } } : {};
  return { commit, target: { path, env, app, changes, ...earlier } };
}

/** What a file said. */
interface Past {
  readonly commit: string;
  readonly text: string;
  readonly images: readonly ImageEntry[];
}

async function findPast(history: History, file: ImagesFile, back: Rollback['back']): Promise<Past> {
  const { path, env, app } = file;
  const pastFile: PastFile = {
    path,
    place: `${env}/${app}`,
    isSame: (a, b) => inWords(imagesIfReadable(a, path)) === inWords(imagesIfReadable(b, path)),
  };
  if ('to' in back) {
    const version = await history.versionAt(pastFile, back.to);
    const past = version && readPast(version, path);
    if (past) return past;
    if (!version) {
      throw new UsageError(`there is no commit "${back.to}"`, {
        code: 'TARGET_NOT_FOUND',
        hint: 'Name a commit, branch or tag; without all of the history here, the id of a commit of the branch.',
        place: { path },
      });
    }
    throw new UsageError(`"${back.to}" has no such file that can be read`, {
      code: 'TARGET_NOT_FOUND',
      hint: `\`git log -- ${path}\` shows what changed the file.`,
      place: { path },
    });
  }
  let steps = 0;
  /** What each image said last: one can be away for a time. */
  const last = new Map<string, ImageEntry>();
  for await (const version of history.versionsOf(pastFile)) {
    const past = readPast(version, path);
    if (!past) continue;
    const isOther = (image: ImageEntry) => !sameUnit(last.get(image.name) ?? image, image);
    if (past.images.some(isOther)) steps++;
    if (steps === back.steps) return past;
    for (const image of past.images) last.set(image.name, image);
  }
  throw new UsageError(
    `${app} in ${env} had ${steps === 0 ? 'no earlier deployment' : `only ${steps} earlier deployment${steps === 1 ? '' : 's'}`}`,
    {
      code: 'TARGET_NOT_FOUND',
      hint: `\`git log --first-parent -- ${path}\` shows what changed the file.`,
      place: { path },
    },
  );
}

function readPast({ commit, text }: Version, path: string): Past | undefined {
  const images = imagesIfReadable(text, path);
  return text === undefined || !images ? undefined : { commit, text, images };
}

/** Equal where the same images say the same. */
function inWords(images: readonly ImageEntry[] | undefined): string | undefined {
  return images?.map((image) => `${image.name} ${formatUnit(image)}`).join('\n');
}

function changesTo({ commit, images }: Past, file: ImagesFile): ImageChange[] {
  return imagesOf(file).map((now) => {
    const { name, line, column } = now;
    const then = images.find((image) => image.name === name);
    if (!then) {
      throw new UsageError(`there was no image "${name}" at ${commit.slice(0, 7)}`, {
        code: 'TARGET_NOT_FOUND',
        hint: 'Set the images with `gitops-gen bump`.',
        place: { path: file.path, line, column },
      });
    }
    const change = changeBetween(now, then);
    refuseMalformed(change, { path: file.path, line, column });
    return change;
  });
}

/**
 * The change that makes an entry say what another says; a name that they have in common is kept, and
 * so are tag and digest where both are the same: somebody else can set either meanwhile.
 */
function changeBetween(now: ImageEntry, then: ImageEntry): ImageChange {
  const isSame = now.tag === then.tag && now.digest === then.digest;
  const unit = isSame ? ({ tag: 'keep', digest: 'keep' } as const) : changeTo(now.name, then);
  const renamed = then.newName === undefined ? 'remove' : ({ set: then.newName } as const);
  return { ...unit, key: now.name, newName: now.newName === then.newName ? 'keep' : renamed };
}

/**
 * Whether the file became what it is by setting images in what it was, and by nothing else: then it
 * can be that again, with the quotes and comments that went.
 */
function differsByImages({ text, images }: Past, file: ImagesFile): boolean {
  const changes = imagesOf(file).flatMap((now) => {
    const then = images.find(({ name }) => name === now.name);
    return then ? [changeBetween(then, now)] : [];
  });
  const options = { today: new Date().toISOString().slice(0, 10), overHold: true };
  try {
    return editImages({ path: file.path, text }, changes, options).content === file.text;
  } catch (error) {
    if (error instanceof UsageError || error instanceof BugError) return false;
    throw error;
  }
}

/** On what is set back; on all of the app where that is so already. */
function withHold(changes: readonly ImageChange[], hold: Hold): readonly ImageChange[] {
  const moves = ({ newName, tag, digest }: ImageChange) =>
    [newName, tag, digest].some((slot) => slot !== 'keep');
  const held = changes.some(moves) ? moves : () => true;
  return changes.map((change) => (held(change) ? { ...change, hold: { set: hold } } : change));
}

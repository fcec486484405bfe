import { isHoldActive, type Hold } from '../images/annotations.js';
import { changedUnit, sameUnit, type ImageUnit } from '../images/image-change.js';
import { isStandIn } from '../images/is-stand-in.js';
import type { ImageEntry } from '../images/survey-images.js';
import type { ImagesFile } from './overlay-images.js';
import {
  pastUnits,
  plainUnit,
  type FileVersion,
  type PastUnit,
  type Setting,
} from './past-images.js';
import { changeFor } from './plan-promotion.js';

/** The images of an app in an environment, now and before. */
export interface DeployedFile extends ImagesFile {
  readonly images: readonly ImageEntry[];
  /** Those that are committed, the newest first; absent where that is not known. */
  readonly versions?: readonly FileVersion[];
}

/** How an image compares with the same one in the environment before, along `promotion`. */
export interface PromotionStatus {
  readonly from: string;
  /** Behind what has been there since, ahead of what is there, or neither that is known. */
  readonly status: 'same' | 'behind' | 'ahead' | 'differs';
  /** How many deployments it is behind or ahead. */
  readonly deployments?: number;
  /** Whether `promote` would leave it as it is, as it is on hold in one of the two. */
  readonly held: boolean;
}

/** One image of an app in one environment. */
export interface ImageStatus {
  readonly app: string;
  readonly env: string;
  readonly image: string;
  readonly path: string;
  readonly line: number;
  readonly unit: ImageUnit;
  /** Whether it still is what the model names until CI sets it. */
  readonly standIn: boolean;
  /** Whether bumps and promotions leave it alone today. */
  readonly held: boolean;
  /** What the comment of the hold says, also of one that is over. */
  readonly hold?: Hold;
  /** Whether it was set in the working tree only. */
  readonly uncommitted: boolean;
  /** Who set it, where that is known. */
  readonly since?: Setting;
  /** Absent where no environment comes before that has the image set. */
  readonly promotion?: PromotionStatus;
}

export interface StatusContext {
  /** The environments along `promotion`. */
  readonly order: readonly string[];
  /** Of the app, by the model. */
  readonly standIns?: Readonly<Record<string, string>>;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
}

/** The images of one app in the environments whose files are given, in their order. */
export function appStatus(
  files: readonly DeployedFile[],
  context: StatusContext,
): readonly ImageStatus[] {
  return files.flatMap((file) => {
    const before = context.order[context.order.indexOf(file.env) - 1];
    const source = files.find(({ env }) => env === before);
    return file.images.map((image) => imageStatus({ file, image }, source, context));
  });
}

/** An image in its file. */
interface Placed {
  readonly file: DeployedFile;
  readonly image: ImageEntry;
}

function imageStatus(
  placed: Placed,
  source: DeployedFile | undefined,
  context: StatusContext,
): ImageStatus {
  const { app, env, path, versions } = placed.file;
  const { name, line, hold } = placed.image;
  const uncommitted = isUncommitted(placed);
  const [newest] = uncommitted || !versions ? [] : pastUnits(name, versions);
  const there = source?.images.find((image) => image.name === name);
  const promotion =
    source && there && promotionStatus({ file: source, image: there }, placed, context);
  return {
    ...{ app, env, image: name, path, line, unit: plainUnit(placed.image) },
    standIn: isStandIn(placed.image, context.standIns),
    held: isHeld(placed.image, context.today),
    ...(hold && { hold }),
    uncommitted,
    ...(newest?.by && { since: newest.by }),
    ...(promotion && { promotion }),
  };
}

function isHeld({ hold }: ImageEntry, today: string): boolean {
  return hold !== undefined && isHoldActive(hold, today);
}

/** Whether the newest commit says something else of the image. */
function isUncommitted({ file: { versions }, image }: Placed): boolean {
  if (!versions) return false;
  const committed = versions[0]?.images()?.find(({ name }) => name === image.name);
  return committed === undefined || !sameUnit(committed, image);
}

function promotionStatus(
  source: Placed,
  target: Placed,
  { standIns = {}, today }: StatusContext,
): PromotionStatus | undefined {
  const { image } = source;
  if (image.tag === undefined && image.digest === undefined) return undefined;
  const { change } = changeFor(image, target.image, {
    source: source.file,
    target: target.file,
    standIn: standIns[image.name],
  });
  const held = isHeld(image, today) || isHeld(target.image, today);
  const about = { from: source.file.env, held };
  if (sameUnit(changedUnit(target.image, change), target.image))
    return { ...about, status: 'same' };
  const behind = stepsBack(source, target.image);
  if (behind) return { ...about, status: 'behind', deployments: behind };
  const ahead = stepsBack(target, image);
  if (ahead) return { ...about, status: 'ahead', deployments: ahead };
  return { ...about, status: 'differs' };
}

/** How many deployments ago a file had the tag and digest of another image; nothing if never. */
function stepsBack(placed: Placed, { tag, digest }: ImageUnit): number | undefined {
  let steps = 0;
  for (const { unit } of unitsOf(placed)) {
    if (unit.tag === tag && unit.digest === digest) return steps;
    steps++;
  }
  return undefined;
}

/** What is not committed is the newest of them. */
function* unitsOf(placed: Placed): Generator<PastUnit> {
  const { file, image } = placed;
  if (isUncommitted(placed)) yield { unit: plainUnit(image) };
  yield* pastUnits(image.name, file.versions ?? []);
}

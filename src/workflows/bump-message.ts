import { UsageError } from '../errors.js';
import { formatUnit, sameUnit } from '../images/image-change.js';
import type { CommitDetails } from '../io/git/commit.js';
import { withoutCredentials } from '../model/without-credentials.js';
import type { BumpedImage } from './evaluate-bump.js';

/** What is done to images, as branches and messages call it. */
export type Verb = 'bump' | 'promote' | 'rollback' | 'release';

const WORDS: Readonly<Record<Verb, string>> = {
  bump: 'bump',
  promote: 'promote',
  rollback: 'roll back',
  release: 'end the hold of',
};

/** What a commit says besides the images it changes. */
export interface MessageOptions {
  /** By default `bump`. */
  readonly verb?: Verb;
  /** `ENV@COMMIT` that the images come from. */
  readonly promotedFrom?: string;
  /** `ENV/APP@COMMIT` of each app that is set back. */
  readonly rolledBackTo?: readonly string[];
  /** A template with `{env}`, `{app}`, `{image}`, `{old}`, `{new}`, `{sourceCommit}` … */
  readonly message?: string;
  /** The commit that the images were built from. */
  readonly sourceCommit?: string;
  readonly sourceRepo?: string;
  /** What that commit says, where it is known. */
  readonly source?: CommitDetails;
  readonly runUrl?: string;
  readonly orderKey?: bigint;
  readonly skipCi: boolean;
  /** `Name <address>` of who signs off. */
  readonly signedOffBy?: string;
  /** Unique for the commit: by it a run finds its own commit again. */
  readonly id: string;
}

/**
 * The message of a commit that sets images: subject, a line for each image where there are
 * several, and trailers that `git interpret-trailers` and Argo CD read.
 *
 * @throws UsageError where the template has an unknown placeholder, or a value a line break.
 */
export function bumpMessage(images: readonly BumpedImage[], options: MessageOptions): string {
  const changed = images.filter(({ status }) => status === 'changed');
  const ci = options.skipCi ? ' [skip ci]' : '';
  const [first, ...rest] = changed;
  const lines =
    rest.length > 0 ? changed.map((image) => `- ${placeOf(image)}: ${stepOf(image)}`) : [];
  const subject =
    options.message === undefined
      ? defaultSubject(changed, options)
      : fill(options.message, first, options);
  return [
    `${subject}${ci}`,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    trailers(changed, options),
  ].join('\n\n');
}

function defaultSubject(
  changed: readonly BumpedImage[],
  { verb = 'bump' }: MessageOptions,
): string {
  const scope = [...new Set(changed.map(({ env, path }) => env ?? path))].join(',');
  const [only, ...rest] = changed;
  const what =
    only && rest.length === 0
      ? `${only.app ?? only.name} ${stepOf(only)}`
      : `${changed.length} images`;
  return `chore(${scope}): ${WORDS[verb]} ${what}`;
}

/** A hold alone changes no unit. */
function stepOf({ old, new: now }: BumpedImage): string {
  if (sameUnit(old, now)) return shortUnit(now, old);
  return `${shortUnit(old, now)} → ${shortUnit(now, old)}`;
}

/** Without the name where it is the same on both sides. */
function shortUnit(unit: BumpedImage['old'], other: BumpedImage['old']): string {
  const { newName, ...rest } = unit;
  const text = newName === other.newName ? formatUnit(rest).replace(/^:/, '') : formatUnit(unit);
  return text === '' ? 'none' : text;
}

function placeOf({ env, app, path, name }: BumpedImage): string {
  return `${env === undefined || app === undefined ? path : `${env}/${app}`}/${name}`;
}

function fill(template: string, image: BumpedImage | undefined, options: MessageOptions): string {
  const values: Readonly<Record<string, string | undefined>> = {
    env: image?.env,
    app: image?.app,
    image: image?.name,
    old: image && formatUnit(image.old),
    new: image && formatUnit(image.new),
    sourceCommit: options.sourceCommit,
    sourceRepo: options.sourceRepo && withoutCredentials(options.sourceRepo),
    runUrl: options.runUrl,
  };
  return template.replace(/\{(\w+)\}/g, (text, name: string) => {
    if (Object.hasOwn(values, name)) return values[name] ?? '';
    throw new UsageError(`--message: there is no ${text}`, {
      hint: `There are: ${Object.keys(values)
        .map((key) => `{${key}}`)
        .join(', ')}.`,
    });
  });
}

type Trailer = readonly [key: string, value: string | undefined];

function trailers(changed: readonly BumpedImage[], options: MessageOptions): string {
  const { id, sourceCommit, sourceRepo, orderKey } = options;
  const moved = changed.filter(({ old, new: now }) => !sameUnit(old, now));
  const lines: Trailer[] = [
    ...moved.map((image): Trailer => [
      'Bump-Image',
      `${placeOf(image)} ${formatUnit(image.old)} -> ${formatUnit(image.new)}`,
    ]),
    ['Promoted-From', options.promotedFrom],
    ...(options.rolledBackTo ?? []).map((place): Trailer => ['Rolled-Back-To', place]),
    ['Source-Commit', sourceCommit],
    ['Source-Repo', sourceRepo],
    ['Bump-Order', orderKey?.toString()],
    ...referenceTrailers(options),
    ['Bump-Id', id],
    ['Signed-off-by', options.signedOffBy],
  ];
  return lines
    .flatMap(([key, value]) => (value === undefined ? [] : [trailer(key, value)]))
    .join('\n');
}

function trailer(key: string, value: string): string {
  if (/[\r\n]/.test(value)) throw new UsageError(`${key} takes one line, not several`);
  return `${key}: ${withoutCredentials(value)}`;
}

/**
 * What Argo CD shows of the commit that was built. It takes none of it without a proper id.
 * Source: Argo CD, "Source Hydrator", commit tracing.
 */
function referenceTrailers({ sourceCommit, sourceRepo, source }: MessageOptions): Trailer[] {
  if (sourceCommit === undefined || !/^[0-9a-f]{5,40}$/.test(sourceCommit)) return [];
  const key = (name: string) => `Argocd-reference-commit-${name}`;
  return [
    [key('author'), source && formatAuthor(source.author)],
    [key('sha'), sourceCommit],
    [key('subject'), source?.subject],
    [key('body'), source?.body ? JSON.stringify(source.body) : undefined],
    [key('repourl'), sourceRepo],
    [key('date'), source?.date],
  ];
}

/** As RFC 5322 has it: a name with special characters is quoted. */
function formatAuthor({ name, address }: CommitDetails['author']): string {
  const isPlain = !/[()<>[\]:;@\\,."]/.test(name);
  return `${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

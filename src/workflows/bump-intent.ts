import { z } from 'zod';
import { isImageDigest, isImageName, isImageTag } from '../model/image-reference.js';
import { pathProblem } from '../model/repository-path.js';
import {
  areDistinct,
  isDeployed,
  isLine,
  isOrderKey,
  isText,
  LONGEST_WAIT,
  MAX_CHANGES,
} from './intent-bounds.js';

/**
 * What stands at the remote of a bump that waits to be landed by whoever pushes next. It is read
 * from strangers: what is not exactly of this form is no intent. A bump with an `--extract` or a
 * `--key` has none: the one runs an expression of theirs, the other sets values that are no image.
 */
const line = z.string().refine(isLine);
const text = z.string().refine(isText);
const orderKey = z.string().refine(isOrderKey).transform(BigInt).exactOptional();

const slot = (isValid: (text: string) => boolean) =>
  z.union([z.enum(['keep', 'remove']), z.strictObject({ set: z.string().refine(isValid) })]);

const change = z.strictObject({
  key: line,
  newName: slot(isImageName),
  tag: slot(isImageTag),
  digest: slot(isImageDigest),
});

const target = z.strictObject({
  path: line.refine((path) => pathProblem(path) === undefined && isDeployed(path)),
  env: line.exactOptional(),
  app: line.exactOptional(),
  changes: z.array(change).min(1).max(MAX_CHANGES),
});

const flag = z.boolean().exactOptional();

const options = z.strictObject({
  add: flag,
  all: flag,
  doc: line.exactOptional(),
  keepDigest: flag,
  breakAlias: flag,
  force: flag,
  requireImmutable: flag,
  expectCurrent: line.exactOptional(),
  onlyNewer: z
    .strictObject({
      policy: z.enum(['semver', 'numeric', 'alphabetical']),
      pre: flag,
      allowDowngrade: flag,
    })
    .exactOptional(),
  orderKey,
});

const message = z.strictObject({
  verb: z.enum(['bump', 'promote']).exactOptional(),
  promotedFrom: line.exactOptional(),
  message: line.exactOptional(),
  sourceCommit: line.exactOptional(),
  sourceRepo: line.exactOptional(),
  source: z
    .strictObject({
      author: z.strictObject({ name: line, address: line }),
      date: line,
      subject: line,
      body: text,
    })
    .exactOptional(),
  runUrl: line.exactOptional(),
  orderKey,
  skipCi: z.boolean().default(false),
  signedOffBy: line.exactOptional(),
});

const stated = z.strictObject({
  v: z.literal(1),
  /** What its commit has as `Bump-Id`, and its ref as a name. */
  id: z.uuid(),
  branch: line,
  targets: z.array(target).min(1).refine(areDistinct),
  options,
  message,
  /** As git has it in a commit: `Name <address> SECONDS ZONE`. Sources: git-fast-import(1), git-fsck(1). */
  author: line.regex(/^[^<>]* <[^<>]*> (0|[1-9]\d{0,11}) [+-](0\d[0-5]\d|1[0-3][0-5]\d|1400)$/),
  /** Milliseconds since 1970: who asked first is landed first … */
  created: z.int().min(0),
  /** … and after this nobody lands it any more. */
  deadline: z.int().min(0),
});

const intent = stated.refine(({ created, deadline }) => deadline - created <= LONGEST_WAIT);

export type BumpIntent = Readonly<z.infer<typeof intent>>;

/** What an intent says, or `undefined` for a text that is none. */
export function parseIntent(formatted: string): BumpIntent | undefined {
  try {
    return intent.parse(JSON.parse(formatted));
  } catch {
    return undefined;
  }
}

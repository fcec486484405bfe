import { UsageError } from '../errors.js';
import {
  isImageDigest,
  isImageName,
  isImageTag,
  splitReference,
  type ImageReference,
} from '../model/image-reference.js';
import type { ImageChange, ImageWarning, SlotChange } from './image-change.js';

export interface ParsedBump {
  readonly changes: readonly ImageChange[];
  readonly warnings: readonly ImageWarning[];
}

/**
 * The changes that the arguments of one `bump` ask for; the same argument twice counts once.
 *
 * @throws UsageError `BAD_REFERENCE` for what is no image reference, and where two arguments want
 *   different things of one image.
 */
export function parseBumpArguments(args: readonly string[]): ParsedBump {
  const changes = new Map<string, ImageChange>();
  for (const arg of args) {
    const change = parseBumpArgument(arg);
    const known = changes.get(change.key);
    if (known && JSON.stringify(known) !== JSON.stringify(change)) {
      throw badReference(arg, `"${change.key}" is set twice`, 'give each image once');
    }
    changes.set(change.key, change);
  }
  return { changes: [...changes.values()], warnings: [...new Set(args)].flatMap(doubtsAbout) };
}

/** The arguments in a list of one per line; `#` starts a comment, blank lines are skipped. */
export function parseBumpList(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/**
 * One argument: `KEY=VALUE`, `KEY:TAG[@DIGEST]` or `KEY@DIGEST`; the first `=` splits.
 *
 * @throws UsageError `BAD_REFERENCE`.
 */
export function parseBumpArgument(arg: string): ImageChange {
  if (/\s/.test(arg)) throw badReference(arg, 'it contains white space');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(arg)) {
    throw badReference(arg, 'an image reference has no scheme', 'leave out everything up to "://"');
  }
  const equals = arg.indexOf('=');
  return equals < 0 ? parseReferenceArgument(arg) : parseAssignment(arg, equals);
}

function parseReferenceArgument(arg: string): ImageChange {
  const { name, tag, digest } = splitReference(arg);
  if (tag === undefined && digest === undefined) {
    throw badReference(arg, 'it has neither tag nor digest', `write ${arg}:TAG`);
  }
  requireName(arg, name);
  return { key: name, newName: 'keep', ...unitChange(wellFormedUnit(arg, { tag, digest })) };
}

function parseAssignment(arg: string, equals: number): ImageChange {
  const key = arg.slice(0, equals);
  const value = arg.slice(equals + 1);
  if (key === '') throw badReference(arg, 'there is no image before "="');
  const { tag, digest } = splitReference(key);
  const expected = digest ?? tag;
  if (expected !== undefined) {
    const hint = `to change it only if it is ${expected} now, pass --expect-current ${expected}`;
    throw badReference(arg, 'the image before "=" has a tag or digest', hint);
  }
  return { key, ...parseValue(arg, value) };
}

function parseValue(arg: string, value: string): Omit<ImageChange, 'key'> {
  const reference = splitValue(value);
  const { name } = reference;
  const newName: SlotChange =
    name === '' || name === '*' ? 'keep' : { set: requireName(arg, name) };
  const change = { newName, ...unitChange(wellFormedUnit(arg, reference)) };
  if (newName === 'keep' && change.tag === 'keep' && change.digest === 'keep') {
    throw badReference(arg, 'it changes nothing', `write ${arg.split('=')[0] ?? ''}=TAG`);
  }
  return change;
}

/** Without `:` or `/` the text is a tag (A1, A14), not a name as a plain reference would have it. */
function splitValue(value: string): ImageReference {
  if (/^sha\d+:/.test(value)) return { name: '', digest: value };
  const reference = splitReference(value);
  const bare = reference.tag === undefined && !/[/*]/.test(reference.name);
  if (!bare) return reference;
  const { name, digest } = reference;
  if (digest === undefined) return { name: '', tag: name };
  return name === '' ? { name, digest } : { name: '', tag: name, digest };
}

interface UnitText {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

function wellFormedUnit(arg: string, { tag, digest }: UnitText): UnitText {
  if (tag === '') throw badReference(arg, 'the tag is empty');
  if (tag !== undefined && tag !== '*' && !isImageTag(tag)) {
    const hint =
      'a tag has up to 128 letters, digits, "_", "." and "-", and starts with neither of the last two';
    throw badReference(arg, `"${tag}" is not a tag`, hint);
  }
  if (digest !== undefined && !isImageDigest(digest)) {
    const hint = 'a digest is sha256: and 64, or sha512: and 128 lower-case hexadecimal digits';
    throw badReference(arg, `"${digest}" is not a digest`, hint);
  }
  return { tag, digest };
}

/** A name alone keeps the unit (A10); else what is not mentioned of the unit is removed. */
function unitChange({ tag, digest }: UnitText): Pick<ImageChange, 'tag' | 'digest'> {
  if (tag === undefined && digest === undefined) return { tag: 'keep', digest: 'keep' };
  if (tag === '*') return { tag: 'keep', digest: digest === undefined ? 'keep' : { set: digest } };
  return {
    tag: tag === undefined ? 'remove' : { set: tag },
    digest: digest === undefined ? 'remove' : { set: digest },
  };
}

function requireName(arg: string, name: string): string {
  if (isImageName(name)) return name;
  throw badReference(arg, `"${name}" is not an image name`, 'a repository is in lower case');
}

/** What is accepted, but may not have been meant. */
function doubtsAbout(arg: string): ImageWarning[] {
  const reference = arg.slice(arg.indexOf('=') + 1);
  if (/^[^/:@*]+:\d{1,5}$/.test(reference)) {
    const message = `"${reference}" is read as image and tag, though it looks like host:port`;
    return [{ code: 'LOOKS_LIKE_PORT', message }];
  }
  if (reference !== arg && reference.includes('/') && /^[^:@]+$/.test(reference)) {
    const message = `"${reference}" is read as a new name, since a tag has no "/"`;
    return [{ code: 'READ_AS_NAME', message }];
  }
  return [];
}

function badReference(arg: string, problem: string, hint?: string): UsageError {
  const message = `"${arg}" is not an image and what to set it to: ${problem}`;
  return new UsageError(message, { code: 'BAD_REFERENCE', ...(hint !== undefined && { hint }) });
}

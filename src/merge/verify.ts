import { commentsOf } from '../yaml/comments.js';
import { parseDocuments, type YamlDocument } from '../yaml/parse.js';
import { expectedLeaves } from './expected-leaves.js';
import { flatten, type FlatFile } from './flatten.js';
import { documentKeys } from './object-type.js';
import type { Settle, ThreeTexts } from './text-merge.js';
import { linesAreExplained, within, type ExemptLines } from './verify-lines.js';

export interface VerifyInput {
  readonly path: string;
  readonly texts: ThreeTexts;
  /** The result to be judged. */
  readonly merged: string;
  /** The files are read as YAML; otherwise as lines only. */
  readonly yaml: boolean;
  readonly union: boolean;
  readonly dropPins: boolean;
  readonly settle: Settle | undefined;
}

/**
 * Whether a merge says what the three files together say, and nothing else. It knows nothing of
 * how the merge was made: what it cannot show to be right is wrong.
 */
export function isVerified(input: VerifyInput): boolean {
  const { path, texts, merged, settle } = input;
  if (/\.json$/.test(path) && isJson(texts.ours) && isJson(texts.theirs) && !isJson(merged))
    return false;
  const sides = input.yaml ? [texts.ancestor, texts.ours, texts.theirs].map(parsed) : [];
  const readable = sides.filter((side) => side !== undefined);
  if (readable.length < 3) return settle === 'theirs' || linesAreExplained(texts, merged, NOTHING);
  const flat = flattenAll(input, readable);
  if (!flat) return false;
  const exempt = meaningMatches(input, flat);
  if (!exempt) return false;
  return (
    settle === 'theirs' || (commentsStay(texts, merged) && linesAreExplained(texts, merged, exempt))
  );
}

const NOTHING: ExemptLines = { ours: () => false, merged: () => false };

type Flat = readonly [ancestor: FlatFile, ours: FlatFile, theirs: FlatFile, merged: FlatFile];

/** The three sides and the result, lists without identities on one side as values on all. */
function flattenAll(
  { path, texts, merged }: VerifyInput,
  sides: readonly YamlDocument[][],
): Flat | undefined {
  const result = parsed(merged);
  if (!result) return undefined;
  const all = [...sides, result];
  const keys = documentKeys(all, path);
  if (!keys) return undefined;
  const contents = [texts.ancestor, texts.ours, texts.theirs, merged];
  const flattenSide = (side: number, asValue: ReadonlySet<string>) =>
    flatten({
      path,
      text: contents[side] ?? '',
      documents: all[side] ?? [],
      keys: keys[side] ?? [],
      asValue,
    });
  const asValue = new Set([0, 1, 2].flatMap((side) => [...flattenSide(side, new Set()).atomic]));
  return [
    flattenSide(0, asValue),
    flattenSide(1, asValue),
    flattenSide(2, asValue),
    flattenSide(3, asValue),
  ];
}

/** The lines whose leaves had to change, if the result says at each path what it has to. */
function meaningMatches(
  input: VerifyInput,
  [ancestor, ours, theirs, merged]: Flat,
): ExemptLines | undefined {
  const { union, dropPins, settle } = input;
  const expected = expectedLeaves({ ancestor, ours, theirs, union, dropPins, settle });
  if (expected?.size !== merged.leaves.size) return undefined;
  const same = [...expected].every(
    ([path, meaning]) => merged.leaves.get(path)?.meaning === meaning,
  );
  return same ? { ours: changedIn(ours, merged), merged: changedIn(merged, ours) } : undefined;
}

function changedIn(file: FlatFile, other: FlatFile): (line: number) => boolean {
  const lines = new Set<number>();
  for (const [path, leaf] of file.leaves) {
    if (other.leaves.get(path)?.meaning === leaf.meaning) continue;
    for (let line = leaf.lines[0]; line <= leaf.lines[1]; line++) lines.add(line);
  }
  return (line) => lines.has(line);
}

/** Each comment that the user wrote is still there, and none came from nowhere. */
function commentsStay({ ancestor, ours, theirs }: ThreeTexts, merged: string): boolean {
  const [known, result] = [new Set(commentsOf(ancestor)), commentsOf(merged)];
  const written = new Set([...commentsOf(ours), ...commentsOf(theirs)]);
  const own = commentsOf(ours).filter((comment) => !known.has(comment));
  return within(own, result) && result.every((comment) => written.has(comment));
}

function parsed(text: string): YamlDocument[] | undefined {
  const documents = parseDocuments(text);
  return documents.some(({ errors }) => errors.length > 0) ? undefined : documents;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { nodeMeaning } from '../yaml/meaning.js';
import { parseDocuments } from '../yaml/parse.js';
import { threeValues, type Conflict, type Notice } from './findings.js';
import { mergeStructure, type StructuralMerge } from './structural-merge.js';
import {
  conflictAround,
  mergeText,
  type MarkerLabels,
  type Settle,
  type TextMerge,
  type ThreeTexts,
} from './text-merge.js';
import { readStyle, restoreStyle } from './text-style.js';
import { isVerified } from './verify.js';

export interface MergeFileInput {
  /** Decides, with what the files say, how their lists are read. */
  readonly path: string;
  /** The last render; absent where the file was not ours before. */
  readonly ancestor?: string;
  readonly ours: string;
  readonly theirs: string;
  readonly labels: MarkerLabels;
  /** Merge lines only: the file is a template of another language. */
  readonly textOnly?: boolean;
  /** Elements that the template drops go although CI wrote their pins. */
  readonly dropPins?: boolean;
  /** Settles every conflict for one side. */
  readonly settle?: Settle;
}

export interface FileMerge {
  readonly outcome: 'kept' | 'taken' | 'converged' | 'merged' | 'conflict';
  /** In the style of ours; with diff3 markers where the outcome is a conflict. */
  readonly content: string;
  /** Why a person has to decide, or what `settle` decided. */
  readonly conflicts: readonly Conflict[];
  readonly notices: readonly Notice[];
}

/**
 * Merges what the template changed since the ancestor into ours. The result is shown to be right
 * by code that does not know how it was made, or it is a conflict.
 */
export function mergeFile(input: MergeFileInput): FileMerge {
  const { style, text: ours } = readStyle(input.ours);
  const texts = {
    ours,
    ancestor: readStyle(input.ancestor ?? '').text,
    theirs: readStyle(input.theirs).text,
  };
  const yaml = isStructural(input, texts);
  const merge = shortcut(input, texts) ?? mergeTexts(input, texts, yaml);
  return {
    ...merge,
    content: merge.content === ours ? input.ours : restoreStyle(merge.content, style),
  };
}

/** Whether two YAML texts differ in style, comments and the order of keys only. */
export function sameYaml(a: string, b: string): boolean {
  const meaning = yamlMeaning(a);
  return meaning !== undefined && meaning === yamlMeaning(b);
}

function yamlMeaning(text: string): string | undefined {
  const documents = parseDocuments(text);
  if (documents.length === 0 || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map(({ contents }) => nodeMeaning(contents)).join('\n---\n');
}

/** YAML by its name, unless a Helm or Go template stands outside of quotes. */
function isStructural({ path, textOnly }: MergeFileInput, texts: ThreeTexts): boolean {
  const { ancestor, ours, theirs } = texts;
  const template = [ancestor, ours, theirs].some((text) => /^[^'"#\n]*\{\{/m.test(text));
  return isYamlPath(path) && textOnly !== true && !template;
}

export function isYamlPath(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function shortcut(input: MergeFileInput, texts: ThreeTexts): FileMerge | undefined {
  const { ancestor, ours, theirs } = texts;
  const plain = { conflicts: [], notices: [] };
  const known = input.ancestor !== undefined;
  if (ours === theirs || (known && theirs === ancestor))
    return { outcome: 'kept', content: ours, ...plain };
  return known && ours === ancestor ? { outcome: 'taken', content: theirs, ...plain } : undefined;
}

function mergeTexts(input: MergeFileInput, texts: ThreeTexts, yaml: boolean): FileMerge {
  const union = input.ancestor === undefined;
  const rules = {
    path: input.path,
    texts,
    union,
    dropPins: input.dropPins ?? false,
    settle: undefined,
  };
  const lines = mergeText(texts, input.labels);
  const verified = (merged: string) => isVerified({ ...rules, merged, yaml });
  if (!union && lines.clean && verified(lines.text)) return merged(lines.text, texts);
  if (yaml && sameYaml(texts.ours, texts.theirs)) {
    return { outcome: 'converged', content: texts.ours, conflicts: [], notices: [] };
  }
  const structure = yaml ? mergeStructure(rules) : undefined;
  if (structure?.conflicts.length === 0 && verified(structure.text)) {
    return { ...merged(structure.text, texts), notices: noticesOf(structure, texts) };
  }
  const conflicts = conflictsOf(lines, structure, texts);
  if (input.settle)
    return settleFile({ ...input, settle: input.settle }, { texts, yaml, conflicts });
  return {
    outcome: 'conflict',
    content: markersOf(lines, texts, input),
    conflicts,
    notices: structure?.notices ?? [],
  };
}

function merged(content: string, { ours }: ThreeTexts): FileMerge {
  return { outcome: content === ours ? 'kept' : 'merged', content, conflicts: [], notices: [] };
}

/** The user's layout won over a change of the template that says nothing new. */
function noticesOf(
  { text, notices }: StructuralMerge,
  { ancestor, ours, theirs }: ThreeTexts,
): readonly Notice[] {
  if (text !== ours || !sameYaml(ancestor, theirs)) return notices;
  return [...notices, { code: 'FORMAT_KEPT', values: {} }];
}

function conflictsOf(
  lines: TextMerge,
  structure: StructuralMerge | undefined,
  texts: ThreeTexts,
): readonly Conflict[] {
  if (structure && structure.conflicts.length > 0) return structure.conflicts;
  const { ancestor, ours, theirs } = texts;
  const code = lines.clean || structure ? 'NOT_VERIFIED' : 'TEXT';
  return [{ code, values: threeValues(ancestor, ours, theirs) }];
}

function markersOf(lines: TextMerge, texts: ThreeTexts, { labels }: MergeFileInput): string {
  return lines.clean ? conflictAround(texts, labels) : lines.text;
}

interface Unsettled {
  readonly texts: ThreeTexts;
  readonly yaml: boolean;
  readonly conflicts: readonly Conflict[];
}

/** Takes one side where the two conflict, and the whole of it where that cannot be shown to be right. */
function settleFile(
  input: MergeFileInput & { readonly settle: Settle },
  { texts, yaml, conflicts }: Unsettled,
): FileMerge {
  const { path, settle, labels, dropPins = false } = input;
  const rules = { path, texts, union: input.ancestor === undefined, dropPins, settle };
  const structure = yaml ? mergeStructure(rules) : undefined;
  const candidate = yaml ? structure?.text : mergeText(texts, labels, settle).text;
  const right = candidate !== undefined && isVerified({ ...rules, merged: candidate, yaml });
  const content = right ? candidate : texts[settle];
  return { ...merged(content, texts), conflicts, notices: structure?.notices ?? [] };
}

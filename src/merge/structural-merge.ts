import { isAlias, isNode, isPair, isScalar, visit } from '../yaml/ast.js';
import { nodeMeaning } from '../yaml/meaning.js';
import { parseDocuments, type YamlDocument } from '../yaml/parse.js';
import { applySplices, type Splice } from '../yaml/splice.js';
import type { Conflict, Notice } from './findings.js';
import { mergeElement } from './merge-elements.js';
import type { MergeRun } from './merge-run.js';
import { documentKeys, objectType } from './object-type.js';
import { rootElement } from './outline.js';
import type { Settle, ThreeTexts } from './text-merge.js';

export interface StructuralInput {
  readonly path: string;
  /** Normalised; the ancestor is empty where there is none. */
  readonly texts: ThreeTexts;
  readonly union: boolean;
  readonly dropPins: boolean;
  readonly settle: Settle | undefined;
}

export interface StructuralMerge {
  /** Ours with all that could be taken from theirs. */
  readonly text: string;
  readonly conflicts: readonly Conflict[];
  readonly notices: readonly Notice[];
}

/**
 * Merges YAML by what it says, as splices on ours. `undefined` where the files have no structure
 * to merge by: they do not parse, use anchors or tags, or their documents cannot be matched.
 */
export function mergeStructure(input: StructuralInput): StructuralMerge | undefined {
  const { ancestor, ours, theirs } = input.texts;
  const sides = [ancestor, ours, theirs].map(structuralDocuments);
  const [a, w, d] = sides;
  if (!a || !w || !d) return undefined;
  const keys = documentKeys([a, w, d], input.path);
  if (!keys) return undefined;
  const [byA, byW, byD] = [a, w, d].map((documents, side) => indexBy(documents, keys[side] ?? []));
  const found: Pick<MergeRun, 'splices' | 'conflicts' | 'notices'> = {
    splices: [],
    conflicts: [],
    notices: [],
  };
  const run = { ...input, ...found, ancestor, theirs };
  for (const key of new Set(keys.flat())) {
    const trio = { ancestor: byA?.get(key), ours: byW?.get(key), theirs: byD?.get(key) };
    if (!mergeDocument(run, trio, input.texts)) return undefined;
  }
  if (overlap(run.splices)) return undefined;
  return { text: applySplices(ours, run.splices), conflicts: run.conflicts, notices: run.notices };
}

type DocumentTrio = Readonly<Record<keyof ThreeTexts, YamlDocument | undefined>>;

/** Whether the document could be merged; one that only theirs adds or drops is left to the text merge. */
function mergeDocument(
  run: Omit<MergeRun, 'type'>,
  trio: DocumentTrio,
  texts: ThreeTexts,
): boolean {
  const { ancestor, ours, theirs } = trio;
  if (!ours || !theirs) return ours ? !ancestor : !theirs || sameDocument(ancestor, theirs);
  const roots = {
    ancestor: ancestor && rootElement(ancestor, texts.ancestor),
    ours: rootElement(ours, texts.ours),
    theirs: rootElement(theirs, texts.theirs),
  };
  const type = objectType(ours, run.path);
  return mergeElement({ ...run, type }, roots, {
    at: { shape: '', label: '' },
    insert: () => undefined,
  });
}

function sameDocument(a: YamlDocument | undefined, b: YamlDocument | undefined): boolean {
  return nodeMeaning(a?.contents) === nodeMeaning(b?.contents);
}

/** The documents of a text that is plain enough to be edited by structure. */
function structuralDocuments(text: string): YamlDocument[] | undefined {
  const documents = parseDocuments(text);
  return documents.every(isPlain) ? documents : undefined;
}

function isPlain(document: YamlDocument): boolean {
  if (document.errors.length > 0 || document.warnings.length > 0) return false;
  if (!document.contents || isNull(document.contents)) return false;
  let plain = true;
  visit(document, (_, node) => {
    if (isPair(node)) plain &&= isScalar(node.key);
    else if (isAlias(node)) plain = false;
    else if (isNode(node)) plain &&= node.tag === undefined && node.anchor === undefined;
    return plain ? undefined : visit.BREAK;
  });
  return plain;
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function indexBy(
  documents: readonly YamlDocument[],
  keys: readonly string[],
): ReadonlyMap<string, YamlDocument> {
  return new Map(documents.map((document, index) => [keys[index] ?? '', document]));
}

function overlap(splices: readonly Splice[]): boolean {
  const ordered = [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
  return ordered.some(({ start }, index) => start < (ordered[index - 1]?.end ?? 0));
}

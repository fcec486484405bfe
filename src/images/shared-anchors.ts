import { isMap, isNode, isScalar, isSeq, visit, type Alias, type Node } from '../yaml/ast.js';
import { findPair, notEditable, type ImageSite, type Slot } from './image-site.js';
import type { ImageWarning } from './image-change.js';

export interface SharedValue {
  readonly site: ImageSite;
  readonly slot: Slot;
  /** The value goes, and its anchor with it. */
  readonly removed: boolean;
  /** The other images of the document. */
  readonly siblings: readonly ImageSite[];
}

/**
 * Warns of the aliases that change along when the text in a slot does, because it or something
 * around it has an anchor (K16).
 *
 * @throws UsageError `NOT_EDITABLE` where one of them serves another image, or would lead nowhere.
 */
export function judgeAliases({ site, slot, siblings, removed }: SharedValue): ImageWarning[] {
  const { source } = site;
  const anchored = nodesAlong(site, slot).filter((node) => anchorOf(node) !== undefined);
  if (anchored.length === 0) return [];
  return aliasesOf(site, anchored).map((alias) => {
    const offset = alias.range?.[0] ?? 0;
    const other = siblings.find(
      ({ start, end, name }) => start <= offset && offset < end && name !== site.name,
    );
    if (other) {
      throw notEditable(source, offset, {
        message: `the value of "${site.name}" serves "${other.name}" too, by *${alias.source}`,
        hint: `write the value out at "${other.name}", or bump that with --break-alias first`,
      });
    }
    if (removed) {
      throw notEditable(source, offset, {
        message: `*${alias.source} needs a value of "${site.name}" that is to be removed`,
        hint: 'write the value out here',
      });
    }
    const { path, line = 1 } = source.placeAt(offset);
    return {
      code: 'ALIAS',
      message: `*${alias.source} changes along with "${site.name}"`,
      path,
      line,
    };
  });
}

/** The nodes from the document's root down to the slot's own. */
function nodesAlong({ source }: ImageSite, { path }: Slot): Node[] {
  const nodes: Node[] = [];
  let node: unknown = source.document.contents;
  for (const part of [...path.slice(source.base.length), undefined]) {
    if (!isNode(node)) break;
    nodes.push(node);
    node = part === undefined ? undefined : childOf(node, part);
  }
  return nodes;
}

function childOf(node: Node, part: string | number): unknown {
  if (isMap(node)) return findPair(node, String(part))?.value;
  return isSeq(node) ? node.items[Number(part)] : undefined;
}

function anchorOf(node: Node): string | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
}

function aliasesOf({ source: { document } }: ImageSite, targets: readonly Node[]): Alias[] {
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      const target = alias.resolve(document);
      if (target && targets.includes(target)) aliases.push(alias);
    },
  });
  return aliases;
}

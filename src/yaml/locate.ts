import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { YamlDocument } from './parse.js';

export type YamlPath = readonly (string | number)[];

/**
 * The offset at which the element of `path` starts: the key of a map's entry, the item of a list;
 * of an element that does not exist, its nearest ancestor's.
 */
export function offsetOf(document: YamlDocument, path: YamlPath): number {
  let node: ParsedNode | null = document.contents;
  let offset = node?.range[0] ?? 0;
  for (const part of path) {
    const step: Step | undefined = enter(node, part);
    if (!step) break;
    offset = step.offset;
    node = step.node;
  }
  return offset;
}

interface Step {
  readonly offset: number;
  readonly node: ParsedNode | null;
}

function enter(node: ParsedNode | null, part: string | number): Step | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
    return pair && { offset: pair.key.range[0], node: pair.value };
  }
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item && { offset: item.range[0], node: item };
  }
  return isAlias(node) ? { offset: node.range[0], node: null } : undefined;
}

/** `apps[0].values.port`, keys that are no plain words in quotes. */
export function formatPath(path: YamlPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

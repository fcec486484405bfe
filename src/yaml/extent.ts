import { isCollection, isNode, isPair, type Node } from 'yaml';

/**
 * Where the content of a node ends, exclusive: behind its last scalar or closing bracket, without
 * the comments and line ends that the parser counts to a block collection.
 */
export function contentEnd(node: Node, text: string): number {
  if (isCollection(node) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    const inner = isPair(last) ? (last.value ?? last.key) : last;
    if (isNode(inner)) return contentEnd(inner, text);
  }
  const end = node.range?.[1] ?? 0;
  return text[end - 1] === '\n' ? end - 1 : end;
}

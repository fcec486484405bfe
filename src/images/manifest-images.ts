import { isImageName, splitReference } from '../model/image-reference.js';
import { isMap, isSeq, type YAMLSeq } from '../yaml/ast.js';
import type { YamlPath } from '../yaml/locate.js';
import { itemStart } from '../yaml/splice-item.js';
import { rangeOf } from '../yaml/splice-pair.js';
import { findPair, keyText, readSlot, type ImageSite, type YamlSource } from './image-site.js';

const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** The images of the containers in a manifest, however deep its Pod template lies; named by repository. */
export function manifestSites(source: YamlSource, node: unknown, path: YamlPath): ImageSite[] {
  if (isSeq(node))
    return node.items.flatMap((item, index) => manifestSites(source, item, [...path, index]));
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => {
    const key = keyText(pair);
    if (key === undefined) return [];
    const inner = [...path, key];
    const containers = CONTAINER_LISTS.has(key) && isSeq(pair.value);
    return containers
      ? containerSites(source, pair.value as YAMLSeq, inner)
      : manifestSites(source, pair.value, inner);
  });
}

function containerSites(source: YamlSource, list: YAMLSeq, path: YamlPath): ImageSite[] {
  return list.items.flatMap((item, index) => {
    if (!isMap(item) || !findPair(item, 'image')) return [];
    const entry = [...path, index];
    const slot = { parent: item, key: 'image', path: [...entry, 'image'] };
    const text = readSlot(source, slot).text;
    if (text === undefined || !isImageName(splitReference(text).name)) return [];
    return {
      source,
      form: 'manifest' as const,
      name: splitReference(text).name,
      path: entry,
      start: itemStart(list, index),
      end: rangeOf(item)[1],
      layout: { kind: 'reference' as const, slot, prefix: '' },
    };
  });
}

import { isImageName, splitReference } from '../model/image-reference.js';
import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from '../yaml/ast.js';
import type { YamlPath } from '../yaml/locate.js';
import { pairStart, rangeOf } from '../yaml/splice-pair.js';
import {
  findPair,
  keyText,
  readSlot,
  readUnit,
  resolved,
  type ImageSite,
  type PartsLayout,
  type Slot,
  type YamlSource,
} from './image-site.js';

const NAME_KEYS = ['repository', 'name'];
const TAG_KEYS = ['tag', 'version', 'imageTag'];

/** A part of a document that is read as Helm values. */
export interface ValuesTree {
  readonly source: YamlSource;
  readonly node: unknown;
  readonly path: YamlPath;
  /** What the node is called: its key, a list item's `name`; nothing at the root. */
  readonly holder?: string;
}

type ValuesMap = ValuesTree & { readonly node: YAMLMap };

/**
 * The images in Helm values: maps with repository and tag, and references under a key that ends in
 * `image`. An image is called after the key that holds it; `image` itself after the key around it.
 */
export function helmSites(tree: ValuesTree): ImageSite[] {
  const { source, node, path } = tree;
  if (isSeq(node)) {
    return node.items.flatMap((item, index) => {
      const holder = isMap(item)
        ? readSlot(source, { parent: item, key: 'name', path }).text
        : undefined;
      return helmSites({
        source,
        node: item,
        path: [...path, index],
        ...(holder !== undefined && { holder }),
      });
    });
  }
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => {
    const key = keyText(pair);
    if (key === undefined) return [];
    const site = imageSite({ ...tree, node }, pair, key);
    return site
      ? [site]
      : helmSites({ source, node: pair.value, path: [...path, key], holder: key });
  });
}

function imageSite(tree: ValuesMap, pair: Pair, key: string): ImageSite | undefined {
  const { source } = tree;
  const path = [...tree.path, key];
  const value = resolved(source, pair.value);
  const layout = isMap(value)
    ? mapLayout({ source, node: value, path }, isImageKey(key))
    : isScalar(value) && isImageKey(key)
      ? textLayout(tree, key)
      : undefined;
  if (!layout) return undefined;
  const range = { start: pairStart(pair), end: rangeOf(pair.value)[1] };
  const name = /^image$/i.test(key) ? (tree.holder ?? readUnit({ source, layout }).newName) : key;
  const site = { source, form: 'helm' as const, name: name ?? key, path, ...range, layout };
  return isMap(value) && value !== pair.value ? { ...site, frozen: 'is an alias' } : site;
}

function isImageKey(key: string): boolean {
  return /image$/i.test(key);
}

/** `{registry?, repository, tag?, digest?}`; beside an image key also `name`, `version`, `imageTag` (H8). */
function mapLayout({ source, node, path }: ValuesMap, imageKey: boolean): PartsLayout | undefined {
  const slot = (key: string): Slot => ({ parent: node, key, path: [...path, key] });
  const has = (key: string) => findPair(node, key) !== undefined;
  const nameKey = NAME_KEYS.find((key) => readSlot(source, slot(key)).text !== undefined);
  const tagKey = TAG_KEYS.find(has) ?? 'tag';
  const byKey = imageKey && nameKey !== undefined && (nameKey === 'repository' || has(tagKey));
  const byShape = nameKey === 'repository' && (has('tag') || has('digest'));
  if (nameKey === undefined || !(byKey || byShape)) return undefined;
  return {
    kind: 'parts',
    ...(has('registry') && { registry: slot('registry') }),
    newName: slot(nameKey),
    tag: slot(tagKey),
    digest: slot('digest'),
    keyOrder: ['registry', nameKey, tagKey, 'digest'],
    removal: 'key',
  };
}

/** `image: r/a:v1`, or `image: r/a` with `imageTag: v1` beside it. */
function textLayout(
  { source, node, path }: ValuesMap,
  key: string,
): ImageSite['layout'] | undefined {
  const slot = (name: string): Slot => ({ parent: node, key: name, path: [...path, name] });
  const reference = splitReference(readSlot(source, slot(key)).text ?? '');
  if (!isImageName(reference.name)) return undefined;
  const beside = key === 'image' ? [`${key}Tag`, 'tag', 'version'] : [`${key}Tag`];
  const tagKey = beside.find((name) => findPair(node, name) !== undefined);
  if (tagKey === undefined || reference.tag !== undefined || reference.digest !== undefined) {
    return { kind: 'reference', slot: slot(key), prefix: '' };
  }
  const digestKey = tagKey === `${key}Tag` ? `${key}Digest` : 'digest';
  return {
    kind: 'parts',
    newName: slot(key),
    tag: slot(tagKey),
    digest: slot(digestKey),
    keyOrder: [key, tagKey, digestKey],
    removal: 'key',
  };
}

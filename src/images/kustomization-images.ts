import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from '../yaml/ast.js';
import { itemStart } from '../yaml/splice-item.js';
import { pairStart, rangeOf } from '../yaml/splice-pair.js';
import {
  keyText,
  notEditable,
  readSlot,
  resolved,
  scalarSource,
  type ImageForm,
  type ImageSite,
  type PartsLayout,
  type YamlSource,
} from './image-site.js';

const LIST_FORMS = new Map<string, ImageForm>([
  ['images', 'kustomization'],
  ['imagetags', 'imageTags'],
]);
const KEY_ORDER = ['name', 'newName', 'newTag', 'digest'];

/**
 * The entries of a Kustomization's or Component's `images`, and of the `imageTags` of old. The key
 * may be in any case, as kustomize takes it.
 *
 * @throws UsageError `NOT_EDITABLE` where `images` is no list.
 */
export function kustomizationSites(source: YamlSource): ImageSite[] {
  return imageLists(source).flatMap(({ pair, form }) => listSites(source, pair, form));
}

/** The pairs of a kustomization that hold a list of images. */
export function imageLists(source: YamlSource): ImageList[] {
  const root = source.document.contents;
  if (!isMap(root)) return [];
  return root.items.flatMap((pair): ImageList[] => {
    const form = LIST_FORMS.get(keyText(pair)?.toLowerCase() ?? '');
    return form ? [{ pair, form }] : [];
  });
}

export interface ImageList {
  readonly pair: Pair;
  readonly form: ImageForm;
}

function listSites(source: YamlSource, pair: Pair, form: ImageForm): ImageSite[] {
  const list = resolved(source, pair.value);
  if (list === null || (isScalar(list) && list.value === null)) return [];
  const key = keyText(pair) ?? '';
  if (!isSeq(list)) {
    throw notEditable(source, pairStart(pair), {
      message: `"${key}" is not a list`,
      hint: 'kustomize reads a list of entries with name, newName, newTag and digest',
    });
  }
  return list.items.flatMap((_, index) => itemSite(source, { list, index, key, form }) ?? []);
}

interface Item {
  readonly list: YAMLSeq;
  readonly index: number;
  readonly key: string;
  readonly form: ImageForm;
}

function itemSite(source: YamlSource, { list, index, key, form }: Item): ImageSite | undefined {
  const item = list.items[index];
  const map = resolved(source, item);
  if (!isMap(map)) return undefined;
  const path = [...source.base, key, index];
  const slot = (name: string) => ({ parent: map, key: name, path: [...path, name] });
  const name = readSlot(source, slot('name')).text;
  if (name === undefined) return undefined;
  const layout: PartsLayout = {
    kind: 'parts',
    newName: slot('newName'),
    tag: slot('newTag'),
    digest: slot('digest'),
    keyOrder: KEY_ORDER,
    removal: 'key',
  };
  const start = itemStart(list, index);
  const site = { source, form, name, path, start, end: rangeOf(item)[1], layout };
  return item === map ? site : { ...site, frozen: 'is an alias' };
}

/** Whether a document is for kustomize: `true` and `false` if it says so, else `undefined`. */
export function isKustomization(root: unknown): boolean | undefined {
  if (!isMap(root)) return undefined;
  const kind = rootText(root, 'kind');
  return kind === undefined ? undefined : kind === 'Kustomization' || kind === 'Component';
}

/** The text of a root key such as `kind`. */
export function rootText(root: YAMLMap, key: string): string | undefined {
  const pair = root.items.find((each) => isPair(each) && keyText(each) === key);
  return isScalar(pair?.value) ? scalarSource(pair.value) : undefined;
}

import { BugError } from '../errors.js';
import { isMap, type YAMLMap, type YAMLSeq } from '../yaml/ast.js';
import type { YamlPath } from '../yaml/locate.js';
import { itemStart } from '../yaml/splice-item.js';
import { rangeOf } from '../yaml/splice-pair.js';
import {
  readSlot,
  type ImageSite,
  type PartsLayout,
  type Slot,
  type YamlSource,
} from './image-site.js';

type Role = 'registry' | 'newName' | 'tag' | 'digest';

const ROLES = new Map<string, Role>([
  ['registry', 'registry'],
  ['repository', 'newName'],
  ['name', 'newName'],
  ['tag', 'tag'],
  ['digest', 'digest'],
]);

interface Parameter {
  readonly index: number;
  readonly map: YAMLMap;
  /** `backend.image` of `backend.image.tag`. */
  readonly base: string;
  readonly role: Role;
  readonly slot: Slot;
}

/**
 * The images that Helm parameters set, one from all parameters under the same `….image` (H18). It
 * is called after the key around `image`, else after its repository.
 */
export function parameterSites(source: YamlSource, list: YAMLSeq, path: YamlPath): ImageSite[] {
  const parameters = list.items.flatMap(
    (item, index) => parameterOf(source, item, [...path, index]) ?? [],
  );
  const bases = [...new Set(parameters.map(({ base }) => base))];
  return bases.map((base) => {
    const members = parameters.filter((parameter) => parameter.base === base);
    return siteOf(source, list, members);
  });
}

function parameterOf(source: YamlSource, item: unknown, path: YamlPath): Parameter | undefined {
  if (!isMap(item)) return undefined;
  const slot = (key: string): Slot => ({ parent: item, key, path: [...path, key] });
  const text = readSlot(source, slot('name')).text ?? '';
  const [, base = '', last = ''] = /^(.*)\.([^.]+)$/.exec(text) ?? [];
  const role = ROLES.get(last);
  if (!role || !/image$/i.test(base)) return undefined;
  return { index: Number(path.at(-1)), map: item, base, role, slot: slot('value') };
}

function siteOf(source: YamlSource, list: YAMLSeq, members: readonly Parameter[]): ImageSite {
  const slots = Object.fromEntries(members.map(({ role, slot }) => [role, slot]));
  const layout: PartsLayout = { kind: 'parts', ...slots, keyOrder: [], removal: 'text' };
  const main = members.find(({ role }) => role === 'tag') ?? members[0];
  if (!main) throw new BugError('an image without parameters');
  const { base, index, map, slot } = main;
  const around = base.replace(/\.?image$/i, '');
  const repository = readSlot(source, layout.newName).text;
  const name = /(^|\.)image$/i.test(base) ? (around === '' ? (repository ?? base) : around) : base;
  const range = { start: itemStart(list, index), end: rangeOf(map)[1] };
  return { source, form: 'argocd', name, path: slot.path.slice(0, -1), ...range, layout };
}

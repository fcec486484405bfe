import { splitReference } from '../model/image-reference.js';
import { isMap, isSeq, type YAMLSeq } from '../yaml/ast.js';
import type { YamlPath } from '../yaml/locate.js';
import { itemStart } from '../yaml/splice-item.js';
import { rangeOf } from '../yaml/splice-pair.js';
import { embeddedSource } from './embedded-source.js';
import { helmSites, type ValuesTree } from './helm-images.js';
import { parameterSites } from './helm-parameter-images.js';
import { findPair, readSlot, type ImageSite, type YamlSource } from './image-site.js';

/**
 * The images that an Application, or the template of an ApplicationSet, sets in its sources:
 * Kustomize overrides, Helm parameters and values. `targetRevision` is none (H21).
 */
export function argocdSites(source: YamlSource): ImageSite[] {
  const { contents } = source.document;
  const template = at(contents, ['spec', 'template']);
  const head = isMap(template) ? ['spec', 'template', 'spec'] : ['spec'];
  const spec = at(contents, head);
  const path = [...source.base, ...head];
  const one = sourceSites({ source, node: at(spec, ['source']), path: [...path, 'source'] });
  const list = at(spec, ['sources']);
  const several = isSeq(list) ? list.items : [];
  return [
    ...one,
    ...several.flatMap((node, index) =>
      sourceSites({ source, node, path: [...path, 'sources', index] }),
    ),
  ];
}

function sourceSites({ source, node, path }: ValuesTree): ImageSite[] {
  if (!isMap(node)) return [];
  const images = at(node, ['kustomize', 'images']);
  const parameters = at(node, ['helm', 'parameters']);
  const valuesObject = at(node, ['helm', 'valuesObject']);
  const helm = [...path, 'helm'];
  return [
    ...(isSeq(images) ? overrideSites(source, images, [...path, 'kustomize', 'images']) : []),
    ...(isSeq(parameters) ? parameterSites(source, parameters, [...helm, 'parameters']) : []),
    ...helmSites({ source, node: valuesObject, path: [...helm, 'valuesObject'] }),
    ...valuesTextSites(source, at(node, ['helm', 'values']), [...helm, 'values']),
  ];
}

/** `app=r/a:v1` or `r/a:v1`, as `kustomize edit set image` takes them (H16). */
function overrideSites(source: YamlSource, list: YAMLSeq, path: YamlPath): ImageSite[] {
  return list.items.flatMap((item, index) => {
    const slot = { parent: list, key: index, path: [...path, index] };
    const text = readSlot(source, slot).text;
    if (text === undefined) return [];
    const prefix = text.slice(0, text.indexOf('=') + 1);
    const name = prefix === '' ? splitReference(text).name : prefix.slice(0, -1);
    const range = { start: itemStart(list, index), end: rangeOf(item)[1] };
    const layout = { kind: 'reference' as const, slot, prefix };
    return { source, form: 'argocd' as const, name, path: slot.path, ...range, layout };
  });
}

/** Values as a text: edited inside where it is a literal block, else only known (H20). */
function valuesTextSites(source: YamlSource, node: unknown, path: YamlPath): ImageSite[] {
  const embedded = embeddedSource(source, node, path);
  if (!embedded) return [];
  const { source: inner, literal } = embedded;
  const sites = helmSites({ source: inner, node: inner.document.contents, path });
  const frozen = 'stands in a folded or quoted text';
  return literal ? sites : sites.map((site) => ({ ...site, frozen }));
}

function at(node: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (map, key) => (isMap(map) ? findPair(map, key)?.value : undefined),
    node,
  );
}

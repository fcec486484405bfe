import type { KubernetesObject } from '../manifests/kubernetes-object.js';
import { isKustomizationPath } from '../manifests/local-references.js';
import type { FileTree, TextFile } from '../model/file-tree.js';
import { isMap } from '../model/is-map.js';
import { parseDocuments, valueIfSound } from '../yaml/parse.js';

/** An object as a file holds it, built or not. */
export interface WrittenObject {
  readonly path: string;
  readonly object: KubernetesObject;
}

const ARGO_CD = new Set(['Application', 'ApplicationSet', 'AppProject']);

/**
 * Argo CD's own objects: a folder of them needs no kustomization to be applied. A patch of one
 * counts too.
 */
export function argocdObjects(files: FileTree): WrittenObject[] {
  return objectsWith(files, 'argoproj.io/').filter(({ object }) => isOfArgoCd(object));
}

export function isOfArgoCd({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === 'argoproj.io/v1alpha1' && ARGO_CD.has(kind ?? '');
}

/** The definitions of kinds that the repository brings along. */
export function definitionsOfKinds(files: FileTree): WrittenObject[] {
  return objectsWith(files, 'CustomResourceDefinition').filter(
    ({ object }) => object.kind === 'CustomResourceDefinition',
  );
}

/** Whether a file holds an object and nothing else. */
export function isManifest(path: string, { content }: TextFile): boolean {
  if (!/\.ya?ml$/.test(path) || isKustomizationPath(path)) return false;
  if (!/^apiVersion:/m.test(content) || !/^kind:/m.test(content)) return false;
  return parseDocuments(content, '1.1').every((document) => {
    const value = valueIfSound(document);
    return isMap(value) && 'apiVersion' in value && 'kind' in value;
  });
}

/** The objects of manifests that contain a text; files that are no YAML, as templates of charts, have none. */
function objectsWith(files: FileTree, text: string): WrittenObject[] {
  return [...files].flatMap(([path, { content }]) => {
    if (!/\.ya?ml$/.test(path) || isKustomizationPath(path) || !content.includes(text)) return [];
    return parseDocuments(content, '1.1').flatMap((document) => {
      const value = valueIfSound(document);
      return isMap(value) ? [{ path, object: value }] : [];
    });
  });
}

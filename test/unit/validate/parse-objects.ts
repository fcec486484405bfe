import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../../src/manifests/kubernetes-object.js';

/** The objects of a YAML stream. */
export function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}

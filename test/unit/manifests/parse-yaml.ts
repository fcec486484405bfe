import { parse } from 'yaml';
import type { Manifest } from '../../../src/manifests/schema-checker.js';

/** One object, written as a person would. */
export function parseYaml(text: string): Manifest {
  return parse(text) as Manifest;
}

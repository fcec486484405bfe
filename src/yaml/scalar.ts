import { parseDocument } from 'yaml';

/**
 * Integers that Go reads and neither YAML version has: `strconv.ParseInt` with base 0, which
 * go-yaml calls, takes upper-case prefixes too.
 */
const GO_INTEGER = /^[-+]?0(?:[xX][0-9a-fA-F_]+|[oO][0-7_]+|[bB][01_]+)$/;

/** Begins as nothing but a string does, and holds nothing that means something to YAML. */
const RELATIVE_PATH = /^\.\/[\w./-]+$/;

/** What was asked before: the names and addresses of a repository stand in many of its files. */
const known = new Map<string, boolean>();

/**
 * Whether `text` written plainly reads back as that very string under YAML 1.1 (kustomize) and
 * under the 1.2 core schema (Helm, this program), in block and in flow context.
 */
export function isPlainString(text: string): boolean {
  if (RELATIVE_PATH.test(text)) return true;
  const plain = known.get(text) ?? looksPlain(text);
  known.set(text, plain);
  return plain;
}

function looksPlain(text: string): boolean {
  if (text === '' || /[\n\r\t]/.test(text) || GO_INTEGER.test(text)) return false;
  return (['1.1', '1.2'] as const).every((version) => readsBack(`a: [${text}]`, text, version));
}

/** The shortest spelling of a one-line string: plain where that is safe, else double-quoted. */
export function scalarText(text: string): string {
  return isPlainString(text) ? text : JSON.stringify(text);
}

function readsBack(source: string, text: string, version: '1.1' | '1.2'): boolean {
  const document = parseDocument(source, { version, logLevel: 'silent' });
  const value: unknown = document.getIn(['a', 0]);
  const items: unknown = document.get('a');
  const one = typeof items === 'object' && items !== null && 'items' in items;
  return (
    document.errors.length === 0 && one && value === text && (items.items as unknown[]).length === 1
  );
}

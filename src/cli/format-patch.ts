import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { inOrder, type ObjectChange } from '../manifests/compare-objects.js';
import { formatObjectId, type ObjectId } from '../model/object-id.js';
import { printYaml } from '../yaml/print.js';

/** Comparing texts takes the square of the lines that differ. */
const MAX_EDITS = 2000;

interface Folders {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * A unified diff of one object as YAML, whose head names its folder and itself. Where very many
 * lines differ, it takes away all and adds all.
 */
export function formatPatch(
  { id, formerId = id, before, after }: ObjectChange,
  folders: Folders,
): string {
  const nameOf = (folder: string | undefined, object: ObjectId) =>
    printable(`${folder ?? ''} ${formatObjectId(object)}`);
  const head = [
    before ? nameOf(folders.before, formerId) : '/dev/null',
    after ? nameOf(folders.after, id) : '/dev/null',
  ] as const;
  const [was, is] = [before, after].map((object) => (object ? printYaml(inOrder(object)) : ''));
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MAX_EDITS };
  const patch = createTwoFilesPatch(...head, was ?? '', is ?? '', '', '', options);
  return patch ?? wholePatch(head, was ?? '', is ?? '');
}

/** Without what a terminal would take for commands. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function wholePatch([from, to]: readonly [string, string], before: string, after: string): string {
  const [was, is] = [before, after].map((text) => text.trimEnd().split('\n')) as [
    string[],
    string[],
  ];
  return [
    `--- ${from}`,
    `+++ ${to}`,
    `@@ -1,${was.length} +1,${is.length} @@`,
    ...was.map((line) => `-${line}`),
    ...is.map((line) => `+${line}`),
    '',
  ].join('\n');
}

const COLORS: Readonly<Record<string, string>> = { '-': '31', '+': '32', '@': '36' };

/** A patch as `git diff` colors it on a terminal. */
export function colorPatch(patch: string): string {
  const colored = (line: string, index: number) => {
    const code = index < 2 ? '1' : COLORS[line.charAt(0)];
    return code === undefined ? line : `\u001B[${code}m${line}\u001B[0m`;
  };
  return patch.split('\n').map(colored).join('\n');
}

import { diffIndices } from 'node-diff3';
import { linesOf } from './text-style.js';
import type { ThreeTexts } from './text-merge.js';

/** Lines, by their number, for which something else vouches. */
export interface ExemptLines {
  readonly ours: (line: number) => boolean;
  readonly merged: (line: number) => boolean;
}

/**
 * Whether a merge changed no more of ours than the template changed of the ancestor: each line
 * that went, went there too, and each line that came, came there too. Indentation does not count,
 * for ours may have another.
 */
export function linesAreExplained(texts: ThreeTexts, merged: string, exempt: ExemptLines): boolean {
  const template = changedLines(texts.ancestor, texts.theirs);
  const result = changedLines(texts.ours, merged);
  return (
    within(textsOf(result.gone, exempt.ours), textsOf(template.gone)) &&
    within(textsOf(result.come, exempt.merged), textsOf(template.come))
  );
}

interface Line {
  readonly number: number;
  readonly text: string;
}

function changedLines(before: string, after: string): { gone: Line[]; come: Line[] } {
  const hunks = diffIndices(linesOf(before), linesOf(after));
  const numbered = (first: number, lines: readonly string[]) =>
    lines.map((text, index) => ({ number: first + index, text: text.trimStart() }));
  return {
    gone: hunks.flatMap((hunk) => numbered(hunk.buffer1[0], hunk.buffer1Content)),
    come: hunks.flatMap((hunk) => numbered(hunk.buffer2[0], hunk.buffer2Content)),
  };
}

function textsOf(
  lines: readonly Line[],
  exempt: (line: number) => boolean = () => false,
): string[] {
  return lines.filter(({ number }) => !exempt(number)).map(({ text }) => text);
}

/** Whether the texts are among the others, each as often. */
export function within(texts: readonly string[], others: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1);
  return texts.every((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0;
  });
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { mergeText, type ThreeTexts } from '../../src/merge/text-merge.js';
import { RUNS } from './runs.js';

const labels = { ours: 'yours', ancestor: 'template 1', theirs: 'template 2' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gitops-gen-merge-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What `git merge-file` makes of the texts; its exit code is the number of conflicts. */
function mergeWithGit(texts: ThreeTexts): { clean: boolean; text: string } {
  const paths = (['ours', 'ancestor', 'theirs'] as const).map((side) => {
    const path = join(folder, side);
    writeFileSync(path, texts[side]);
    return path;
  });
  try {
    const text = execFileSync('git', ['merge-file', '-p', '--diff3', ...paths], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { clean: true, text };
  } catch (error) {
    const failed = error as { status: number | null; stdout: string };
    if (failed.status === null || failed.status > 127) throw error;
    return { clean: false, text: failed.stdout };
  }
}

type Change = 'keep' | 'change' | 'remove' | 'insert';

const change = fc.constantFrom<Change>('keep', 'keep', 'keep', 'change', 'remove', 'insert');

/** One line after a change. No text holds a line twice: aligning repeated lines is a matter of taste. */
function changedLine(index: number, kind: Change, variant: string): string[] {
  const line = `line ${String(index)}`;
  if (kind === 'change') return [`${line} ${variant}`];
  if (kind === 'insert') return [line, `${line} and ${variant}`];
  return kind === 'keep' ? [line] : [];
}

const texts = fc
  .array(fc.record({ ours: change, theirs: change, same: fc.boolean() }), { maxLength: 30 })
  .map((lines): ThreeTexts => {
    const text = (pick: (line: (typeof lines)[number]) => [Change, string]) =>
      lines
        .flatMap((line, index) => changedLine(index, ...pick(line)).map((each) => `${each}\n`))
        .join('');
    return {
      ancestor: text(() => ['keep', '']),
      ours: text(({ ours }) => [ours, 'a']),
      theirs: text(({ theirs, same }) => [theirs, same ? 'a' : 'b']),
    };
  });

describe('update.md 11', () => {
  test.prop([texts], { numRuns: RUNS })(
    'P10: the text merge is that of git merge-file',
    (sides) => {
      const [git, own] = [mergeWithGit(sides), mergeText(sides, labels)];
      expect(own.clean).toBe(git.clean);
      if (git.clean) expect(own.text).toBe(git.text);
    },
  );
});

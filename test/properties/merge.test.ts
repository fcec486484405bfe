import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { mergeFile, type FileMerge } from '../../src/merge/merge-file.js';
import { changesOf } from '../../src/merge/merge-plan.js';
import { planMerge } from '../../src/merge/plan-merge.js';
import { readStyle } from '../../src/merge/text-style.js';
import { isVerified } from '../../src/merge/verify.js';
import type { TextFile } from '../../src/model/file-tree.js';
import { RUNS } from './runs.js';
import { versions, type Versions } from './merge-files.js';

const CASES = { numRuns: RUNS };
const labels = { ours: 'yours', ancestor: 'template 1', theirs: 'template 2' };

function merge({ path, ancestor, ours, theirs }: Omit<Versions, 'later'>): FileMerge {
  return mergeFile({ path, ancestor, ours, theirs, labels });
}

function plan(
  trees: Record<'ancestor' | 'ours' | 'desired', ReadonlyMap<string, TextFile>>,
  seeds = new Set<string>(),
) {
  return planMerge({
    ...trees,
    ours: { files: trees.ours },
    seedPaths: seeds,
    operation: 'update',
    onConflict: 'inline',
    versions: { ancestor: '1', theirs: '2' },
  });
}

const one = (path: string, content: string) =>
  new Map([[path, { content, mode: '0644' as const }]]);
const linesOf = (text: string) =>
  text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trim());

const splitComments = (line: string) => line.split(/(?= # (?:known|user) )/);

describe('update.md 11', () => {
  test.prop([versions()], CASES)(
    'P3: files that the template leaves alone keep every byte',
    ({ path, ancestor, ours, theirs }) => {
      const kept = plan({
        ancestor: one(path, ancestor),
        ours: one(path, ours),
        desired: one(path, ancestor),
      });
      const seed = plan(
        { ancestor: new Map(), ours: one(path, ours), desired: one(path, theirs) },
        new Set([path]),
      );
      const foreign = plan({ ancestor: new Map(), ours: one(path, ours), desired: new Map() });
      expect([kept, seed, foreign].flatMap(changesOf)).toEqual([]);
    },
  );

  test.prop([versions()], CASES)('P5: two steps of the template come out as one', (files) => {
    const { path, ancestor, ours, theirs, later } = files;
    fc.pre(!converges(files));
    const first = merge(files);
    const second = merge({ path, ancestor: theirs, ours: first.content, theirs: later });
    const direct = merge({ path, ancestor, ours, theirs: later });
    fc.pre([first, second, direct].every(({ outcome }) => outcome !== 'conflict'));
    expect(facts(second.content)).toEqual(facts(direct.content));
  });

  test.prop([versions({ restyle: false })], CASES)(
    'P7: no line of the user disappears unreported',
    (files) => {
      const result = merge(files);
      fc.pre(result.outcome !== 'conflict');
      const known = new Set(
        linesOf(files.ancestor).flatMap((line) => [line, ...splitComments(line)]),
      );
      const left = new Set(linesOf(result.content));
      for (const line of linesOf(files.ours)) {
        if (known.has(line) || left.has(line)) continue;
        const [value = '', ...comments] = splitComments(line);
        expect(known.has(value), line).toBe(true);
        for (const comment of comments) expect(files.ancestor + result.content).toContain(comment);
      }
    },
  );

  test.prop([fc.array(versions(), { minLength: 2, maxLength: 4 }), fc.nat()], CASES)(
    'P8: the order of files is irrelevant',
    (files, turn) => {
      const named = files.map((file, index) => ({
        ...file,
        name: `d${String(index)}/${file.path}`,
      }));
      const turned = [
        ...named.slice(turn % named.length),
        ...named.slice(0, turn % named.length),
      ].reverse();
      const side = (all: typeof named, which: 'ancestor' | 'ours' | 'theirs') =>
        new Map(all.map((file) => [file.name, { content: file[which], mode: '0644' as const }]));
      const planOf = (all: typeof named) =>
        plan({
          ancestor: side(all, 'ancestor'),
          ours: side(all, 'ours'),
          desired: side(all, 'theirs'),
        });
      expect(planOf(turned).paths).toEqual(planOf(named).paths);
    },
  );

  test.prop([versions()], CASES)('P11: a pin that CI wrote never changes', (files) => {
    const result = merge(files);
    fc.pre(result.outcome !== 'conflict');
    const [before, ours, after] = [files.ancestor, files.ours, result.content].map((text) =>
      pinsIn(files.path, text),
    );
    for (const [holder, pins] of ours!) {
      if (before!.get(holder) === pins) continue;
      expect(after!.get(holder), holder).toBe(pins);
    }
  });

  test.prop([versions(), fc.nat()], CASES)(
    'P15: a changed leaf, comment or untouched line is noticed',
    (files, pick) => {
      const result = merge(files);
      fc.pre(result.outcome !== 'conflict');
      const [ours, ancestor, theirs, merged] = [
        files.ours,
        files.ancestor,
        files.theirs,
        result.content,
      ].map((text) => readStyle(text).text);
      const texts = { ours: ours!, ancestor: ancestor!, theirs: theirs! };
      const verify = (text: string) =>
        isVerified({
          path: files.path,
          texts,
          merged: text,
          yaml: true,
          union: false,
          dropPins: false,
          settle: undefined,
        });
      const lines = merged!.split('\n').slice(0, -1);
      const untouched = lines.flatMap((line, index) =>
        ours!.split('\n').includes(line) ? [index] : [],
      );
      const at = untouched[pick % Math.max(1, untouched.length)];
      fc.pre(at !== undefined);
      expect(verify(merged!)).toBe(true);
      expect(
        verify(lines.map((line, index) => (index === at ? `${line}~\n` : `${line}\n`)).join('')),
      ).toBe(false);
    },
  );
});

/** Path → value, list items by name, key or text, for files whose lists allow it. */
function facts(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string, value: unknown): void => {
    if (Array.isArray(value) && /\/(args|extra)$/.test(path))
      found.set(path, JSON.stringify(value));
    else if (Array.isArray(value))
      value.forEach((item: unknown) => {
        walk(`${path}/[${identity(item)}]`, item);
      });
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(`${path}/${key}`, inner);
    } else found.set(path, JSON.stringify(value));
  };
  for (const document of parseAllDocuments(text))
    walk('', (document as { toJS: () => unknown }).toJS());
  return found;
}

function identity(item: unknown): string {
  if (typeof item === 'object' && item !== null && 'name' in item) return String(item.name);
  return String(item).split('=')[0] ?? '';
}

/** Whether ours and theirs made one change alike, or one that overlaps. */
function converges({ ancestor, ours, theirs }: Versions): boolean {
  const [a, w, d] = [ancestor, ours, theirs].map(facts);
  const paths = new Set([...a!.keys(), ...w!.keys(), ...d!.keys()]);
  return [...paths].some((path) => w!.get(path) === d!.get(path) && w!.get(path) !== a!.get(path));
}

/** The pin units of a file by the place of their holder. */
function pinsIn(path: string, text: string): ReadonlyMap<string, string> {
  const isOverlay = path.endsWith('kustomization.yaml');
  const pin = isOverlay
    ? /^\/images\/(\[.*\])\/(newName|newTag|digest)$/
    : /^\/(.*)\/image\/(repository|tag|digest)$/;
  const units = new Map<string, string>();
  for (const [place, value] of path.startsWith('base') ? [] : facts(text)) {
    const match = pin.exec(place);
    if (match) units.set(match[1]!, `${units.get(match[1]!) ?? ''} ${match[2]!}=${value}`);
  }
  return units;
}

import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, test as vitest } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { changesOf, type MergePlan } from '../../src/merge/merge-plan.js';
import { planMerge } from '../../src/merge/plan-merge.js';
import type { FileTree, ManagedTree, TextFile } from '../../src/model/file-tree.js';
import type { RepositoryModel } from '../../src/model/repository-model.js';
import { parseModel } from '../../src/model-file/parse-model.js';
import { renderRenames, renderRepository } from '../../src/render/render-repository.js';
import { loadBuiltInCatalog } from '../../src/workflows/load-catalogs.js';
import { kustomizeBuild } from '../support/kustomize-build.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { RUNS } from './runs.js';
import { changedByUser, templatesWith, updateCase, type UpdateCase } from './update-cases.js';

const MODEL = parseModel(`apiVersion: gitops-gen.dev/v1
repository: { url: https://git.example.com/acme/deploy.git }
argocd: { project: shop }
environments: [{ name: dev }, { name: prod }]
apps:
  - { name: web, example: acme/web }
`).value;
const APPS = ['web', 'shop', 'api'].map((name) => ({ ...MODEL.apps[0]!, name }));

/** How many overlays are built: 100 by default. */
const BUILDS = Math.ceil(RUNS / 10);
let builds = 0;

let builtIn: Catalog;
beforeAll(async () => {
  builtIn = await loadBuiltInCatalog();
});

type Entries = readonly (readonly [string, TextFile])[];

function catalogFiles(changes: readonly string[]): Entries {
  const templates = Object.entries(templatesWith(changes)).flatMap(([path, content]) =>
    content === undefined ? [] : [[`web/${path}`, { content, mode: '0644' }] as const],
  );
  return [...templates, ['catalog.yaml', { content: 'version: 1.0.0\n', mode: '0644' }]];
}

function catalogsOf(files: Entries): Catalog[] {
  return [builtIn, parseCatalog(new Map(files), { name: 'acme', at: 'acme' })];
}

/** Sorted by path: a map remembers the order in which its entries came. */
function renderSorted(files: Entries, model: RepositoryModel) {
  const tree = renderRepository(model, catalogsOf(files));
  return [...tree].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Version {
  readonly files: ManagedTree;
  readonly renames: ReadonlyMap<string, string>;
}
const rendered = new Map<string, Version>();

/** What the model renders to with a version of the example; each is rendered once. */
function version(changes: readonly string[]): Version {
  const key = changes.join();
  const known = rendered.get(key);
  if (known) return known;
  const catalogs = catalogsOf(catalogFiles(changes));
  const made = {
    files: renderRepository(MODEL, catalogs),
    renames: renderRenames(MODEL, catalogs),
  };
  rendered.set(key, made);
  return made;
}

function pathsOf({ files }: Version, wanted: 'merge' | 'seed'): Set<string> {
  return new Set([...files].filter(([, { policy }]) => policy === wanted).map(([path]) => path));
}

function plan(ancestor: Version, ours: FileTree, theirs: Version): MergePlan {
  const merged = pathsOf(ancestor, 'merge');
  return planMerge({
    ancestor: new Map([...ancestor.files].filter(([path]) => merged.has(path))),
    ours: { files: ours, others: new Set(ours.keys()) },
    desired: theirs.files,
    seedPaths: pathsOf(theirs, 'seed'),
    seeds: pathsOf(ancestor, 'seed'),
    renames: theirs.renames,
    operation: 'update',
    onConflict: 'inline',
    versions: { ancestor: '1.0.0', theirs: '2.0.0' },
  });
}

function apply(tree: FileTree, merge: MergePlan): Map<string, TextFile> {
  const result = new Map(tree);
  for (const { path, after } of changesOf(merge)) {
    if (after) result.set(path, after);
    else result.delete(path);
  }
  return result;
}

interface Played {
  readonly before: Version;
  readonly ours: Map<string, TextFile>;
  readonly after: Version;
  readonly merge: MergePlan;
  readonly result: Map<string, TextFile>;
}

function play({ user, template }: UpdateCase): Played {
  const [before, after] = [version([]), version(template)];
  const ours = changedByUser(before.files, user);
  const merge = plan(before, ours, after);
  return { before, ours, after, merge, result: apply(ours, merge) };
}

const isClean = ({ paths }: MergePlan) => paths.every(({ conflicts }) => conflicts.length === 0);
const bare = (line: string) => line.replaceAll(/[[\]"-]/g, '').trim();
const linesOf = (content: string) => content.split(/\r?\n/).map((line) => line.trim());
const allLines = (tree: FileTree) =>
  new Set([...tree.values()].flatMap(({ content }) => linesOf(content)));

describe('updates of whole repositories', () => {
  test.prop([updateCase], { numRuns: RUNS })(
    'P1, P2, P3, P7, P11; what is clean builds',
    async (drawn) => {
      const played = play(drawn);
      expectNothingToDo(plan(played.before, played.ours, played.before));
      if (isClean(played.merge)) expectNothingToDo(plan(played.after, played.result, played.after));
      expectOwnFilesKept(played);
      expectLinesKept(played);
      expectPinsKept(played);
      if (isClean(played.merge) && builds < BUILDS) await build(played.result);
    },
  );

  vitest('the real kustomize has built many of the results', () => {
    expect(builds).toBeGreaterThanOrEqual(BUILDS);
  });

  test.prop([updateCase], { numRuns: RUNS })(
    'P5: two steps of the templates come out as one',
    (drawn) => {
      const half = drawn.template.slice(0, Math.floor(drawn.template.length / 2));
      const [first, direct] = [play({ ...drawn, template: half }), play(drawn)];
      const second = plan(first.after, first.result, direct.after);
      fc.pre([first.merge, direct.merge, second].every(isClean));
      const [one, two] = [direct.result, apply(first.result, second)].map(meaningOf);
      expect(two).toEqual(one);
    },
  );

  test.prop([fc.shuffledSubarray(APPS, { minLength: 3 })], { numRuns: 100 })(
    'P8: the order of apps and of template files is irrelevant',
    (apps) => {
      const files = catalogFiles([]);
      const plain = renderSorted(files, { ...MODEL, apps: APPS });
      expect(renderSorted([...files].reverse(), { ...MODEL, apps })).toEqual(plain);
    },
  );
});

async function build(tree: FileTree): Promise<void> {
  const dir = await tempDir();
  await writeFiles(dir, tree);
  for (const env of ['dev', 'prod']) {
    const { path } = tools().kubectls[0]!;
    const { stdout } = await kustomizeBuild(join(dir, 'overlays', env, 'web'), path);
    expect(stdout).toContain(`namespace: web-${env}`);
    builds++;
  }
}

function expectNothingToDo(merge: MergePlan): void {
  expect(changesOf(merge)).toEqual([]);
  expect(isClean(merge)).toBe(true);
}

/** P3: files that no template makes, and those that were written once. */
function expectOwnFilesKept({ before, after, ours, result }: Played): void {
  const seeds = pathsOf(before, 'seed');
  for (const [path, file] of ours) {
    const isManaged = before.files.has(path) || after.files.has(path);
    if (!isManaged || seeds.has(path)) expect(result.get(path), path).toEqual(file);
  }
}

/** P7; markers show the line, and where it took the template's layout its words are left. */
function expectLinesKept({ before, ours, merge, result }: Played): void {
  const [known, left] = [allLines(before.files), allLines(result)];
  const words = [...left].map(bare).join('\n');
  const reports = JSON.stringify(merge.paths.map(({ conflicts, notices }) => [conflicts, notices]));
  const isReported = (line: string) => reports.includes(JSON.stringify(line).slice(1, -1));
  for (const line of allLines(ours)) {
    if (known.has(line) || left.has(line) || isReported(line)) continue;
    expect(words, line).toContain(bare(line.replace(/ # user.*/, '')));
  }
}

/** P11; a conflict shows both sides whole. */
function expectPinsKept({ ours, merge, result }: Played): void {
  for (const { path, outcome } of merge.paths) {
    const pin = /newTag: 2\.5\.0|digest: .*/.exec(ours.get(path)?.content ?? '')?.[0];
    if (pin === undefined || !path.startsWith('overlays/')) continue;
    const content = result.get(path)?.content;
    expect(content).toContain(pin);
    if (outcome !== 'conflict') expect(content?.match(/newTag:|digest:/g)).toHaveLength(1);
  }
}

/** What files say, apart from comments and from the order and layout of their lines. */
function meaningOf(tree: FileTree): Record<string, string[]> {
  const meaning = (content: string) =>
    linesOf(content)
      .map((line) => bare(line.replace(/ *#.*/, '')))
      .filter((line) => line !== '')
      .sort();
  return Object.fromEntries([...tree].map(([path, { content }]) => [path, meaning(content)]));
}

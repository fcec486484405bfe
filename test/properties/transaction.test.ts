import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitPaths } from '../../src/io/git/commit.js';
import { openGit } from '../../src/io/git/open-git.js';
import { readTextFiles } from '../../src/io/files.js';
import { recover } from '../../src/io/recovery.js';
import { transactionSteps } from '../../src/io/transaction.js';
import { changesBetween, type FileChange } from '../../src/model/change-set.js';
import type { TextFile } from '../../src/model/file-tree.js';
import { git } from '../support/repository.js';
import { tempDir } from '../support/temp-dir.js';
import { treeHash } from '../support/tree-hash.js';
import { writeFiles } from '../support/write-files.js';

/** No path is a folder of another. */
const PATHS = ['a', 'b.sh', 'd/a', 'd/b', 'd/e/f/a', 'x y/ü', '.hidden/a', '.gitops-gen/lock.yaml'];

const file: fc.Arbitrary<TextFile> = fc.record(
  {
    content: fc.constantFrom('', 'one\n', 'two\r\n', '\ufeffthree'),
    mode: fc.constantFrom('0644' as const, '0755' as const),
  },
  { noNullPrototype: true },
);
const tree = fc
  .array(fc.tuple(fc.constantFrom(...PATHS), file), { maxLength: 8 })
  .map((entries) => new Map(entries));

const scenario = fc.record({
  before: tree,
  after: tree,
  deleted: fc.subarray(PATHS),
  kind: fc.constantFrom('folder' as const, 'unborn' as const, 'committed' as const),
  /** Which of the steps is the last. */
  stop: fc.nat(),
});

test('stopped after any step, recovery leaves the old tree or the new one, index included', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ before, after, deleted, kind, stop }) => {
      const root = join(await tempDir(), 'root');
      const repository = kind === 'folder' ? undefined : openGit(root);
      await writeFiles(root, { 'theirs.txt': 'theirs\n' });
      await writeFiles(root, before);
      if (kind !== 'folder') await git(root, 'init', '--quiet', '--initial-branch=main');
      if (kind === 'committed') {
        await git(root, 'add', '--all');
        await git(root, 'commit', '--quiet', '--message', 'before');
      }
      const removals = deleted.flatMap((path): FileChange[] => {
        const was = before.get(path);
        return was && !after.has(path) ? [{ path, before: was }] : [];
      });
      const changes = [...changesBetween(before, after), ...removals];
      fc.pre(changes.length > 0);
      const old = await treeHash(root, { index: kind !== 'folder' });
      const paths = changes.map(({ path }) => path);
      const finish = async () => {
        if (repository) await commitPaths(repository, paths, 'after');
      };
      const steps = transactionSteps({
        root,
        changes,
        finish,
        ...(repository && { git: repository }),
      });
      const last = stop % (changes.length + 5);
      let step = await steps.next();
      for (let count = 0; count < last && step.done !== true; count++) step = await steps.next();
      await recover(root, repository);

      const committed = repository !== undefined && (await subjectOf(root)) === 'after';
      if (committed || step.done === true || step.value === 'done') {
        const now = await readTextFiles(root, [...PATHS, 'theirs.txt']);
        const expected = new Map([
          ...before,
          ...after,
          ['theirs.txt', { content: 'theirs\n', mode: '0644' }],
        ]);
        for (const { path } of removals) expected.delete(path);
        expect(now).toEqual(expected);
      } else expect(await treeHash(root, { index: kind !== 'folder' })).toBe(old);
    }),
    { numRuns: 60 },
  );
});

function subjectOf(root: string): Promise<string> {
  return git(root, 'log', '-1', '--format=%s').catch(() => '');
}

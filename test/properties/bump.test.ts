import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importCommits } from '../../src/io/git/import-commits.js';
import { openGit } from '../../src/io/git/open-git.js';
import { readBlob } from '../../src/io/git/objects.js';
import { bumpMessage } from '../../src/workflows/bump-message.js';
import { git, gitRepository } from '../support/repository.js';
import { writeFiles } from '../support/write-files.js';

const NAMES = ['a', 'b', 'dir', 'ü', 'x y', '-dash', 'quote"', 'tab\there'];
const path = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 })
  .map((parts) => [...parts, 'file'].join('/'));
const content = fc.string({ unit: 'grapheme', maxLength: 40 });

const asFiles = (files: ReadonlyMap<string, string>) =>
  new Map([...files].map(([name, text]) => [name, { content: text, mode: '0755' as const }]));

const WHO = 'Ü. "N" <u@example.com> 1700000000 +0100';

test('imported commits have the trees that git makes of the same files, whatever they are called', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(path, content, content), {
        minLength: 1,
        maxLength: 8,
        selector: ([name]) => name,
      }),
      fc.nat(),
      async (entries, pick) => {
        const dir = await gitRepository(
          new Map(entries.map(([name, text]) => [name, { content: text, mode: '0755' }])),
        );
        const repository = openGit(dir);
        const changed = entries.slice(0, 1 + (pick % entries.length));
        const edits = new Map(changed.map(([name, , text]) => [name, text]));
        const [name] = entries.at(-1)!;
        const last = [name, 'last'] as const;

        const base = await git(dir, 'rev-parse', 'HEAD');
        const who = { author: WHO, committer: WHO };
        const [first = '', second = ''] = await importCommits(repository, { commit: base }, [
          { ...who, message: 'First', files: edits },
          { ...who, message: 'Second ü\n\nBody', files: new Map([last]) },
        ]);

        for (const [path, text] of edits)
          expect(await readBlob(repository, first, path)).toBe(text);
        await writeFiles(dir, asFiles(edits));
        await git(dir, 'add', '--all');
        expect(await git(dir, 'rev-parse', `${first}^{tree}`)).toBe(await git(dir, 'write-tree'));
        await writeFiles(dir, asFiles(new Map([last])));
        await git(dir, 'add', '--all');
        expect(await git(dir, 'rev-parse', `${second}^{tree}`)).toBe(await git(dir, 'write-tree'));
        expect(await git(dir, 'rev-parse', `${second}~2`)).toBe(base);
        const said = await git(dir, 'cat-file', 'commit', second);
        expect(said).toContain(`author ${WHO}\ncommitter ${WHO}\n\nSecond ü\n\n`);
        expect(await git(dir, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
      },
    ),
    { numRuns: 30 },
  );
});

test('C3: whatever a message says, git finds every trailer', async () => {
  const dir = await gitRepository({});
  const word = fc.stringMatching(/^[A-Za-z0-9._:/#-]{1,20}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        message: fc.option(word, { nil: undefined }),
        sourceCommit: fc.stringMatching(/^[0-9a-f]{5,40}$/),
        sourceRepo: word,
        source: fc.record({
          author: fc.record({ name: word, address: word }),
          date: fc.constant('2026-01-02T03:04:05Z'),
          subject: word,
          body: fc.string({ minLength: 1, unit: 'grapheme' }),
        }),
      }),
      fc.array(fc.record({ name: word, tag: word }), { minLength: 1, maxLength: 4 }),
      async ({ message, ...source }, images) => {
        const bumped = images.map(({ name, tag }) => ({
          name,
          key: name,
          line: 1,
          path: 'overlays/dev/todo/kustomization.yaml',
          env: 'dev',
          app: 'todo',
          status: 'changed' as const,
          old: { tag: 'v1' },
          new: { tag },
        }));
        const text = bumpMessage(bumped, {
          ...source,
          ...(message !== undefined && { message }),
          skipCi: true,
          id: 'the-id',
        });
        const parsed = await openGit(dir)(['interpret-trailers', '--parse'], text);
        expect(parsed.trimEnd().split('\n')).toHaveLength(images.length + 9);
        expect(parsed).toContain('\nBump-Id: the-id\n');
      },
    ),
    { numRuns: 40 },
  );
});

import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, gitRepository } from '../../support/repository.js';
import { treeHash } from '../../support/tree-hash.js';
import { writeFiles } from '../../support/write-files.js';

const changes: Record<string, (dir: string) => Promise<unknown>> = {
  'another content': (dir) => writeFiles(dir, { 'a/b.txt': 'other\n' }),
  'a new file': (dir) => writeFiles(dir, { 'new.txt': '' }),
  'a removed file': (dir) => writeFiles(dir, { 'a/b.txt': null }),
  'a new mode': (dir) => chmod(join(dir, 'a/b.txt'), 0o755),
  'a new empty folder': (dir) => mkdir(join(dir, 'empty')),
  'a new link': (dir) => symlink('a', join(dir, 'link')),
};

describe('treeHash', () => {
  for (const [name, change] of Object.entries(changes)) {
    it(`differs with ${name}`, async () => {
      const dir = await gitRepository({ 'a/b.txt': 'text\n' });
      const before = await treeHash(dir);

      await change(dir);

      expect(await treeHash(dir)).not.toBe(before);
    });
  }

  it('sees the index and the refs only when asked for', async () => {
    const dir = await gitRepository({ 'a/b.txt': 'text\n' });
    const before = [await treeHash(dir), await treeHash(dir, { index: true })];

    await git(dir, 'rm', '--quiet', '--cached', 'a/b.txt');
    const staged = [await treeHash(dir), await treeHash(dir, { index: true })];
    await git(dir, 'reset', '--quiet');
    await git(dir, 'branch', 'other');
    const branched = await treeHash(dir, { index: true });

    expect(staged[0]).toBe(before[0]);
    expect(new Set([before[1], staged[1], branched]).size).toBe(3);
  });

  it('stays the same when git refreshes its index', async () => {
    const dir = await gitRepository({ 'a/b.txt': 'text\n' });
    const before = await treeHash(dir, { index: true });

    await writeFiles(dir, { 'a/b.txt': 'text\n' });
    await git(dir, 'status');

    expect(await treeHash(dir, { index: true })).toBe(before);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('what the catalog tells users to run is there', async () => {
  const commands = await readdir(join(root, 'src/commands'));
  const known = new Set(commands.map((name) => name.replace(/\.ts$/, '')));
  const entries = await readdir(join(root, 'templates'), { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\bgitops-gen ([a-z]+)/g)].map(([, command = '']) => command),
  );
  expect(named).toContain('bump');
  expect(named.filter((command) => !known.has(command))).toEqual([]);
});

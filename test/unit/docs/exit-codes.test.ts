import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../support/project-root.js';

/** Findings of rules have ids of their own. */
const WITHOUT_CODES = /^(validate|manifests)\//;

/** Codes stand as `code: 'X'`, as a default after `??` or `=`, or as members of a `Code` union. */
const CODE = /code: '([A-Z_]+)'|code (?:\?\?|=) '([A-Z_]+)'|^ {2}\| '([A-Z_]+)'/gm;

async function codesInSource(): Promise<Set<string>> {
  const root = join(projectRoot, 'src');
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !WITHOUT_CODES.test(file),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(CODE)].map(([, a, b, c]) => a ?? b ?? c ?? '')),
  );
}

it('docs/guides/exit-codes.md has all codes and no others', async () => {
  const page = await readFile(join(projectRoot, 'docs/guides/exit-codes.md'), 'utf8');
  const documented = new Set([...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code = '']) => code));

  expect([...documented].sort()).toEqual([...(await codesInSource())].sort());
});

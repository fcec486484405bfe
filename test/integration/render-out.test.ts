import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import Remove from '../../src/commands/remove.js';
import Render from '../../src/commands/render.js';
import { listFiles } from '../../src/io/files.js';
import { git, gitRepository } from '../support/repository.js';
import { runCommand, type CommandClass } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { writeFiles } from '../support/write-files.js';
import { bump, initWithUrl } from './scaffold.js';

async function shop(): Promise<string> {
  const dir = join(await tempDir(), 'shop');
  const examples = ['--example', 'web-service=web', '--example', 'worker=worker'];
  expect(await initWithUrl(dir, [...examples, '--env', 'dev,prod'])).toMatchObject({ exitCode: 0 });
  return dir;
}

async function inShop(cwd: string, command: CommandClass, args: readonly string[]) {
  const env = { PATH: `${dirname(tools().kubectls.at(-1)!.path)}:${process.env['PATH'] ?? ''}` };
  const result = await runCommand(command, args, { cwd, env });
  expect(result).toMatchObject({ exitCode: 0 });
  return result;
}

test('a branch of rendered manifests follows the repository', async () => {
  const dir = await shop();
  const branch = await gitRepository({ 'README.md': 'about\n' });

  await inShop(dir, Render, ['--out', branch]);
  expect((await readdir(branch)).sort()).toEqual([
    '.git',
    '.rendered-by-gitops-gen',
    'README.md',
    'dev',
    'prod',
  ]);
  expect(await readdir(join(branch, 'dev/web'))).toMatchInlineSnapshot(`
    [
      "configmap-web-config-92t2kf59hh.yaml",
      "deployment-web.yaml",
      "networkpolicy-allow-dns.yaml",
      "networkpolicy-default-deny.yaml",
      "networkpolicy-web.yaml",
      "service-web.yaml",
      "serviceaccount-web.yaml",
    ]
  `);
  const { stdout } = await inShop(dir, Render, ['dev/web']);
  const files = await readdir(join(branch, 'dev/web'));
  expect(files).toHaveLength(parseAllDocuments(stdout).length);
  await git(branch, 'add', '--all');
  await git(branch, 'commit', '--quiet', '--message=rendered');

  await inShop(dir, Render, ['--out', branch]);
  expect(await git(branch, 'status', '--porcelain')).toBe('');

  expect(await bump(dir, ['web=v2', '--env', 'dev', '--app', 'web'])).toMatchObject({
    exitCode: 0,
  });
  await inShop(dir, Render, ['--out', branch]);
  expect(await git(branch, 'status', '--porcelain')).toBe(' M dev/web/deployment-web.yaml');
  expect(await readFile(join(branch, 'dev/web/deployment-web.yaml'), 'utf8')).toContain(':v2\n');
});

test('what is gone is removed where the run looks, and nothing of anybody else', async () => {
  const dir = await shop();
  const out = join(await tempDir(), 'out');
  await inShop(dir, Render, ['--out', out]);
  await writeFiles(out, { 'dev/worker/mine.yaml': 'mine', 'NOTES.md': 'mine' });

  await inShop(dir, Remove, ['worker']);
  const { stdout } = await inShop(dir, Render, ['dev', '--out', out]);
  expect(stdout).toContain(`${out}/dev/worker/deployment-worker.yaml: removed`);
  expect(await readdir(join(out, 'dev/worker'))).toEqual(['mine.yaml']);
  expect(await readdir(join(out, 'prod'))).toEqual(['web', 'worker']);

  await inShop(dir, Render, ['--out', out]);
  expect(await readdir(join(out, 'prod'))).toEqual(['web']);
  expect(await listFiles(out)).toEqual(
    expect.arrayContaining(['NOTES.md', 'dev/worker/mine.yaml']),
  );
});

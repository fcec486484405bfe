import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { cleanEnvironment } from '../support/clean-environment.js';
import { projectRoot } from '../support/project-root.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';

const readme = await readFile(join(projectRoot, 'README.md'), 'utf8');

/** What a terminal shows: a command after each `$`, and what it printed. */
interface Step {
  readonly command: string;
  readonly output: string;
}

/** Texts of the fenced blocks of a language, in their order. */
function blocks(language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms');
  return [...readme.matchAll(pattern)].map(([, text = '']) => text);
}

function parseSession(text: string): Step[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...output] = step.split('\n');
      return { command, output: output.join('\n') };
    });
}

/** Commit ids depend on the time, the number of files on the examples. */
function withoutChance(text: string): string {
  return text.replace(/\b[0-9a-f]{7}\b/g, '<commit>').replace(/Wrote \d+ files/, 'Wrote N files');
}

/** Runs what the README says in a folder, with the installed CLI and a kubectl on PATH. */
async function shell(command: string, cwd: string): Promise<string> {
  const folders = [inject('cli')!, tools().kubectls[0]!.path].map((file) => dirname(file));
  const PATH = [...folders, dirname(process.execPath), process.env['PATH'] ?? ''].join(':');
  const env = cleanEnvironment({ PATH, HOME: cwd });
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', command], { cwd, env });
  return stdout;
}

describe('the README', () => {
  it('shows what its commands print', async () => {
    let folder = join(await tempDir(), 'gitops-gen');
    await run('mkdir', [folder]);
    for (const { command, output } of blocks('console').flatMap(parseSession)) {
      const [, to] = /^cd (\S+)$/.exec(command) ?? [];
      if (to !== undefined) folder = resolve(folder, to);
      else expect(withoutChance(await shell(command, folder))).toBe(withoutChance(output));
    }
  });

  it('starts with a command that scaffolds a repository', async () => {
    const folder = join(await tempDir(), 'gitops-gen');
    await run('mkdir', [folder]);
    const [start = ''] = blocks('sh');
    expect(start).toMatch(/^npm ci && npx gitops-gen init \.\.\/shop /);

    // Installing is what the global setup has done.
    await shell(start.replace(/^npm ci && npx /, ''), folder);

    expect(await shell('git log --format=%s', join(folder, '../shop'))).toBe(
      'Scaffold the GitOps repository\n',
    );
  });
});

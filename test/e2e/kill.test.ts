import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test, vi } from 'vitest';
import { cleanEnvironment } from '../support/clean-environment.js';
import { git, gitRepository } from '../support/repository.js';
import { runInstalledCli } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';

const KILLS = 12;
const KILLS_IN_A_CLONE = 8;
const FLAGS = ['--yes', '--repo-url', 'https://git.example.com/acme/deploy.git'];

/** Milliseconds that an undisturbed run takes here: kills are spread over that time. */
async function duration(): Promise<number> {
  const start = performance.now();
  await runInstalledCli(['init', 'x', ...FLAGS]);
  return performance.now() - start;
}

/** Starts an init and ends it without a warning after `delay`; its git may still finish. */
async function killed(cwd: string, target: string, delay: number): Promise<void> {
  const env = cleanEnvironment({ HOME: await tempDir() });
  const child = spawn(inject('cli')!, ['init', target, ...FLAGS], {
    cwd,
    env: { ...env, PATH: `${dirname(process.execPath)}:${env['PATH'] ?? ''}` },
    detached: true,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await Promise.race([sleep(delay), ended]);
  child.kill('SIGKILL');
  await ended;
  await vi.waitUntil(() => !isGroupAlive(child.pid!), { timeout: 60_000 });
}

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

describe('SIGKILL at any moment', () => {
  test('leaves no new folder, or a whole one', async () => {
    const [parent, whole] = [await tempDir(), await duration()];
    for (let kill = 0; kill < KILLS; kill++) {
      const target = `shop-${kill}`;
      await killed(parent, target, (whole * (kill + 1)) / KILLS);
      if (!(await readdir(parent)).includes(target)) continue;
      expect(await git(join(parent, target), 'status', '--porcelain')).toBe('');
      expect(await git(join(parent, target), 'log', '--format=%s')).toBe(
        'Scaffold the GitOps repository',
      );
    }
    await killed(parent, 'again', whole * 0.7);
    await runInstalledCli(['init', 'again', ...FLAGS], { cwd: parent });
    expect((await readdir(parent)).filter((name) => name.startsWith('.again'))).toEqual([]);
  });

  test('leaves a clone that the next run puts right', async () => {
    const whole = await duration();
    for (let kill = 0; kill < KILLS_IN_A_CLONE; kill++) {
      const dir = await gitRepository({ 'README.md': '# Ours\n' });
      await writeFiles(dir, { staged: 'staged\n', 'README.md': '# Dirty\n' });
      await git(dir, 'add', 'staged');

      await killed(dir, '.', (whole * (kill + 1)) / KILLS_IN_A_CLONE);
      const { exitCode, stderr } = await runInstalledCli(['init', '.', ...FLAGS], { cwd: dir });

      if (exitCode !== 0) expect(stderr).toContain('has a gitops-gen.yaml already');
      expect(await git(dir, 'log', '--format=%s')).toBe(
        'Scaffold the GitOps repository\nChange files',
      );
      expect(await git(dir, 'status', '--porcelain')).toBe(' M README.md\nA  staged');
      expect(await readdir(join(dir, '.gitops-gen'))).not.toContain('tx');
    }
  });
});

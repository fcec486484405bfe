import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../errors.js';

/**
 * Takes the lock at `path` for this process. One that a dead process left behind is taken over.
 *
 * @throws UsageError where another run holds it.
 */
export async function takeLock(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
      if (holder !== process.pid && isAlive(holder)) {
        throw new UsageError(`another gitops-gen (process ${holder}) is writing here`, {
          code: 'LOCKED',
          hint: `Wait for it; if there is none, remove ${path}.`,
        });
      }
      await rm(path, { force: true });
    }
  }
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withInterruption } from './interruption.js';

/**
 * Gives `use` a new folder, which is gone when it ends: also by a signal, of which `interrupted`
 * tells, so that what still writes there can be stopped first.
 */
export async function withTemporaryFolder<T>(
  use: (folder: string, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  return withInterruption(async (interrupted) => {
    const folder = await mkdtemp(join(tmpdir(), 'gitops-gen-'));
    try {
      return await use(folder, interrupted);
    } finally {
      // What was stopped may write for a moment yet.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Gives `use` a new folder, which is gone when it ends: also by a signal, of which `interrupted`
 * tells, so that what still writes there can be stopped first.
 */
export async function withTemporaryFolder<T>(
  use: (folder: string, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  let ending: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    ending = signal;
    interruption.abort();
  };
  for (const signal of ENDINGS) process.once(signal, stop);
  const folder = await mkdtemp(join(tmpdir(), 'gitops-gen-'));
  try {
    return await use(folder, interruption.signal);
  } finally {
    // What was stopped may write for a moment yet.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    for (const signal of ENDINGS) process.off(signal, stop);
    if (ending !== undefined) process.kill(process.pid, ending);
  }
}

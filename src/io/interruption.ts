const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets `use` end in an orderly way when a signal asks the program to end: `interrupted` tells. Then
 * the signal has its usual effect; a second one has it at once.
 */
export async function withInterruption<T>(
  use: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  let ending: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    ending = signal;
    interruption.abort();
  };
  for (const signal of ENDINGS) process.once(signal, stop);
  try {
    return await use(interruption.signal);
  } finally {
    for (const signal of ENDINGS) process.off(signal, stop);
    if (ending !== undefined) process.kill(process.pid, ending);
  }
}

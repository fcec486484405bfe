/** What ends a conversation with a remote. */
export interface End {
  readonly interrupted: AbortSignal;
  readonly timeoutSeconds: number;
}

/**
 * Gives `use` a signal that is aborted when the time is used up, or at an interruption.
 * `AbortSignal.any` would forget a timeout that nobody else holds: Node.js 20 collects it.
 */
export async function withDeadline<T>(
  { interrupted, timeoutSeconds }: End,
  use: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const abort = () => {
    deadline.abort();
  };
  const timer = setTimeout(abort, timeoutSeconds * 1000);
  interrupted.addEventListener('abort', abort);
  try {
    return await use(deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

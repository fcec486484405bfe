/** Files that are flushed at the same time wait for the disk once. */
const AT_A_TIME = 16;

/**
 * Runs `task` for each item, `atATime` at the same time. After a failure no other is begun, and it
 * rejects with the first one as soon as those that were have ended.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  task: (item: T) => Promise<void>,
  atATime = AT_A_TIME,
): Promise<void> {
  // Iterators of arrays go on when a loop over them is left.
  const waiting = [...items].values();
  let failed = false;
  const work = async () => {
    for (const item of waiting) {
      if (failed) return;
      try {
        await task(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: atATime }, work);
  await Promise.allSettled(workers);
  await Promise.all(workers);
}

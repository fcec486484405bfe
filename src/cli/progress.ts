/** A second, after which a silent program looks like one that hangs. */
const SILENCE_IN_MILLISECONDS = 1000;

/** Says at most once a second how much of something is done, in a line each. */
export function showProgress(
  verb: string,
  write: (line: string) => void,
): (done: number, all: number) => void {
  let last = Date.now();
  return (done, all) => {
    const now = Date.now();
    if (now - last < SILENCE_IN_MILLISECONDS || done === all) return;
    last = now;
    write(`${verb} ${done} of ${all}.`);
  };
}

import process from 'node:process';

/** Seconds that `run` takes. */
export function secondsOf(run) {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

export function print(line) {
  process.stdout.write(`${line}\n`);
}

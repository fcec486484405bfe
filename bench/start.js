import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { median, print, secondsOf } from './measure.js';

const RUNS = 21;
const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** Until `bump` has refused its argument, beside Node.js that does nothing; they take turns. */
const PROGRAMS = { 'node -e 0': ['-e', '0'], bump: [CLI, 'bump', 'no-reference'] };

export function run() {
  const times = Object.keys(PROGRAMS).map(() => []);
  for (let round = 0; round < RUNS; round++) {
    for (const [index, args] of Object.values(PROGRAMS).entries()) {
      times[index].push(secondsOf(() => spawnSync(process.execPath, args, { stdio: 'ignore' })));
    }
  }
  const medians = times.map(median);
  for (const [index, name] of Object.keys(PROGRAMS).entries()) {
    print(`${name}: ${medians[index].toFixed(3)} s (median of ${RUNS})`);
  }
  print(`ratio: ${(medians[1] / medians[0]).toFixed(1)}`);
}

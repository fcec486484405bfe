import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const RUNS = 21;
const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** How long `bump` takes until it has read its arguments, beside Node.js that does nothing. */
export function run() {
  const commands = {
    'node -e 0': ['-e', '0'],
    bump: [CLI, 'bump', 'no-reference'],
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < RUNS; round += 1) {
    for (const [name, args] of Object.entries(commands)) times[name].push(seconds(args));
  }
  const medians = Object.values(times).map(
    (all) => all.sort((a, b) => a - b)[Math.floor(RUNS / 2)],
  );
  Object.keys(commands).forEach((name, index) => {
    process.stdout.write(`${name}: ${medians[index].toFixed(3)} s (median of ${RUNS})\n`);
  });
  process.stdout.write(`ratio: ${(medians[1] / medians[0]).toFixed(1)}\n`);
}

function seconds(args) {
  const start = process.hrtime.bigint();
  try {
    execFileSync(process.execPath, args, { stdio: 'ignore' });
  } catch (error) {
    // The command refuses its argument: that is as far as this looks.
    if (error.status !== 2) throw error;
  }
  return Number(process.hrtime.bigint() - start) / 1e9;
}

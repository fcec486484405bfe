/** `npm run bench -- NAME` measures the built program; it asserts nothing. `init` takes examples, `race` numbers of jobs. */
import process from 'node:process';

const [name, ...args] = process.argv.slice(2);
const benchmarks = {
  bump: () => import('./bump.js'),
  check: () => import('./check.js'),
  init: () => import('./init.js'),
  race: () => import('./race.js'),
  start: () => import('./start.js'),
};
const load = benchmarks[name];
if (load) await (await load()).run(args);
else {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(benchmarks).join('|')}\n`);
  process.exitCode = 2;
}

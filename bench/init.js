import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { median, print, secondsOf } from './measure.js';

const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const SMALL = 10;
const LARGER = [100, 1000];
const EXAMPLES = ['web-service', 'todo-app'];
const RUNS = 3;

/**
 * What `init` takes for 10, 100 and 1,000 apps in three environments: time, and the peak of its
 * memory. What the machine does besides weighs on all alike, so only ratios can be compared; 10 apps
 * are measured before and after the others. What was written stays until the end: a disk that is
 * busy with removing is no good to measure with.
 */
export function run(examples) {
  const parent = mkdtempSync(join(tmpdir(), 'gitops-gen-bench-'));
  try {
    const start = median(
      Array.from({ length: RUNS }, () => measure(['--version'], parent).seconds),
    );
    print(`start-up: ${start.toFixed(2)} s`);
    for (const example of examples.length > 0 ? examples : EXAMPLES) {
      const before = scaffoldSmall(parent, example);
      const larger = LARGER.map((size) => scaffold(parent, example, size));
      const small = summary([...before, ...scaffoldSmall(parent, example)]);
      report(example, SMALL, small);
      for (const [index, one] of larger.entries()) {
        report(example, LARGER[index], one);
        print(`  ratio: ${(one.seconds / small.seconds).toFixed(1)}`);
      }
    }
  } finally {
    rmSync(parent, { recursive: true });
  }
}

function scaffoldSmall(parent, example) {
  return Array.from({ length: RUNS }, () => scaffold(parent, example, SMALL));
}

function summary(runs) {
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    mebibytes: Math.max(...runs.map(({ mebibytes }) => mebibytes)),
  };
}

function scaffold(parent, example, size) {
  const apps = Array.from({ length: size }, (_, index) => ['--example', `${example}=app-${index}`]);
  const url = ['--repo-url', 'https://git.example.com/acme/deploy.git'];
  const folder = mkdtempSync(join(parent, `${example}-${size}-`));
  return measure(['init', join(folder, 'new'), '--yes', ...url, ...apps.flat()], parent);
}

/** Runs the program, which writes down at its end what it needed at most. */
function measure(args, cwd) {
  const file = join(cwd, 'peak');
  const note = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  const program = ['--import', `data:text/javascript,${encodeURIComponent(note)}`, CLI];
  const seconds = secondsOf(() =>
    execFileSync(process.execPath, [...program, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  return { seconds, mebibytes: Number(readFileSync(file, 'utf8')) / 1024 };
}

function report(example, size, { seconds, mebibytes }) {
  print(`${example}, ${size} apps: ${seconds.toFixed(2)} s, ${mebibytes.toFixed(0)} MiB`);
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { startGitServer } from './git-server.js';
import { print } from './measure.js';

const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const REBASE = fileURLToPath(new URL('rebase-loop.sh', import.meta.url));
const JOBS = [16, 32, 64];
const LATENCIES = [0, 50];
const HOOK_SECONDS = 0.15;
const TIMEOUT_SECONDS = 300;

const FILES = {
  'one file': () => 'kustomization.yaml',
  'own files': (job) => `overlays/prod/app-${job}/kustomization.yaml`,
};

/**
 * Jobs that start together, by default 16, 32 and 64, each setting its own image, in one file or each
 * in its own, over smart HTTP: this program without a clone, with and without landing together, and
 * a loop of `git pull --rebase`. Prints how many landed, how many pushes it took, and when the last
 * had ended.
 */
export async function run(numbers) {
  const columns = ['files', 'added ms', 'jobs', 'way', 'landed', 'failed', 'lost', 'pushes', 's'];
  print(`| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`);
  for (const [name, pathOf] of Object.entries(FILES)) {
    for (const latency of LATENCIES) {
      for (const jobs of numbers.length > 0 ? numbers.map(Number) : JOBS) {
        for (const way of ['combine', 'alone', 'rebase']) {
          const { landed, failed, pushes, seconds } = await race({ way, jobs, latency, pathOf });
          const counts = [landed, failed, jobs - failed - landed, pushes, seconds.toFixed(1)];
          print(`| ${[name, latency, jobs, way, ...counts].join(' | ')} |`);
        }
      }
    }
  }
}

async function race({ way, jobs, latency, pathOf }) {
  const parent = mkdtempSync(join(tmpdir(), 'gitops-gen-bench-'));
  const bare = repositoryOf(parent, jobs, pathOf);
  const server = await startGitServer(parent, latency);
  try {
    const url = `${server.url}/remote.git`;
    const start = process.hrtime.bigint();
    const codes = await Promise.all(
      Array.from({ length: jobs }, (_, job) => {
        const [image, path] = [`app-${job}`, pathOf(job)];
        if (way === 'rebase') {
          return exitCode(REBASE, [url, path, image, join(parent, image), `${TIMEOUT_SECONDS}`]);
        }
        const target = [
          '--file',
          path,
          '--branch',
          'main',
          '--remote',
          url,
          '--timeout',
          `${TIMEOUT_SECONDS}`,
        ];
        const alone = way === 'alone' ? ['--no-combine'] : [];
        return exitCode(process.execPath, [CLI, 'bump', `${image}=v2`, ...target, ...alone]);
      }),
    );
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const landed = Array.from({ length: jobs }, (_, job) => {
      const text = git('-C', bare, 'show', `main:${pathOf(job)}`);
      return new RegExp(`name: app-${job}\\n.*\\n.*newTag: v2\\n`).test(text);
    });
    return {
      landed: landed.filter(Boolean).length,
      failed: codes.filter((code) => code !== 0).length,
      pushes: server.pushes,
      seconds,
    };
  } finally {
    server.close();
    rmSync(parent, { recursive: true, maxRetries: 5 });
  }
}

/** A bare repository with an entry for each job; a hook takes its time, as that of a forge does. */
function repositoryOf(parent, jobs, pathOf) {
  const folder = join(parent, 'remote.git');
  const texts = new Map();
  for (let job = 0; job < jobs; job++) {
    const entry = `  - name: app-${job}\n    newName: ghcr.io/acme/app-${job}\n    newTag: v1\n`;
    texts.set(pathOf(job), (texts.get(pathOf(job)) ?? 'images:\n') + entry);
  }
  git('init', '--quiet', '--bare', '--initial-branch=main', folder);
  git('-C', folder, 'config', 'uploadpack.allowFilter', 'true');
  const head = 'commit refs/heads/main\ncommitter Bench <b@example.com> 1700000000 +0000\ndata 0\n';
  const files = [...texts].map(([path, text]) => {
    return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
  });
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], { input: head + files.join('') });
  const hook = join(folder, 'hooks', 'pre-receive');
  writeFileSync(hook, `#!/bin/sh\nsleep ${HOOK_SECONDS}\n`);
  chmodSync(hook, 0o755);
  return folder;
}

async function exitCode(program, args) {
  const identity = { GIT_AUTHOR_NAME: 'Bench', GIT_AUTHOR_EMAIL: 'bench@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Bench', GIT_COMMITTER_EMAIL: 'bench@example.com' };
  const env = { ...process.env, ...identity, ...committer };
  const [code] = await once(spawn(program, args, { env, stdio: 'ignore' }), 'exit');
  return code;
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' });
}

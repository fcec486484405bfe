import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { median, print, secondsOf } from './measure.js';

const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('bump-floor.sh', import.meta.url));
const APPS = [10, 1000, 10_000];
const ENVIRONMENTS = ['dev', 'staging', 'prod'];
const FILES_OF_AN_APP = 6;
const RUNS = 5;
const PATH = 'overlays/prod/app-5/kustomization.yaml';

/**
 * What one bump takes, from start to push, in repositories of 60, 6,000 and 60,000 files, over the
 * file protocol: this program without a clone; the git commands that it cannot do without, and the
 * start of Node.js; a shallow clone with an edit, a commit and a push. They take turns.
 */
export async function run() {
  const parent = mkdtempSync(join(tmpdir(), 'gitops-gen-bench-'));
  try {
    const rows = APPS.map((apps) => measure(repositoryOf(parent, apps), parent));
    print('| files | bump --remote | git alone | node -e 0 | shallow clone |');
    print('| --- | --- | --- | --- | --- |');
    for (const [index, row] of rows.entries()) {
      const files = APPS[index] * FILES_OF_AN_APP;
      print(`| ${[files, ...Object.values(row).map((s) => `${s.toFixed(2)} s`)].join(' | ')} |`);
    }
    for (const [index, { bump, floor, node, clone }] of rows.entries()) {
      print(`${APPS[index] * FILES_OF_AN_APP} files:`);
      print(`  bump / (git + node): ${(bump / (floor + node)).toFixed(2)}`);
      print(`  shallow clone / bump: ${(clone / bump).toFixed(1)}`);
    }
    print(`bump, largest / smallest: ${(rows.at(-1).bump / rows[0].bump).toFixed(2)}`);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

/** Medians of each way, in seconds. */
function measure(remote, parent) {
  const url = `file://${remote}`;
  const target = ['--env', 'prod', '--app', 'app-5', '--branch', 'main'];
  const ways = {
    bump: (tag) => call(process.execPath, [CLI, 'bump', `app=${tag}`, ...target, '--remote', url]),
    floor: (tag) => call(FLOOR, [url, PATH, tag]),
    node: () => call(process.execPath, ['-e', '0']),
    clone: (tag) => cloneAndPush(url, tag, join(parent, 'clone')),
  };
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let count = 0; count < RUNS; count++) {
    for (const [name, way] of Object.entries(ways)) {
      times[name].push(secondsOf(() => way(`${name}-${count}`)));
      rmSync(join(parent, 'clone'), { recursive: true, force: true });
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

function cloneAndPush(url, tag, folder) {
  call('git', ['clone', '--quiet', '--depth=1', url, folder]);
  call('sed', ['-i', `s/newTag: .*/newTag: ${tag}/`, join(folder, PATH)]);
  call('git', ['-C', folder, 'commit', '--quiet', '--all', '--message', tag]);
  call('git', ['-C', folder, 'push', '--quiet']);
}

/** A bare repository of one commit that has two files for each app and environment. */
function repositoryOf(parent, apps) {
  const folder = join(parent, `apps-${apps}.git`);
  call('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  call('git', ['-C', folder, 'config', 'uploadpack.allowFilter', 'true']);
  const head = 'commit refs/heads/main\ncommitter Bench <b@example.com> 1700000000 +0000\ndata 0\n';
  const files = Array.from({ length: apps }, (_, index) => filesOf(`app-${index}`)).flat();
  call('git', ['-C', folder, 'fast-import', '--quiet'], `${head}${files.join('')}`);
  return folder;
}

function filesOf(app) {
  return ENVIRONMENTS.flatMap((env) => [
    inline(
      `overlays/${env}/${app}/kustomization.yaml`,
      `resources:\n  - ../../../base/${app}\nimages:\n  - name: app\n    newName: ghcr.io/acme/${app}\n    newTag: v1\n`,
    ),
    inline(`overlays/${env}/${app}/patch.yaml`, `# ${env}\nmetadata:\n  name: ${app}\n`),
  ]);
}

function inline(path, text) {
  return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
}

function call(program, args, input) {
  const identity = { GIT_AUTHOR_NAME: 'Bench', GIT_AUTHOR_EMAIL: 'bench@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Bench', GIT_COMMITTER_EMAIL: 'bench@example.com' };
  execFileSync(program, args, {
    env: { ...process.env, ...identity, ...committer },
    input,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { median, print, secondsOf } from './measure.js';

const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('bump-floor.sh', import.meta.url));
const APPS = [10, 1000, 10_000];
const ENVIRONMENTS = ['dev', 'staging', 'prod'];
const FILES_OF_AN_APP = 6;
const COMMITS = 200;
const RUNS = 9;
const RUNS_OF_CLONES = 3;
const PATH = 'overlays/prod/app-5/kustomization.yaml';

/**
 * What one bump takes, from start to push, in repositories of 60, 6,000 and 60,000 files, over the
 * file protocol: this program without a clone; the git commands that it cannot do without, and the
 * start of Node.js; a shallow and a full clone with an edit by sed or, where it is installed, by
 * `kustomize edit set image`, a commit and a push. All take turns, so that what else the machine does
 * weighs on them alike.
 */
export async function run() {
  const parent = mkdtempSync(join(tmpdir(), 'gitops-gen-bench-'));
  try {
    const sizes = APPS.map((apps) => waysIn(repositoryOf(parent, apps), join(parent, 'clone')));
    for (let count = 0; count < RUNS; count++) {
      for (const way of sizes.flat()) {
        if (count < way.runs) way.times.push(secondsOf(() => way.bump(`${way.name}-${count}`)));
        rmSync(join(parent, 'clone'), { recursive: true, force: true });
      }
    }
    const names = sizes[0].map(({ name }) => name);
    report(
      names,
      sizes.map((ways) => ways.map(({ times }) => median(times))),
    );
  } finally {
    rmSync(parent, { recursive: true });
  }
}

/** The ways to bump an image of a repository, in the order of the report. */
function waysIn(remote, clone) {
  const url = `file://${remote}`;
  const target = ['--env', 'prod', '--app', 'app-5', '--branch', 'main', '--remote', url];
  const bumps = {
    bump: (tag) => call(process.execPath, [CLI, 'bump', `app=${tag}`, ...target]),
    git: (tag) => call(FLOOR, [url, PATH, tag]),
    node: () => call(process.execPath, ['-e', '0']),
    clone: (tag) => cloneAndPush(url, clone, { depth: ['--depth=1'], edit: sed(tag) }),
    'full clone': (tag) => cloneAndPush(url, clone, { depth: [], edit: sed(tag) }),
    ...(hasKustomize()
      ? {
          kustomize: (tag) =>
            cloneAndPush(url, clone, { depth: ['--depth=1'], edit: kustomize(tag) }),
        }
      : {}),
  };
  return Object.entries(bumps).map(([name, bump], index) => {
    return { name, bump, runs: index < 3 ? RUNS : RUNS_OF_CLONES, times: [] };
  });
}

const sed = (tag) => (folder) => {
  call('sed', ['-i', `s/newTag: .*/newTag: ${tag}/`, join(folder, PATH)]);
};

const kustomize = (tag) => (folder) => {
  const image = `app=ghcr.io/acme/app-5:${tag}`;
  call('kustomize', ['edit', 'set', 'image', image], { cwd: join(folder, dirname(PATH)) });
};

function hasKustomize() {
  try {
    call('kustomize', ['version']);
    return true;
  } catch {
    return false;
  }
}

function report(names, medians) {
  const rows = medians.map((seconds, index) => {
    const [bump, floor, node, clone] = seconds;
    const ratios = [bump / (floor + node), clone / bump].map((ratio) => ratio.toFixed(1));
    const cells = [APPS[index] * FILES_OF_AN_APP, ...seconds.map((s) => s.toFixed(2)), ...ratios];
    return `| ${cells.join(' | ')} |`;
  });
  const columns = [
    'files',
    ...names.map((name) => `${name}, s`),
    'bump / (git + node)',
    'clone / bump',
  ];
  print(`| ${columns.join(' | ')} |`);
  print(`|${' --- |'.repeat(columns.length)}`);
  rows.forEach(print);
  print(`bump, largest / smallest: ${(medians.at(-1)[0] / medians[0][0]).toFixed(2)}`);
}

function cloneAndPush(url, folder, { depth, edit }) {
  call('git', ['clone', '--quiet', ...depth, url, folder]);
  edit(folder);
  call('git', ['-C', folder, 'commit', '--quiet', '--all', '--message', 'Bump']);
  call('git', ['-C', folder, 'push', '--quiet']);
}

/** A bare repository that has two files for each app and environment, and some commits. */
function repositoryOf(parent, apps) {
  const folder = join(parent, `apps-${apps}.git`);
  call('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  call('git', ['-C', folder, 'config', 'uploadpack.allowFilter', 'true']);
  const head = 'commit refs/heads/main\ncommitter Bench <b@example.com> 1700000000 +0000\ndata 0\n';
  const files = Array.from({ length: apps }, (_, index) => filesOf(`app-${index}`)).flat();
  const history = Array.from({ length: COMMITS }, (_, index) => [
    head,
    ...filesOf(`app-${index % apps}`, `v${index}`),
  ]);
  call('git', ['-C', folder, 'fast-import', '--quiet'], {
    input: [head, ...files, ...history.flat()].join(''),
  });
  return folder;
}

function filesOf(app, tag = 'v1') {
  return ENVIRONMENTS.flatMap((env) => [
    inline(
      `overlays/${env}/${app}/kustomization.yaml`,
      `resources:\n  - ../../../base/${app}\nimages:\n  - name: app\n    newName: ghcr.io/acme/${app}\n    newTag: ${tag}\n`,
    ),
    inline(`overlays/${env}/${app}/patch.yaml`, `# ${env}\nmetadata:\n  name: ${app}\n`),
  ]);
}

function inline(path, text) {
  return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
}

function call(program, args, { input, cwd } = {}) {
  const identity = { GIT_AUTHOR_NAME: 'Bench', GIT_AUTHOR_EMAIL: 'bench@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Bench', GIT_COMMITTER_EMAIL: 'bench@example.com' };
  execFileSync(program, args, {
    env: { ...process.env, ...identity, ...committer },
    input,
    cwd,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

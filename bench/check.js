import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { median, print, secondsOf } from './measure.js';

const CLI = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const SIZES = [10, 1000];
const RUNS = 5;

/**
 * What `update --check` takes where there is nothing to do: in a repository of 1,000 apps, and in
 * one of 10. The runs alternate, so that what else the machine does weighs on both alike.
 */
export async function run() {
  const parent = mkdtempSync(join(tmpdir(), 'gitops-gen-bench-'));
  try {
    writeCatalog(join(parent, 'acme'));
    const folders = SIZES.map((size) => scaffold(parent, size));
    const times = SIZES.map(() => []);
    for (let count = 0; count < RUNS; count++) {
      for (const [index, folder] of folders.entries()) times[index].push(timeOf(folder));
    }
    const [small, large] = times.map(median);
    for (const [index, size] of SIZES.entries()) {
      print(`${size} apps: ${median(times[index]).toFixed(2)} s (median of ${RUNS})`);
    }
    print(`ratio: ${(large / small).toFixed(1)}`);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

/** One small app with a base and an overlay for each environment. */
function writeCatalog(folder) {
  const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
  const files = {
    'catalog.yaml': 'version: 1.0.0\n',
    'web/example.yaml': `title: Web
description: A web server.
images: { web: ghcr.io/acme/web:1.0.0 }
files:
  - { from: base, to: 'base/{{app.name}}' }
  - { from: overlay, to: 'overlays/{{env.name}}/{{app.name}}', each: environments }
`,
    'web/base/kustomization.yaml': `${kustomization}resources:\n  - deployment.yaml\n  - service.yaml\n`,
    'web/base/deployment.yaml.hbs':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{app.name}}\n',
    'web/base/service.yaml.hbs': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{app.name}}\n',
    'web/overlay/kustomization.yaml.hbs': `${kustomization}namespace: {{env.namespace}}
resources:\n  - ../../../base/{{app.name}}
images:\n  - name: web\n    newName: {{images.web.name}}\n    newTag: {{images.web.tag}}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function scaffold(parent, size) {
  const folder = join(parent, `apps-${size}`);
  const apps = Array.from({ length: size }, (_, index) => `acme/web=app-${index}`);
  const examples = apps.flatMap((app) => ['--example', app]);
  const url = ['--repo-url', 'https://git.example.com/acme/deploy.git'];
  call(['init', folder, '--yes', '--catalog', join(parent, 'acme'), ...url, ...examples], parent);
  return folder;
}

function timeOf(folder) {
  return secondsOf(() => call(['update', '--check'], folder));
}

function call(args, cwd) {
  execFileSync(process.execPath, [CLI, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

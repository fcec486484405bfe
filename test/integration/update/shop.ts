import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import EnvAdd from '../../../src/commands/env/add.js';
import EnvRemove from '../../../src/commands/env/remove.js';
import Add from '../../../src/commands/add.js';
import Remove from '../../../src/commands/remove.js';
import Update from '../../../src/commands/update.js';
import { commitFiles, git } from '../../support/repository.js';
import { runCommand, type CommandClass, type CommandResult } from '../../support/run-cli.js';
import { tempDir } from '../../support/temp-dir.js';
import { writeFiles, type FileMap } from '../../support/write-files.js';
import { initWithUrl } from '../scaffold.js';

export const DEPLOYMENT = 'base/web/deployment.yaml';
export const SERVICE = 'base/web/service.yaml';
export const SETTINGS = 'base/web/settings.yaml';
export const NOTES = 'base/web/NOTES.md';
export const overlay = (env: string, app = 'web') => `overlays/${env}/${app}/kustomization.yaml`;
export const MODEL = 'gitops-gen.yaml';

const EXAMPLE = `title: Web server
description: A web server and its settings.
app: web
images:
  web: ghcr.io/acme/web:1.0.0
parameters:
  logLevel:
    scope: app
    type: string
    default: info
    description: How much it says.
  replicas:
    type: integer
    default: 1
    description: How many there are.
files:
  - { from: base, to: 'base/{{app.name}}' }
  - { from: base/NOTES.md.hbs, to: 'base/{{app.name}}/NOTES.md', policy: seed }
  - { from: overlay, to: 'overlays/{{env.name}}/{{app.name}}', each: environments }
renames: {}
`;

/** The templates of version 1.0.0, by their path in the example's folder. */
export const TEMPLATES = {
  'example.yaml': EXAMPLE,
  'base/NOTES.md.hbs': '# {{app.name}}\n\nWrite down what others should know.\n',
  'base/kustomization.yaml.hbs': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - settings.yaml
`,
  'base/deployment.yaml.hbs': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{app.name}}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: {{app.name}}
  template:
    metadata:
      labels:
        app: {{app.name}}
    spec:
      containers:
        - name: web
          image: web
          args: [serve]
          ports:
            - name: http
              containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
`,
  'base/service.yaml.hbs': `apiVersion: v1
kind: Service
metadata:
  name: {{app.name}}
spec:
  selector:
    app: {{app.name}}
  ports:
    - name: http
      port: 80
      targetPort: http
`,
  'base/settings.yaml.hbs': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{app.name}}-settings
data:
  LOG_LEVEL: {{values.logLevel}}
`,
  'overlay/kustomization.yaml.hbs': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: {{env.namespace}}
resources:
  - ../../../base/{{app.name}}
replicas:
  - name: {{app.name}}
    count: {{values.replicas}}
images:
  - name: web
    newName: {{images.web.name}}
    newTag: {{images.web.tag}}
`,
} as const;

const FIRST = 'version: 1.0.0\n';
let made: Promise<string> | undefined;

/** A committed repository with dev and prod, and one app of a catalog of its own that tests change. */
export async function shop(): Promise<string> {
  made ??= makeShop();
  const dir = join(await tempDir(), 'shop');
  await cp(await made, dir, { recursive: true });
  return dir;
}

async function makeShop(): Promise<string> {
  // Outlives the test that asks first: it is removed with the run.
  const parent = join(await tempDir(), '..', `shop-${process.pid}-${Date.now()}`);
  const folder = (path: string) => `acme/${path}`;
  const templates = Object.entries(TEMPLATES).map(([path, text]) => [folder(`web/${path}`), text]);
  await writeFiles(parent, {
    ...(Object.fromEntries(templates) as FileMap),
    [folder('catalog.yaml')]: FIRST,
  });
  const flags = ['--catalog', join(parent, 'acme'), '--example', 'acme/web', '--env', 'dev,prod'];
  const { exitCode, stderr } = await initWithUrl(join(parent, 'shop'), flags);
  if (exitCode !== 0) throw new Error(stderr);
  return join(parent, 'shop');
}

/** Commits a version of the catalog in which some files of the example are other or gone. */
export async function release(dir: string, version: string, files: FileMap): Promise<void> {
  const templates = Object.entries(files).map(([path, file]) => [
    `catalogs/acme/web/${path}`,
    file,
  ]);
  await commitFiles(
    dir,
    {
      ...(Object.fromEntries(templates) as FileMap),
      'catalogs/acme/catalog.yaml': `version: ${version}\n`,
    },
    { message: `Catalog ${version}` },
  );
}

/** A template with one text in place of another. */
export function changed(template: keyof typeof TEMPLATES, from: string, to: string): FileMap {
  return { [template]: replaced(TEMPLATES[template], from, to) };
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`there is no "${from}" in:\n${text}`);
  return text.replace(from, to);
}

/** Edits a file as a person would, and commits it. */
export async function edit(dir: string, path: string, from: string, to: string): Promise<void> {
  await commitFiles(dir, { [path]: replaced(await text(dir, path), from, to) });
}

export function text(dir: string, path: string): Promise<string> {
  return readFile(join(dir, path), 'utf8');
}

/** What git says of the working tree, a line for each path. */
export async function status(dir: string): Promise<string[]> {
  const lines = await git(dir, 'status', '--porcelain', '--untracked-files=all');
  return lines === '' ? [] : lines.split('\n');
}

/** The changed paths that are not state. */
export async function changedFiles(dir: string): Promise<string[]> {
  return (await status(dir)).filter((line) => !line.includes('.gitops-gen/'));
}

const runner =
  (command: CommandClass) =>
  (cwd: string, ...argv: string[]): Promise<CommandResult> =>
    runCommand(command, argv, { cwd });

export const update = runner(Update);
export const add = runner(Add);
export const remove = runner(Remove);
export const envAdd = runner(EnvAdd);
export const envRemove = runner(EnvRemove);

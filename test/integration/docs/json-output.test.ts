import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import Add from '../../../src/commands/add.js';
import Adopt from '../../../src/commands/adopt.js';
import Bump from '../../../src/commands/bump.js';
import Diff from '../../../src/commands/diff.js';
import EnvAdd from '../../../src/commands/env/add.js';
import EnvRemove from '../../../src/commands/env/remove.js';
import Examples from '../../../src/commands/examples.js';
import HoldRelease from '../../../src/commands/hold/release.js';
import Init from '../../../src/commands/init.js';
import Promote from '../../../src/commands/promote.js';
import Remove from '../../../src/commands/remove.js';
import Render from '../../../src/commands/render.js';
import Rollback from '../../../src/commands/rollback.js';
import Status from '../../../src/commands/status.js';
import Update from '../../../src/commands/update.js';
import Validate from '../../../src/commands/validate.js';
import { projectRoot } from '../../support/project-root.js';
import { gitRepository } from '../../support/repository.js';
import { runCommand, type CommandClass } from '../../support/run-cli.js';
import { tempDir } from '../../support/temp-dir.js';
import { tools } from '../../support/tools.js';
import { writeFiles } from '../../support/write-files.js';
import { loadCommands } from '../../unit/docs/load-commands.js';

const URL = 'https://github.com/acme/shop.git';
const INIT = ['--yes', '--env=dev', '--repo-url', URL];
const BUMP = ['backend=ghcr.io/acme/backend:1.0.0', '--env=dev'];

/** Runs a command with `--json` and gives the document that it printed. */
async function jsonOf(command: CommandClass, argv: readonly string[], cwd = repository) {
  const PATH = `${dirname(tools().kubectls[0]!.path)}:${process.env['PATH'] ?? ''}`;
  const { stdout } = await runCommand(command, [...argv, '--json'], { cwd, env: { PATH } });
  return JSON.parse(stdout) as unknown;
}

function schemaOf(name: string): AnySchemaObject {
  const file = join(projectRoot, 'docs/reference/json', `${name}.schema.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as AnySchemaObject;
}

/** The published schema takes keys that later versions add; the tests take none that it lacks. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const);
  return {
    ...('properties' in schema && { additionalProperties: false }),
    ...Object.fromEntries(entries),
  };
}

function expectToFit(document: unknown, name: string): void {
  const validate = new Ajv({ allowUnionTypes: true }).compile(closed(schemaOf(name)) as object);
  validate(document);
  expect(validate.errors, JSON.stringify(document).slice(0, 300)).toBeNull();
}

let repository: string;

beforeAll(async () => {
  repository = join(await tempDir(), 'shop');
  await runCommand(Init, [repository, ...INIT]);
});

describe('docs/reference/json describes what is printed with --json', () => {
  it('has a schema for each command', async () => {
    for (const { id } of await loadCommands()) {
      expect(schemaOf(id.replaceAll(' ', '-'))).toHaveProperty('title', `gitops-gen ${id} --json`);
    }
  });

  it('init', async () => {
    const target = join(await tempDir(), 'shop');

    expectToFit(await jsonOf(Init, [target, ...INIT, '--dry-run']), 'init');
    expectToFit(await jsonOf(Init, [target, ...INIT]), 'init');
  });

  it('examples', async () => {
    expectToFit(await jsonOf(Examples, []), 'examples');
    expectToFit(await jsonOf(Examples, ['todo-app']), 'examples');
  });

  it('render', async () => {
    expectToFit(await jsonOf(Render, ['dev/todo']), 'render');
  });

  it('diff', async () => {
    expectToFit(await jsonOf(Diff, []), 'diff');
    const secret = 'secretGenerator: [{ name: a, literals: [a=b] }]\n';
    const others = await gitRepository({ 'dev/a/kustomization.yaml': secret });
    await writeFiles(others, { 'dev/a/kustomization.yaml': secret.replace('a=b', 'a=c') });
    await writeFiles(others, { 'dev/b/kustomization.yaml': 'labels: 5\n' });
    expectToFit(await jsonOf(Diff, [], others), 'diff');
    await writeFiles(others, { 'prod/a/kustomization.yaml': secret });
    expectToFit(await jsonOf(Diff, ['--env=dev', '--against=prod'], others), 'diff');
  });

  it('validate', async () => {
    expectToFit(await jsonOf(Validate, ['--app=todo']), 'validate');
    const others = await gitRepository({ 'dev/kustomization.yaml': 'labels: 5\n' });
    expectToFit(await jsonOf(Validate, [], others), 'validate');
  });

  it('bump', async () => {
    expectToFit(await jsonOf(Bump, [...BUMP, '--dry-run']), 'bump');
    expectToFit(await jsonOf(Bump, BUMP), 'bump');
    expectToFit(await jsonOf(Bump, [...BUMP, 'frontend=latest']), 'bump');
    const remote = [...BUMP.slice(1), '--remote', repository, '--dry-run'];
    expectToFit(await jsonOf(Bump, ['backend=2.0.0', ...remote]), 'bump');
  });

  it('add and remove', async () => {
    const add = ['todo-app', '--name=tasks'];

    expectToFit(await jsonOf(Add, [...add, '--dry-run']), 'add');
    expectToFit(await jsonOf(Add, add), 'add');
    expectToFit(await jsonOf(Remove, ['tasks']), 'remove');
    expectToFit(await jsonOf(Remove, ['tasks']), 'remove');
  });

  it('env add, promote, rollback, status, hold release and env remove', async () => {
    const promotion = ['--from=dev', '--to=qa'];

    expectToFit(await jsonOf(EnvAdd, ['qa', '--like=dev']), 'env-add');
    await jsonOf(Bump, ['backend=3.0.0', '--env=dev']);
    expectToFit(await jsonOf(Promote, [...promotion, '--dry-run']), 'promote');
    expectToFit(await jsonOf(Promote, promotion), 'promote');
    expectToFit(await jsonOf(Rollback, ['todo', '--env=qa', '--hold']), 'rollback');
    expectToFit(await jsonOf(Status, []), 'status');
    expectToFit(await jsonOf(Promote, promotion), 'promote');
    expectToFit(await jsonOf(HoldRelease, ['todo', '--env=qa']), 'hold-release');
    expectToFit(await jsonOf(EnvRemove, ['qa']), 'env-remove');
  });

  it('update', async () => {
    expectToFit(await jsonOf(Update, []), 'update');
    expectToFit(await jsonOf(Update, ['--check', '--strict']), 'update');
    expectToFit(await jsonOf(Update, ['--abort']), 'update');
  });

  it('adopt', async () => {
    const overlay = { 'web/overlays/dev/kustomization.yaml': 'resources: []\n' };
    const clone = await gitRepository(overlay);

    expectToFit(await jsonOf(Adopt, ['--repo-url', URL], clone), 'adopt');
  });

  it('a failure', async () => {
    expectToFit(await jsonOf(Bump, ['bakend=1.0.0', '--env=dev']), 'error');
    expectToFit(await jsonOf(Bump, ['--no-such-flag']), 'error');
    expectToFit(await jsonOf(Render, [], await tempDir()), 'error');
  });
});

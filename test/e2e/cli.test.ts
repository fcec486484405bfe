import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { cleanEnvironment } from '../support/clean-environment.js';
import { bareRemote, git } from '../support/repository.js';
import { run as runProgram } from '../support/run.js';
import { runInstalledCli, type CliOptions } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';

const INIT = ['init', 'shop', '--yes', '--repo-url', 'https://git.example.com/acme/deploy.git'];
const STACK = /\n\s+at .*:\d+:\d+/;

let shop: string;

beforeAll(async () => {
  const parent = await tempDir();
  const { exitCode } = await runInstalledCli(INIT, { cwd: parent });
  expect(exitCode).toBe(0);
  shop = join(parent, 'shop');
});

const run = (args: readonly string[], options: CliOptions & { stdin?: string } = {}) =>
  runInstalledCli(args, { cwd: shop, ...options });

describe('what goes well exits with 0', () => {
  test.each([
    [[], /USAGE\n {2}\$ gitops-gen \[COMMAND\]/],
    [['--help'], /COMMANDS\n/],
    [['--version'], /^gitops-gen\/\d+\.\d+\.\d+ /],
    [['init', '--help'], /--repo-url/],
    [['bump', '--help'], /--order-key/],
    [['render', '--help'], /--out/],
    [['examples'], /^todo-app +To-do application$/m],
    [['examples', 'todo-app'], /^Objects: +.*StatefulSet/m],
    [['bump', 'backend=v2', '--env', 'dev', '--dry-run'], /^\+.*newTag: v2/m],
  ])('%j', async (args, says) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(says);
  });

  test.each([
    [['examples', '--json'], [{ name: 'todo-app' }]],
    [['examples', 'todo-app', '--json'], { name: 'todo-app', packaging: ['kustomize', 'helm'] }],
    [['bump', 'backend=v2', '--env', 'dev', '--dry-run', '--json'], { status: 'changed' }],
    [
      ['init', '../other', '--yes', '--repo-url', 'https://x.example/y', '--dry-run', '--json'],
      { status: 'planned' },
    ],
  ])('%j is one JSON document', async (args, says) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const answer: unknown = JSON.parse(stdout);
    if (Array.isArray(says))
      expect(answer).toEqual(
        expect.arrayContaining(says.map((item) => expect.objectContaining(item) as unknown)),
      );
    else expect(answer).toMatchObject(says);
  });
});

describe('what is refused exits with 2', () => {
  test.each([
    [['nonsense'], undefined, /nonsense/],
    [['bmup', 'backend=v2'], undefined, /bmup/],
    [['bump', '--nonsense'], 'USAGE', /Nonexistent flag: --nonsense/],
    [['bump', 'backend=v2', '--timeout', 'x'], 'USAGE', /Expected an integer/],
    [['bump', 'backend=v2'], 'TARGET_AMBIGUOUS', /several environments/],
    [['bump', 'x=v2', '--env', 'dev'], 'TARGET_NOT_FOUND', /no overlay has an image "x"/],
    [['examples', 'tod-app'], 'EXAMPLE_NOT_FOUND', /did you mean "todo-app"/],
    [['init', '.', '--yes'], 'PRECONDITION', /has a gitops-gen\.yaml already/],
    [['render', 'dve'], 'TARGET_NOT_FOUND', /did you mean "dev"/],
    [['render', '-C', '/'], 'NO_REPOSITORY', /no gitops-gen\.yaml in/],
    [['render', '-C', 'nowhere'], 'NO_REPOSITORY', /there is no folder .*nowhere/],
  ])('%j', async (args, code, says) => {
    const text = await run(args);
    expect(text.exitCode).toBe(2);
    expect(text.stdout).toBe('');
    expect(text.stderr).toMatch(says);
    expect(text.stderr).not.toMatch(STACK);
    if (code === undefined) return;
    const json = await run([...args, '--json']);
    expect(json.exitCode).toBe(2);
    const { error } = JSON.parse(json.stdout) as { error: object };
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) as string });
  });

  test('with the place of what is wrong, and a stack only for DEBUG', async () => {
    const folder = await tempDir();
    await git('.', 'clone', '--quiet', shop, join(folder, 'clone'));
    const cwd = join(folder, 'clone');
    const model = await readFile(join(cwd, 'gitops-gen.yaml'), 'utf8');
    await writeFile(join(cwd, 'gitops-gen.yaml'), `${model}scerets: generated\n`);
    const line = model.split('\n').length;
    const { stderr } = await run(['render'], { cwd });
    expect(stderr).toBe(
      `Error: gitops-gen.yaml:${line}:1: scerets: unknown key, did you mean "secrets"?\n`,
    );
    expect((await run(['render'], { cwd, env: { DEBUG: 'gitops-gen' } })).stderr).toMatch(STACK);
  });
});

describe('render', () => {
  test.each(['render', 'validate'])('as %s does, needs kustomize or kubectl', async (command) => {
    // By node itself: the folder of node, which has to be on PATH else, can hold kubectl too.
    const program = [process.execPath, [inject('cli')!, command]] as const;
    const env = cleanEnvironment({ PATH: '/nowhere' });
    const failure: unknown = await runProgram(...program, { cwd: shop, env }).catch(
      (error: unknown) => error,
    );
    const { code, stderr } = failure as { code: number; stderr: string };
    expect(code).toBe(2);
    expect(stderr).toContain('neither kustomize nor kubectl is on PATH');
    expect(stderr).toContain('Install kustomize');
  });

  test('of a chart needs helm', async () => {
    const parent = await tempDir();
    await runInstalledCli([...INIT, '--packaging', 'helm'], { cwd: parent });
    const cwd = join(parent, 'shop');
    for (const { path } of tools().helms) {
      const { exitCode, stdout } = await run(['render', 'dev'], {
        cwd,
        env: { PATH: dirname(path) },
      });
      expect({ exitCode, objects: stdout.match(/^kind: /gm)?.length }).toEqual({
        exitCode: 0,
        objects: 33,
      });
    }
    expect(await run(['render', 'dev'], { cwd, env: { PATH: '/nowhere' } })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('helm is not on PATH') as string,
    });
  });

  test('prints one stream, or writes a file for each object and removes those of others', async () => {
    const out = join(await tempDir(), 'out');
    const env = { PATH: dirname(tools().kubectls.at(-1)!.path) };
    const { exitCode, stdout } = await run(['render', 'dev/todo'], { env });
    expect(exitCode).toBe(0);
    const objects = parseAllDocuments(stdout);
    expect(objects.length).toBeGreaterThan(10);

    expect((await run(['render', 'dev', '--out', out], { env })).exitCode).toBe(0);
    const files = await readdir(join(out, 'dev/todo'));
    expect(files).toHaveLength(objects.length);

    await appendFile(join(out, '.rendered-by-gitops-gen'), 'dev/todo/gone.yaml\n');
    await writeFile(join(out, 'dev/todo/gone.yaml'), '');
    expect((await run(['render', 'dev', '--out', out], { env })).exitCode).toBe(0);
    expect(await readdir(join(out, 'dev/todo'))).toEqual(files);

    const own = await tempDir();
    await mkdir(join(own, 'dev/todo'), { recursive: true });
    await writeFile(join(own, 'dev/todo', files[0]!), 'mine');
    const { exitCode: refused, stderr } = await run(['render', 'dev', '--out', own], { env });
    expect(refused).toBe(2);
    expect(stderr).toContain('was not rendered by this program');
    expect(await readdir(join(own, 'dev/todo'))).toEqual([files[0]]);
  });
});

test('from nothing to a pushed bump', async () => {
  const [parent, bare] = [await tempDir(), await bareRemote()];
  const url = `file://${bare}`;
  const flags = ['--repo-url', url, '--env', 'dev,prod', '--ci', 'github', '--push'];
  expect(await runInstalledCli(['init', 'shop', '--yes', ...flags], { cwd: parent })).toMatchObject(
    { exitCode: 0 },
  );

  const clone = join(await tempDir(), 'clone');
  await git('.', 'clone', '--quiet', url, clone);
  const stdin = '# built\nbackend=ghcr.io/acme/todo-backend:3f2c1ab\nfrontend=3f2c1ab\n';
  const { exitCode, stdout } = await runInstalledCli(
    ['bump', '-', '--env', 'dev', '--push', '--json'],
    { cwd: clone, stdin },
  );

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'changed',
    commit: await git(bare, 'rev-parse', 'main'),
  });
  expect(await git(bare, 'show', 'main:overlays/dev/todo/kustomization.yaml')).toContain(
    'newName: ghcr.io/acme/todo-backend\n    newTag: 3f2c1ab\n',
  );
});

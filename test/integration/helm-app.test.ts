import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import Render from '../../src/commands/render.js';
import Update from '../../src/commands/update.js';
import { commitFiles, git } from '../support/repository.js';
import { runCommand } from '../support/run-cli.js';
import { tempDir } from '../support/temp-dir.js';
import { tools } from '../support/tools.js';
import { bump, initWithUrl } from './scaffold.js';

const VALUES = 'overlays/dev/todo/values.yaml';
const SHA = '1f0c3d5e7a9b2c4d6e8f0a1b2c3d4e5f60718293';
const DIGEST = `sha256:${'d'.repeat(64)}`;

/** A repository with the to-do app as a chart. */
async function chartRepository(): Promise<string> {
  const dir = join(await tempDir(), 'shop');
  const { exitCode, stderr } = await initWithUrl(dir, ['--packaging', 'helm', '--env', 'dev,prod']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return dir;
}

function inShop(command: typeof Render | typeof Update, dir: string, args: readonly string[]) {
  const PATH = `${dirname(tools().helms.at(-1)!.path)}:${process.env['PATH'] ?? ''}`;
  return runCommand(command, args, { cwd: dir, env: { PATH } });
}

const read = (dir: string, path: string) => readFile(join(dir, path), 'utf8');

describe('an app that is a chart', () => {
  test('a bump changes the bytes of the tag in its values, and what is rendered', async () => {
    const dir = await chartRepository();
    const before = await read(dir, VALUES);

    const { exitCode } = await bump(dir, [`backend=ghcr.io/acme/todo:${SHA}`, '--env', 'dev']);

    expect(exitCode).toBe(0);
    expect(await read(dir, VALUES)).toBe(
      before.replace('ghcr.io/stefanprodan/podinfo', 'ghcr.io/acme/todo').replace('6.14.1', SHA),
    );
    expect(await git(dir, 'show', '--format=', '--name-only')).toBe(VALUES);
    const { stdout } = await inShop(Render, dir, ['dev/todo']);
    expect(stdout).toContain(`image: ghcr.io/acme/todo:${SHA}\n`);
  });

  test('a digest goes before the tag, and a bump by tag takes both away', async () => {
    const dir = await chartRepository();
    const before = await read(dir, VALUES);
    await bump(dir, [`backend=v1@${DIGEST}`, '--env', 'dev']);
    const { stdout } = await inShop(Render, dir, ['dev']);
    expect(stdout).toContain(`image: ghcr.io/stefanprodan/podinfo@${DIGEST}\n`);
    await bump(dir, ['backend=6.14.1', '--env', 'dev']);
    expect(await read(dir, VALUES)).toBe(before);
  });

  test('a digest alone takes the place of the tag, and a tag alone takes it back', async () => {
    const dir = await chartRepository();
    expect(await bump(dir, [`backend=${DIGEST}`, '--env', 'dev'])).toMatchObject({ exitCode: 0 });
    const { stdout } = await inShop(Render, dir, ['dev']);
    expect(stdout).toContain(`image: ghcr.io/stefanprodan/podinfo@${DIGEST}\n`);
    expect(await bump(dir, ['backend=v8', '--env', 'dev'])).toMatchObject({ exitCode: 0 });
    const again = await inShop(Render, dir, ['dev']);
    expect(again.stdout).toContain('image: ghcr.io/stefanprodan/podinfo:v8\n');
    expect(await bump(dir, [`backend=${DIGEST}`, '--env', 'dev'])).toMatchObject({ exitCode: 0 });
  });

  test('a tag that looks like a number stays a text', async () => {
    const dir = await chartRepository();
    await bump(dir, ['backend=1234567', '--env', 'dev']);
    const { stdout } = await inShop(Render, dir, ['dev']);
    expect(stdout).toContain('image: ghcr.io/stefanprodan/podinfo:1234567\n');
  });

  test('an update keeps the bumped tag and what a person wrote into values and chart', async () => {
    const dir = await chartRepository();
    await bump(dir, ['backend=v7', '--env', 'dev']);
    const template = 'charts/todo/templates/backend-configmap.yaml';
    await commitFiles(dir, {
      [VALUES]: (await read(dir, VALUES)).replace('replicas: 1', 'replicas: 2 # for the demo'),
      [template]: (await read(dir, template)).replace('DB_PORT: "5432"', 'DB_PORT: "6432"'),
    });
    const model = await read(dir, 'gitops-gen.yaml');
    await writeFile(
      join(dir, 'gitops-gen.yaml'),
      model.replace('values: {}', 'values: { logLevel: warn }'),
    );

    expect(await inShop(Update, dir, [])).toMatchObject({ exitCode: 0 });

    const values = await read(dir, VALUES);
    for (const kept of ['tag: v7', 'replicas: 2 # for the demo', 'logLevel: warn']) {
      expect(values).toContain(kept);
    }
    expect(await read(dir, template)).toContain('DB_PORT: "6432"');
    expect(await inShop(Render, dir, ['dev'])).toMatchObject({ exitCode: 0 });
  });

  test('a change of its packaging takes along the images that CI has set, there and back', async () => {
    const dir = await chartRepository();
    const switchTo = async (packaging: string) => {
      const model = await read(dir, 'gitops-gen.yaml');
      const changed = model.replace(/packaging: \w+/, `packaging: ${packaging}`);
      await commitFiles(dir, { 'gitops-gen.yaml': changed });
      expect(await inShop(Update, dir, [])).toMatchObject({ exitCode: 0 });
      await commitFiles(dir, {});
    };
    await bump(dir, [`backend=ghcr.io/acme/todo@${DIGEST}`, '--env', 'dev']);
    await bump(dir, ['frontend=v7', '--env', 'prod']);
    const before = await read(dir, VALUES);

    await switchTo('kustomize');
    expect(await read(dir, 'overlays/dev/todo/kustomization.yaml')).toContain(
      `  - name: backend\n    newName: ghcr.io/acme/todo\n    digest: ${DIGEST}\n`,
    );
    expect(await read(dir, 'overlays/prod/todo/kustomization.yaml')).toContain('newTag: v7\n');
    await expect(read(dir, VALUES)).rejects.toThrow('ENOENT');

    await switchTo('helm');
    expect(await read(dir, VALUES)).toBe(before);
    expect(await inShop(Update, dir, ['--strict'])).toMatchObject({ exitCode: 0 });
  });

  test('values that its schema refuses are an error that names them', async () => {
    const dir = await chartRepository();
    const values = (await read(dir, VALUES)).replace('logLevel:', 'loglevel:');
    await writeFile(join(dir, VALUES), values);
    const { exitCode, stdout } = await inShop(Render, dir, ['dev', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'BUILD_FAILED',
        path: VALUES,
        message: expect.stringContaining('loglevel') as string,
      },
    });
  });
});

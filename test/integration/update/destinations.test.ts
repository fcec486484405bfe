import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import Render from '../../../src/commands/render.js';
import { commitFiles, git } from '../../support/repository.js';
import { runCommand } from '../../support/run-cli.js';
import { tools } from '../../support/tools.js';
import { bump } from '../scaffold.js';
import { add, changedFiles, edit, envAdd, envRemove, MODEL } from './shop.js';
import { overlay, remove, shop, text, update } from './shop.js';

const EU = overlay('prod-eu');

/** A shop whose prod has two clusters, of which eu has overlays of its own. */
async function shopOfClusters(): Promise<string> {
  const dir = await shop();
  const clusters = '    destinations: [{ name: eu, overlay: true }, { name: us }]\n';
  await edit(dir, MODEL, '  - name: prod\n', `  - name: prod\n${clusters}`);
  expect(await update(dir)).toMatchObject({ exitCode: 0 });
  await commitFiles(dir, {});
  return dir;
}

function render(dir: string, ...args: string[]) {
  const PATH = `${dirname(tools().kubectls.at(-1)!.path)}:${process.env['PATH'] ?? ''}`;
  return runCommand(Render, args, { cwd: dir, env: { PATH } });
}

describe('a destination with an overlay of its own (argocd/A-14)', () => {
  test('has a place for patches, which updates keep and the other cluster does not get', async () => {
    const dir = await shopOfClusters();
    expect(await text(dir, 'argocd/applications/prod/web.yaml')).toMatch(
      /path: overlays\/prod-eu\/web\n(.*\n)*.*path: overlays\/prod\/web\n/,
    );
    await edit(
      dir,
      EU,
      'patches: []',
      `patches:
  - target: { kind: ConfigMap, name: web-settings }
    patch: |-
      - { op: add, path: /data/REGION, value: eu }`,
    );
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 0 });
    await edit(dir, MODEL, '  - name: prod\n', "  - name: prod\n    namespace: '{app}-live'\n");
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, EU)).toContain('namespace: web-live');
    expect((await render(dir, 'prod-eu/web')).stdout).toContain('REGION: eu');
    const { stdout } = await render(dir, 'prod');
    expect(stdout).toContain('kind: ConfigMap');
    expect(stdout).not.toContain('REGION');
  });

  test('argocd/G-01: a bump sets the image of the environment, and reaches both clusters', async () => {
    const dir = await shopOfClusters();
    expect(await bump(dir, ['web=2.5.0', '--env', 'prod'])).toMatchObject({ exitCode: 0 });
    expect(await git(dir, 'show', '--format=', '--name-only')).toBe(overlay('prod'));
    expect((await render(dir, 'prod-eu')).stdout).toContain('image: ghcr.io/acme/web:2.5.0');
  });

  test('comes with every app and every environment like it, and goes with them', async () => {
    const dir = await shopOfClusters();
    await add(dir, 'acme/web', '--name', 'more');
    expect(await text(dir, overlay('prod-eu', 'more'))).toContain('- ../../prod/more');
    await envAdd(dir, 'qa', '--like', 'prod');
    expect(await text(dir, overlay('qa-eu', 'more'))).toContain('- ../../qa/more');
    await remove(dir, 'more');
    await envRemove(dir, 'qa');
    expect(await git(dir, 'ls-files', 'overlays/*/more', 'overlays/qa*')).toBe('');
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test('gives it back when the model says so', async () => {
    const dir = await shopOfClusters();
    await edit(dir, MODEL, ', overlay: true', '');
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([` M argocd/applications/prod/web.yaml`, ` D ${EU}`]);
  });
});

import { describe, expect, test } from 'vitest';
import { commitFiles } from '../../support/repository.js';
import { treeHash } from '../../support/tree-hash.js';
import { bump } from '../scaffold.js';
import {
  changed,
  changedFiles,
  DEPLOYMENT,
  edit,
  MODEL,
  NOTES,
  overlay,
  release,
  SERVICE,
  SETTINGS,
  shop,
  status,
  TEMPLATES,
  text,
  update,
} from './shop.js';

const MORE_MEMORY = changed('base/deployment.yaml.hbs', 'memory: 64Mi', 'memory: 128Mi');

describe('an update brings', () => {
  test('row 15: what a template changed', async () => {
    const dir = await shop();
    await release(dir, '1.1.0', MORE_MEMORY);

    const { exitCode, stdout } = await update(dir);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('~     deployment.yaml');
    expect(stdout).toContain('1 file written.');
    expect(await changedFiles(dir)).toEqual([` M ${DEPLOYMENT}`]);
    expect(await text(dir, DEPLOYMENT)).toContain('memory: 128Mi');
  });

  test('row 18: what a template changed beside what a person did', async () => {
    const dir = await shop();
    await edit(dir, DEPLOYMENT, 'replicas: 1', 'replicas: 4 # Mondays are busy');
    await release(dir, '1.1.0', MORE_MEMORY);

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    const merged = await text(dir, DEPLOYMENT);
    expect(merged).toContain('replicas: 4 # Mondays are busy');
    expect(merged).toContain('memory: 128Mi');
  });

  test('row 20: an entry for a list that a person added to at the same place', async () => {
    const dir = await shop();
    const path = 'base/web/kustomization.yaml';
    await commitFiles(dir, { 'base/web/own.yaml': await text(dir, SETTINGS) });
    await edit(dir, path, '  - settings.yaml\n', '  - settings.yaml\n  - own.yaml\n');
    await release(dir, '1.1.0', {
      ...changed(
        'base/kustomization.yaml.hbs',
        '  - settings.yaml\n',
        '  - settings.yaml\n  - more.yaml\n',
      ),
      'base/more.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: more\n',
    });

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, path)).toMatch(/ {2}- own\.yaml\n/);
    expect(await text(dir, path)).toMatch(/ {2}- more\.yaml\n/);
  });

  test('row 31: Windows line ends stay', async () => {
    const dir = await shop();
    const crlf = (await text(dir, DEPLOYMENT)).replaceAll('\n', '\r\n');
    await commitFiles(dir, { [DEPLOYMENT]: crlf });
    await release(dir, '1.1.0', MORE_MEMORY);

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, DEPLOYMENT)).toBe(crlf.replace('memory: 64Mi', 'memory: 128Mi'));
  });

  test('row 40: a declared rename, with what a person wrote in the file', async () => {
    const dir = await shop();
    await edit(dir, SERVICE, 'port: 80', 'port: 81');
    await release(dir, '1.1.0', {
      ...changed('base/kustomization.yaml.hbs', 'service.yaml', 'web-service.yaml'),
      ...changed(
        'example.yaml',
        'renames: {}',
        "renames: { 'base/{{app.name}}/service.yaml': 'base/{{app.name}}/web-service.yaml' }",
      ),
      'base/service.yaml.hbs': null,
      'base/web-service.yaml.hbs': TEMPLATES['base/service.yaml.hbs'],
    });

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([
      ' M base/web/kustomization.yaml',
      ` D ${SERVICE}`,
      '?? base/web/web-service.yaml',
    ]);
    expect(await text(dir, 'base/web/web-service.yaml')).toContain('port: 81');
    await commitFiles(dir, {});
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 0 });
  });

  test('row 11: the deletion of a file that nobody edited', async () => {
    const dir = await shop();
    await release(dir, '1.1.0', {
      ...changed('base/kustomization.yaml.hbs', '  - settings.yaml\n', ''),
      'base/settings.yaml.hbs': null,
    });

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([' M base/web/kustomization.yaml', ` D ${SETTINGS}`]);
  });

  test('a parameter that was changed in the model', async () => {
    const dir = await shop();
    await edit(dir, MODEL, 'values: {}', 'values:\n      logLevel: debug # for a while');

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([` M ${SETTINGS}`]);
    expect(await text(dir, SETTINGS)).toContain('LOG_LEVEL: debug');
  });

  test('a default that the example changed, where no value is set', async () => {
    const dir = await shop();
    await edit(
      dir,
      MODEL,
      'values: {}',
      'values: {}\n    environments:\n      prod: { values: { replicas: 3 } }',
    );
    await update(dir);
    await commitFiles(dir, {});
    await release(dir, '1.1.0', changed('example.yaml', 'default: 1\n', 'default: 2\n'));

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([` M ${overlay('dev')}`]);
    expect(await text(dir, overlay('dev'))).toContain('count: 2');
    expect(await text(dir, overlay('prod'))).toContain('count: 3');
  });

  test('an image that a template changed, named as such', async () => {
    const dir = await shop();
    await release(dir, '1.1.0', changed('base/deployment.yaml.hbs', 'image: web', 'image: web:2'));

    const { stdout, result } = await update(dir, '--dry-run');
    expect(stdout).toContain(`Image: ${DEPLOYMENT} web → web:2`);
    expect(result).toMatchObject({
      images: [{ path: DEPLOYMENT, name: 'web', from: 'web', to: 'web:2' }],
    });
  });

  test('what the change log of the catalog says of the versions between', async () => {
    const dir = await shop();
    const log = (...versions: string[]) =>
      [
        '# Changes\n',
        ...versions.map((version) => `## ${version}\n\n- News of ${version}.\n`),
      ].join('\n');
    await release(dir, '1.10.0', {
      ...MORE_MEMORY,
      '../CHANGELOG.md': log('1.10.0', '1.9.0', '1.0.0'),
    });

    const { stdout } = await update(dir);
    expect(stdout).toContain('- News of 1.10.0.');
    expect(stdout).toContain('- News of 1.9.0.');
    expect(stdout).not.toContain('- News of 1.0.0.');
    await commitFiles(dir, {});
    expect((await update(dir)).stdout).toBe('Nothing to do.\n');

    await release(dir, '1.11.0', { '../CHANGELOG.md': log('1.11.0', '1.10.0', '1.9.0') });
    const later = await update(dir);
    expect(later.stdout).toContain('- News of 1.11.0.');
    expect(later.stdout).not.toContain('- News of 1.10.0.');
    await commitFiles(dir, {});
    expect((await update(dir)).stdout).toBe('Nothing to do.\n');
  });
});

describe('an update keeps', () => {
  test('row 22: the image that CI has set', async () => {
    const dir = await shop();
    expect(await bump(dir, ['web=2.5.0', '--env', 'prod'])).toMatchObject({ exitCode: 0 });
    await release(dir, '1.1.0', {});
    await edit(dir, MODEL, 'ghcr.io/acme/web:1.0.0', 'ghcr.io/acme/web:1.1.0');

    const { exitCode, stdout } = await update(dir);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `Note: ${overlay('prod')} images[web] keeps the image that is set there`,
    );
    expect(await text(dir, overlay('prod'))).toContain('newTag: 2.5.0');
    expect(await text(dir, overlay('dev'))).toContain('newTag: 1.1.0');
  });

  test('row 7, 8: deleted files deleted, and says so once', async () => {
    const dir = await shop();
    await edit(dir, 'base/web/kustomization.yaml', '  - settings.yaml\n', '');
    await commitFiles(dir, { [SETTINGS]: null });
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 0 });

    await release(
      dir,
      '1.1.0',
      changed('base/settings.yaml.hbs', 'data:', 'immutable: false\ndata:'),
    );
    const { exitCode, stdout } = await update(dir);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Note: ${SETTINGS} was deleted here`) as string,
    });
    expect(await changedFiles(dir)).toEqual([]);
    await commitFiles(dir, {});
    expect((await update(dir)).stdout).toBe('Nothing to do.\n');
  });

  test('row 44: what was written once', async () => {
    const dir = await shop();
    await commitFiles(dir, { [NOTES]: null });
    await edit(dir, 'README.md', '#', '# Our own:');
    await release(dir, '1.1.0', { 'base/NOTES.md.hbs': 'Other notes.\n' });

    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await changedFiles(dir)).toEqual([]);
  });

  test('row 45: a file that the model hands over', async () => {
    const dir = await shop();
    await edit(dir, DEPLOYMENT, 'replicas: 1', 'replicas: 4');
    const apps = /\napps:/.exec(await text(dir, MODEL))![0];
    await edit(dir, MODEL, apps, `\npolicies:\n  ${DEPLOYMENT}: seed\n${apps}`);

    const { stdout } = await update(dir);
    expect(stdout).toContain(`Note: ${DEPLOYMENT} is yours from now on`);
    await commitFiles(dir, {});
    await release(dir, '1.1.0', MORE_MEMORY);
    await update(dir);
    expect(await changedFiles(dir)).toEqual([]);
  });
});

describe('--restore', () => {
  test('writes a deleted file again, also where nothing else has changed', async () => {
    const dir = await shop();
    const before = await text(dir, SETTINGS);
    await commitFiles(dir, { [SETTINGS]: null });

    expect(await update(dir, '--restore', SETTINGS)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, SETTINGS)).toBe(before);
    expect(await status(dir)).toEqual([`?? ${SETTINGS}`]);
  });

  test('writes a deleted seed again', async () => {
    const dir = await shop();
    const before = await text(dir, 'README.md');
    await commitFiles(dir, { 'README.md': null });
    expect(await update(dir, '--restore', 'README.md')).toMatchObject({ exitCode: 0 });
    expect(await text(dir, 'README.md')).toBe(before);
    await commitFiles(dir, {});
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });

  test('of what no template makes is refused', async () => {
    const dir = await shop();
    const { exitCode, stderr } = await update(dir, '--restore', 'base/web/setings.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('base/web/setings.yaml');
    expect(stderr).toContain(SETTINGS);
  });
});

describe('--check exits', () => {
  const codes = async (dir: string) => ({
    check: (await update(dir, '--check')).exitCode,
    strict: (await update(dir, '--check', '--strict')).exitCode,
    dryRun: (await update(dir, '--dry-run')).exitCode,
  });

  test('0 where nothing is pending, and 6 with --strict where a file was edited or deleted', async () => {
    const dir = await shop();
    expect(await codes(dir)).toEqual({ check: 0, strict: 0, dryRun: 0 });
    await edit(dir, overlay('dev'), 'newTag: 1.0.0', 'newTag: 1.0.9');
    expect(await codes(dir)).toEqual({ check: 0, strict: 0, dryRun: 0 });
    await edit(dir, SERVICE, 'port: 80', 'port: 81');
    expect(await codes(dir)).toEqual({ check: 0, strict: 6, dryRun: 0 });
    const { stdout } = await update(dir, '--check', '--strict');
    expect(stdout).toContain(`Edited by hand: ${SERVICE}`);
    expect(stdout).not.toContain(overlay('dev'));
  });

  test('3 where changes are pending', async () => {
    const dir = await shop();
    await release(dir, '1.1.0', MORE_MEMORY);
    expect(await codes(dir)).toEqual({ check: 3, strict: 3, dryRun: 0 });
  });

  test('4 where a conflict is pending', async () => {
    const dir = await shop();
    await edit(dir, DEPLOYMENT, 'memory: 64Mi', 'memory: 96Mi');
    await release(dir, '1.1.0', MORE_MEMORY);
    expect(await codes(dir)).toEqual({ check: 4, strict: 4, dryRun: 4 });
  });

  test('P4: and writes nothing, as --dry-run does', async () => {
    const dir = await shop();
    await edit(dir, DEPLOYMENT, 'memory: 64Mi', 'memory: 96Mi');
    await release(dir, '1.1.0', { ...MORE_MEMORY, 'base/settings.yaml.hbs': null });
    const before = await treeHash(dir, { index: true });
    await codes(dir);
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('and --dry-run shows the changes as a diff', async () => {
    const dir = await shop();
    await release(dir, '1.1.0', MORE_MEMORY);
    const { stdout } = await update(dir, '--dry-run');
    expect(stdout).toContain(`--- a/${DEPLOYMENT}`);
    expect(stdout).toContain('+              memory: 128Mi');
    expect(stdout).toContain('1 file would be written.');
  });
});

test('P1: an update right after init has nothing to do', async () => {
  const dir = await shop();
  const before = await treeHash(dir, { index: true });
  for (const flags of [[], ['--strict'], ['--check'], ['--check', '--strict']]) {
    expect(await update(dir, ...flags)).toMatchObject({ exitCode: 0, stdout: 'Nothing to do.\n' });
  }
  expect(await treeHash(dir, { index: true })).toBe(before);
});

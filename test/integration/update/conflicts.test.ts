import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitFiles, git } from '../../support/repository.js';
import { treeHash } from '../../support/tree-hash.js';
import { writeFiles } from '../../support/write-files.js';
import {
  add,
  changed,
  changedFiles,
  DEPLOYMENT,
  edit,
  MODEL,
  release,
  SERVICE,
  SETTINGS,
  shop,
  status,
  text,
  update,
} from './shop.js';

const MORE_MEMORY = changed('base/deployment.yaml.hbs', 'memory: 64Mi', 'memory: 128Mi');
const NO_SETTINGS = {
  ...changed('base/kustomization.yaml.hbs', '  - settings.yaml\n', ''),
  'base/settings.yaml.hbs': null,
};

/** A repository in which a person and a new version of the template changed one value. */
async function contested(): Promise<string> {
  const dir = await shop();
  await edit(dir, DEPLOYMENT, 'memory: 64Mi', 'memory: 96Mi');
  await release(dir, '1.1.0', MORE_MEMORY);
  return dir;
}

const stagesOf = async (dir: string, path: string) =>
  (await git(dir, 'ls-files', '--stage', path)).split('\n').map((line) => line.split(/[ \t]/)[2]);
const blob = (dir: string, stage: number, path: string) => git(dir, 'show', `:${stage}:${path}`);
const settle = async (dir: string, path: string) =>
  writeFiles(dir, {
    [path]: (await text(dir, path)).replace(
      /<<<<<<<[^]*?>>>>>>> .*\n/,
      '              memory: 100Mi\n',
    ),
  });

describe('row 21: a value that both sides changed', () => {
  test('stands between markers, and in the index as a conflict', async () => {
    const dir = await contested();

    const { exitCode, stdout } = await update(dir);

    expect(exitCode).toBe(4);
    expect(stdout).toContain(`Conflict: ${DEPLOYMENT} `);
    expect(stdout).toContain('was memory: 64Mi, is memory: 96Mi, the template has memory: 128Mi');
    expect(await text(dir, DEPLOYMENT)).toContain(`<<<<<<< yours
              memory: 96Mi
||||||| template 1.0.0
              memory: 64Mi
=======
              memory: 128Mi
>>>>>>> template 1.1.0
`);
    expect(await changedFiles(dir)).toEqual([`UU ${DEPLOYMENT}`]);
    const sides = await Promise.all([1, 2, 3].map((stage) => blob(dir, stage, DEPLOYMENT)));
    expect(sides.map((side) => /memory: (\S+)/.exec(side)?.[1])).toEqual(['64Mi', '96Mi', '128Mi']);
    await expect(git(dir, 'commit', '--message', 'As it is')).rejects.toThrow(/unmerged/i);
  });

  test('is reported to machines with its three values', async () => {
    const dir = await contested();
    const { result, exitCode } = await update(dir, '--check', '--json');
    expect(exitCode).toBe(4);
    const values = { ancestor: 'memory: 64Mi', ours: 'memory: 96Mi', theirs: 'memory: 128Mi' };
    const yamlPath = 'spec.template.spec.containers[web].resources.requests.memory';
    const { status, paths } = result as { status: string; paths: unknown[] };
    expect(status).toBe('conflict');
    expect(paths).toContainEqual({
      path: DEPLOYMENT,
      outcome: 'conflict',
      conflicts: [{ code: 'BOTH_CHANGED', yamlPath, values }],
      notices: [],
    });
  });

  test('is settled by an edit, `git add` and a commit', async () => {
    const dir = await contested();
    await update(dir);
    await settle(dir, DEPLOYMENT);
    await git(dir, 'add', '--all');
    await git(dir, 'commit', '--quiet', '--message', 'Update');

    expect(await text(dir, '.gitops-gen/lock.yaml')).toContain('conflicts: ');
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, '.gitops-gen/lock.yaml')).not.toContain('conflicts: ');
    expect(await text(dir, DEPLOYMENT)).toContain('memory: 100Mi');
    await commitFiles(dir, {});
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 0 });
  });

  test('is not settled by `git commit -a` with the markers', async () => {
    const dir = await contested();
    await update(dir);
    await git(dir, 'commit', '--quiet', '--all', '--message', 'Oops');
    const before = await treeHash(dir, { index: true });

    expect(await update(dir, '--check')).toMatchObject({ exitCode: 4 });
    const { exitCode, stderr } = await update(dir);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(DEPLOYMENT);
    expect((await add(dir, 'acme/web', '--name', 'more')).exitCode).toBe(2);
    expect(await treeHash(dir, { index: true })).toBe(before);

    await settle(dir, DEPLOYMENT);
    await commitFiles(dir, {});
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
  });

  test('keeps every command from writing while it is open', async () => {
    const dir = await contested();
    await update(dir);
    const before = await treeHash(dir, { index: true });
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 4 });
    expect(await update(dir, '--dry-run')).toMatchObject({ exitCode: 4 });
    expect(await update(dir)).toMatchObject({ exitCode: 2 });
    expect(await add(dir, 'acme/web', '--name', 'more')).toMatchObject({ exitCode: 2 });
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('with --on-conflict=fail writes nothing', async () => {
    const dir = await contested();
    const before = await treeHash(dir, { index: true });
    const { exitCode, stderr } = await update(dir, '--on-conflict', 'fail');
    expect(exitCode).toBe(4);
    expect(stderr).toContain(DEPLOYMENT);
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test.each([
    ['ours', 'memory: 96Mi'],
    ['theirs', 'memory: 128Mi'],
  ])('with --on-conflict=%s is settled so', async (side, line) => {
    const dir = await contested();
    expect(await update(dir, '--on-conflict', side)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, DEPLOYMENT)).toContain(line);
    expect((await status(dir)).filter((entry) => entry.startsWith('U'))).toEqual([]);
    await commitFiles(dir, {});
    expect((await update(dir)).stdout).toBe('Nothing to do.\n');
  });
});

describe('row 12: a file that a person edited and the template dropped', () => {
  const dropped = async () => {
    const dir = await shop();
    await edit(dir, SETTINGS, 'info', 'debug');
    await release(dir, '1.1.0', NO_SETTINGS);
    return dir;
  };

  test('stays as it is, in conflict', async () => {
    const dir = await dropped();
    const before = await text(dir, SETTINGS);
    expect(await update(dir)).toMatchObject({ exitCode: 4 });
    expect(await text(dir, SETTINGS)).toBe(before);
    expect(await stagesOf(dir, SETTINGS)).toEqual(['1', '2']);
    expect(await changedFiles(dir)).toContain(`UD ${SETTINGS}`);
  });

  test.each([
    ['ours', true],
    ['theirs', false],
  ])('with --on-conflict=%s', async (side, stays) => {
    const dir = await dropped();
    expect(await update(dir, '--on-conflict', side)).toMatchObject({ exitCode: 0 });
    const kept = await text(dir, SETTINGS).catch(() => undefined);
    expect(kept !== undefined).toBe(stays);
    await commitFiles(dir, {});
    expect(await update(dir, '--check', '--strict')).toMatchObject({ exitCode: 0 });
  });
});

describe('row 34: an encrypted file', () => {
  test('is not touched; the template’s version lies beside it', async () => {
    const dir = await shop();
    const sealed = 'data: ENC[AES256_GCM,data:abc]\nsops:\n  mac: ENC[abc]\n';
    await commitFiles(dir, { [SETTINGS]: sealed });
    await release(
      dir,
      '1.1.0',
      changed('base/settings.yaml.hbs', 'data:', 'immutable: true\ndata:'),
    );

    expect(await update(dir)).toMatchObject({ exitCode: 4 });
    expect(await text(dir, SETTINGS)).toBe(sealed);
    expect(await stagesOf(dir, SETTINGS)).toEqual(['1', '2', '3']);
    expect(await text(dir, `.gitops-gen/tx/theirs/${SETTINGS}.pristine`)).toContain(
      'immutable: true',
    );
  });

  test('or a binary one is shown to git as it is', async () => {
    const dir = await shop();
    const bytes = Buffer.from([0, 1, 2, 255]);
    await commitFiles(dir, { [SETTINGS]: null });
    await writeFile(join(dir, SETTINGS), bytes);
    await commitFiles(dir, {});
    await release(
      dir,
      '1.1.0',
      changed('base/settings.yaml.hbs', 'data:', 'immutable: true\ndata:'),
    );

    expect(await update(dir)).toMatchObject({ exitCode: 4 });
    expect(await readFile(join(dir, SETTINGS))).toEqual(bytes);
    expect(await stagesOf(dir, SETTINGS)).toEqual(['1', '2', '3']);
  });
});

describe('row 9: a kustomization that names a deleted file', () => {
  test('is in conflict until it does not', async () => {
    const dir = await shop();
    await commitFiles(dir, { [SETTINGS]: null });
    await release(
      dir,
      '1.1.0',
      changed('base/settings.yaml.hbs', 'data:', 'immutable: true\ndata:'),
    );

    const { exitCode, stdout } = await update(dir);
    expect(exitCode).toBe(4);
    expect(stdout).toContain(
      'Conflict: base/web/kustomization.yaml resources[settings.yaml] (DANGLING_REF)',
    );
    await commitFiles(dir, {});
    expect(await update(dir, '--check')).toMatchObject({ exitCode: 4 });
    expect(await update(dir)).toMatchObject({ exitCode: 2 });

    await edit(dir, 'base/web/kustomization.yaml', '  - settings.yaml\n', '');
    expect(await update(dir)).toMatchObject({ exitCode: 0 });
    expect(await text(dir, '.gitops-gen/lock.yaml')).not.toContain('conflicts: ');
  });
});

describe('P9, S6: --abort', () => {
  test('restores tree and index exactly, and discards what was settled', async () => {
    const dir = await contested();
    await writeFiles(dir, { 'notes.txt': 'mine\n' });
    await git(dir, 'add', 'notes.txt');
    const before = await treeHash(dir, { index: true });
    await update(dir);
    await settle(dir, DEPLOYMENT);
    await git(dir, 'add', DEPLOYMENT);

    const { exitCode, stdout } = await update(dir, '--abort');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'The last update was taken back.\n',
    });
    expect(await treeHash(dir, { index: true })).toBe(before);
    expect((await update(dir, '--abort')).stdout).toBe('There is no update to take back.\n');
    expect(await update(dir)).toMatchObject({ exitCode: 4 });
  });

  test('restores where the conflict deletes, creates and renames files', async () => {
    const dir = await shop();
    await edit(dir, SETTINGS, 'info', 'debug');
    await edit(dir, SERVICE, 'port: 80', 'port: 81');
    await release(dir, '1.1.0', {
      ...NO_SETTINGS,
      'base/deep/er/new.yaml': 'a: 1\n',
      'base/service.yaml.hbs': null,
    });
    const before = await treeHash(dir, { index: true });
    expect(await update(dir)).toMatchObject({ exitCode: 4 });
    await update(dir, '--abort');
    expect(await treeHash(dir, { index: true })).toBe(before);
  });

  test('leaves alone what was committed since', async () => {
    const dir = await contested();
    await update(dir);
    await settle(dir, DEPLOYMENT);
    await commitFiles(dir, {});
    await writeFiles(dir, { [DEPLOYMENT]: `${await text(dir, DEPLOYMENT)}# hours of work\n` });

    const { exitCode, stdout } = await update(dir, '--abort');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'There is no update to take back.\n',
    });
    expect(await text(dir, DEPLOYMENT)).toContain('# hours of work');
    expect(await status(dir)).toEqual([` M ${DEPLOYMENT}`]);
  });
});

test('row 28: an app that is added where a person made other files is in conflict, not committed', async () => {
  const dir = await shop();
  await commitFiles(dir, {
    'base/more/service.yaml': 'kind: Service\nspec: { ports: [{ port: 1 }] }\n',
  });
  const head = await git(dir, 'rev-parse', 'HEAD');

  expect(await add(dir, 'acme/web', '--name', 'more')).toMatchObject({ exitCode: 4 });
  expect(await git(dir, 'rev-parse', 'HEAD')).toBe(head);
  expect(await changedFiles(dir)).toEqual(
    expect.arrayContaining([`AA base/more/service.yaml`, ` M ${MODEL}`]),
  );
  await update(dir, '--abort');
  expect(await status(dir)).toEqual([]);
});

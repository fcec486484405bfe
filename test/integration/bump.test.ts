import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openGit } from '../../src/io/git/open-git.js';
import { transactionSteps } from '../../src/io/transaction.js';
import { commitFiles, git, gitRepository } from '../support/repository.js';
import { tempDir } from '../support/temp-dir.js';
import { treeHash } from '../support/tree-hash.js';
import { writeFiles } from '../support/write-files.js';
import { DEPLOYMENTS, overlay, SHOP, tagsIn, TODO } from './deployments.js';
import { bump, everything } from './scaffold.js';

const deployments = () => gitRepository(DEPLOYMENTS);
const head = (dir: string) => git(dir, 'rev-parse', 'HEAD');

/** Runs a bump that is refused, and sees that nothing has changed. */
async function refused(dir: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const before = await treeHash(dir, { index: true });
  const { exitCode, stdout } = await bump(dir, [...args, '--json']);
  expect(await treeHash(dir, { index: true })).toBe(before);
  const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
  return { exitCode, ...error };
}

describe('bump in a clone', () => {
  test('commits exactly the bytes of the tag, and says what it did', async () => {
    const dir = await deployments();
    const before = await readFile(join(dir, TODO), 'utf8');

    const { exitCode, stdout, stderr } = await bump(dir, ['backend=v2', '--env', 'dev']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      `dev/todo/backend  ghcr.io/acme/backend:v1 → ghcr.io/acme/backend:v2\nCommitted ${(await head(dir)).slice(0, 7)} to main.\n`,
    );
    expect(await readFile(join(dir, TODO), 'utf8')).toBe(
      before.replace('v1 # backend', 'v2 # backend'),
    );
    expect(await git(dir, 'status', '--porcelain')).toBe('');
    expect(await git(dir, 'show', '--format=', '--name-only')).toBe(TODO);
    expect(await git(dir, 'log', '-1', '--format=%s')).toBe('chore(dev): bump todo v1 → v2');
  });

  test('is refused where git cannot move the branch', async () => {
    const dir = await deployments();
    await writeFiles(dir, { '.git/index.lock': '' });
    const commit = await head(dir);
    expect(await refused(dir, ['backend=v2', '--env', 'dev'])).toMatchObject({
      exitCode: 2,
      code: 'PRECONDITION',
    });
    expect(await head(dir)).toBe(commit);
  });

  test('is idempotent: the second time is unchanged, without a commit', async () => {
    const dir = await deployments();
    await bump(dir, ['backend=v2', '--env', 'dev']);
    const commit = await head(dir);
    const { exitCode, result } = await bump(dir, ['backend=v2', '--env', 'dev', '--json']);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      status: 'unchanged',
      commit: null,
      files: [{ status: 'unchanged' }],
    });
    expect(await head(dir)).toBe(commit);
  });

  test('sets several images of several apps and environments in one commit', async () => {
    const dir = await deployments();
    const { exitCode } = await bump(dir, [
      'backend=v2',
      'web=v3',
      'ghcr.io/acme/frontend=v4',
      '--env',
      'dev,prod',
    ]);
    expect(exitCode).toBe(0);
    expect(await git(dir, 'rev-list', '--count', 'HEAD')).toBe('2');
    for (const env of ['dev', 'prod']) {
      expect(await tagsIn(dir, `overlays/${env}/todo/kustomization.yaml`)).toBe(
        'backend:v2 frontend:v4 db:v1',
      );
      expect(await tagsIn(dir, `overlays/${env}/shop/kustomization.yaml`)).toBe('web:v3 db:v1');
    }
    expect(await tagsIn(dir, 'overlays/staging/todo/kustomization.yaml')).toBe(
      'backend:v1 frontend:v1 db:v1',
    );
    expect(await git(dir, 'log', '-1', '--format=%s')).toBe('chore(dev,prod): bump 6 images');
  });

  test('answers with one JSON document', async () => {
    const dir = await deployments();
    const { stdout } = await bump(dir, ['backend=v2', '--env', 'dev', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      status: 'changed',
      commit: await head(dir),
      branch: 'main',
      pr: null,
      strategy: null,
      attempts: 1,
      files: [
        {
          path: TODO,
          env: 'dev',
          app: 'todo',
          image: 'backend',
          status: 'changed',
          old: { newName: 'ghcr.io/acme/backend', tag: 'v1' },
          new: { newName: 'ghcr.io/acme/backend', tag: 'v2' },
        },
      ],
      warnings: [],
    });
  });

  test('reports held and superseded images, and commits the others', async () => {
    const held = DEPLOYMENTS[TODO as keyof typeof DEPLOYMENTS]
      .replace('name: backend', 'name: backend # gitops-gen:hold reason=incident 7')
      .replace('v1 # frontend', 'v1 # gitops-gen:order=20');
    const dir = await gitRepository({ ...DEPLOYMENTS, [TODO]: held });
    const args = [
      'backend=v2',
      'frontend=v2',
      'db=v2',
      '--env',
      'dev',
      '--app',
      'todo',
      '--order-key',
      '10',
    ];
    const { exitCode, result } = await bump(dir, [...args, '--json']);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      status: 'changed',
      files: [{ status: 'held' }, { status: 'superseded' }, { status: 'changed' }],
    });
    expect(await tagsIn(dir, TODO)).toBe('backend:v1 frontend:v1 db:v2');
    expect((await bump(dir, ['backend=v2', '--env', 'dev', '--json'])).result).toMatchObject({
      status: 'held',
      commit: null,
    });
  });

  test.each([
    [['nothing=v2', '--env', 'dev'], 'TARGET_NOT_FOUND', /no overlay has an image "nothing"/],
    [['backed=v2', '--env', 'dev'], 'TARGET_NOT_FOUND', /did you mean "backend"/],
    [
      ['backend=v2', '--env', 'dve'],
      'TARGET_NOT_FOUND',
      /there is no environment "dve", did you mean "dev"/,
    ],
    [
      ['backend=v2', '--env', 'dev', '--app', 'tdoo'],
      'TARGET_NOT_FOUND',
      /there is no app "tdoo", did you mean "todo"/,
    ],
    [
      ['backend=v2', '--env', 'dev', '--app', '../../../../../etc'],
      'TARGET_NOT_FOUND',
      /there is no app/,
    ],
    [['backend=v2'], 'TARGET_AMBIGUOUS', /several environments: dev, staging, prod/],
    [['db=v2', '--env', 'dev'], 'TARGET_AMBIGUOUS', /several apps: todo, shop/],
    [['backend=v2', 'nothing=v2', '--env', 'dev'], 'TARGET_NOT_FOUND', /nothing/],
    [['backend=:', '--env', 'dev'], 'BAD_REFERENCE', /./],
    [['backend=v2', '--env', 'dev', '--expect-current', 'v7'], 'GUARD', /./],
    [['backend=v2', '--file', '../x.yaml'], 'UNSAFE_PATH', /has the part "\.\."/],
    [['backend=v2', '--file', '.git/config'], 'UNSAFE_PATH', /has the part "\.git"/],
    [['backend=v2', '--file', 'nowhere.yaml'], 'TARGET_NOT_FOUND', /there is no such file/],
    [
      ['backend=v2', '--env', 'dev', '--branch', 'nowhere'],
      'PRECONDITION',
      /the branch "nowhere" has no commit/,
    ],
    [['backend=v2', '--env', 'dev', '-m', '{constructor}'], 'USAGE', /there is no \{constructor\}/],
    [['backend=v2', '--env', 'dev', '--source-commit', 'a\nb'], 'USAGE', /takes one line/],
    [['backend=v2', '--env', 'dev', '--order-key', 'x'], 'USAGE', /is no number/],
    [['backend=v2', '--env', 'dev', '--extract', '('], 'USAGE', /is no regular expression/],
    [['backend=v2', '--env', 'dev', '--push', '--no-commit'], 'USAGE', /--push needs a commit/],
    [[], 'USAGE', /no image is given/],
  ])('refuses %j', async (args, code, message) => {
    const error = await refused(await deployments(), args);
    expect(error).toMatchObject({ exitCode: 2, code });
    expect(error['message']).toMatch(message);
  });

  test('refuses a folder that is none, and one without git', async () => {
    const dir = await tempDir();
    expect(await refused(await deployments(), ['backend=v2', '-C', join(dir, 'x')])).toMatchObject({
      exitCode: 2,
      code: 'PRECONDITION',
    });
    const { exitCode, stderr } = await bump(dir, ['backend=v2']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is not in a git repository');
  });

  test.each([
    ['--env', ['--env', 'dev', '--app', 'todo']],
    ['--file', ['--file', TODO]],
  ])('with %s needs no model', async (_, flags) => {
    const dir = await gitRepository({ [TODO]: overlay({ backend: 'v1' }) });
    expect(await bump(dir, ['backend=v2', ...flags])).toMatchObject({ exitCode: 0 });
    expect(await tagsIn(dir, TODO)).toBe('backend:v2');
  });
});

describe('what is not committed yet', () => {
  test.each([
    ['changed', async (dir: string) => writeFiles(dir, { [TODO]: overlay({ backend: 'dirty' }) })],
    [
      'staged',
      async (dir: string) => {
        await writeFiles(dir, { [TODO]: overlay({ backend: 'staged' }) });
        await git(dir, 'add', TODO);
        await writeFiles(dir, { [TODO]: DEPLOYMENTS[TODO as keyof typeof DEPLOYMENTS] });
      },
    ],
  ])('R14: a target file that is %s is refused', async (_, change) => {
    const dir = await deployments();
    await change(dir);
    const error = await refused(dir, ['backend=v2', '--env', 'dev']);
    expect(error).toMatchObject({ exitCode: 2, code: 'PRECONDITION', path: TODO });
  });

  test('R14: other files stay as they are, and are not in the commit', async () => {
    const dir = await deployments();
    await writeFiles(dir, {
      'README.md': 'dirty\n',
      [SHOP]: overlay({ web: 'staged' }),
      new: 'untracked\n',
    });
    await git(dir, 'add', SHOP);
    expect(await bump(dir, ['backend=v2', '--env', 'dev', '--app', 'todo'])).toMatchObject({
      exitCode: 0,
    });
    expect(await git(dir, 'status', '--porcelain')).toBe(` M README.md\nM  ${SHOP}\n?? new`);
    expect(await git(dir, 'show', '--format=', '--name-only')).toBe(TODO);
  });

  test('a detached head is refused, but for --branch; another branch needs no clean files', async () => {
    const dir = await deployments();
    await git(dir, 'checkout', '--quiet', '--detach');
    expect(await refused(dir, ['backend=v2', '--env', 'dev'])).toMatchObject({
      exitCode: 2,
      code: 'PRECONDITION',
    });
    await writeFiles(dir, { [TODO]: overlay({ backend: 'dirty' }) });
    expect(await bump(dir, ['backend=v2', '--env', 'dev', '--branch', 'main'])).toMatchObject({
      exitCode: 0,
    });
    expect(await tagsIn(dir, TODO, 'main')).toBe('backend:v2 frontend:v1 db:v1');
    expect(await git(dir, 'status', '--porcelain')).toBe(` M ${TODO}`);
  });

  test('--no-commit writes the files only', async () => {
    const dir = await deployments();
    const commit = await head(dir);
    const { exitCode, stdout, result } = await bump(dir, [
      'backend=v2',
      '--env',
      'dev',
      '--no-commit',
    ]);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Written, not committed.') as string,
    });
    expect(result).toMatchObject({ status: 'changed', commit: null });
    expect([await head(dir), await git(dir, 'status', '--porcelain')]).toEqual([
      commit,
      ` M ${TODO}`,
    ]);
  });

  test('--dry-run writes nothing, and shows a diff that git applies', async () => {
    const dir = await deployments();
    const before = await treeHash(dir, { index: true });
    const { result } = await bump(dir, ['backend=v2', '--env', 'dev', '--dry-run', '--json']);
    expect(result).toMatchObject({ status: 'changed', commit: null });
    expect(await treeHash(dir, { index: true })).toBe(before);
    await writeFile(join(dir, '.git/x.patch'), (result as { diff: string }).diff);
    await git(dir, 'apply', '.git/x.patch');
    expect(await git(dir, 'diff', '--stat')).toContain(
      '1 file changed, 1 insertion(+), 1 deletion(-)',
    );
  });
});

describe('the commit', () => {
  test('C3: has trailers that git reads', async () => {
    const dir = await deployments();
    const flags = [
      '--source-commit',
      'abc123',
      '--source-repo',
      'https://tok:s3cret@git.example.com/acme/todo',
      '--order-key',
      '7',
      '--sign-off',
      '--skip-ci',
    ];
    const message = ['-m', '{env} {app} {image} {old} {new} {sourceCommit}'];
    await bump(dir, ['backend=v2', '--env', 'dev', ...flags, ...message]);
    const text = await git(dir, 'log', '-1', '--format=%B');
    await writeFile(join(dir, '.git/message'), `${text}\n`);
    const trailers = await git(dir, 'interpret-trailers', '--parse', '.git/message');
    expect(text.split('\n')[0]).toBe(
      'dev todo backend ghcr.io/acme/backend:v1 ghcr.io/acme/backend:v2 abc123 [skip ci]',
    );
    expect(trailers.replace(/Bump-Id: [0-9a-f-]{36}/, 'Bump-Id: *')).toBe(
      [
        'Bump-Image: dev/todo/backend ghcr.io/acme/backend:v1 -> ghcr.io/acme/backend:v2',
        'Source-Commit: abc123',
        'Source-Repo: https://git.example.com/acme/todo',
        'Bump-Order: 7',
        'Argocd-reference-commit-sha: abc123',
        'Argocd-reference-commit-repourl: https://git.example.com/acme/todo',
        'Bump-Id: *',
        'Signed-off-by: Test Committer <committer@example.com>',
      ].join('\n'),
    );
  });

  test('G2: describes the commit that was built, where the bump runs in its clone', async () => {
    const [source, dir] = [await gitRepository({ a: 'a' }), await deployments()];
    const message = 'Add the engine\n\nIt computes.\n\nReviewed-by: Ada';
    const sha = await commitFiles(source, { a: 'b' }, { message, date: '2026-01-02T03:04:05Z' });
    await bump(source, ['backend=v2', '--env', 'dev', '-C', dir, '--source-commit', sha]);
    const text = await git(dir, 'log', '-1', '--format=%(trailers:only)');
    expect(text.match(/Argocd.*/g)).toEqual([
      'Argocd-reference-commit-author: Test Author <author@example.com>',
      `Argocd-reference-commit-sha: ${sha}`,
      'Argocd-reference-commit-subject: Add the engine',
      String.raw`Argocd-reference-commit-body: "It computes.\n\nReviewed-by: Ada"`,
      'Argocd-reference-commit-date: 2026-01-02T03:04:05+00:00',
    ]);
  });

  test('C1: is by whom --author names, and committed by whom git knows', async () => {
    const dir = await deployments();
    const author = ['--author', 'José Núñez <jose@example.com>'];
    await bump(dir, ['backend=v2', '--env', 'dev', ...author]);
    expect(await git(dir, 'log', '-1', '--format=%an <%ae>, %cn')).toBe(
      'José Núñez <jose@example.com>, Test Committer',
    );
  });

  test.each(['José', 'José <>', '<jose@example.com>', 'A\nB <a@b>', 'A <a@b> C'])(
    'C1: %j is no author',
    async (author) => {
      const dir = await deployments();
      const error = await refused(dir, ['backend=v2', '--env', 'dev', '--author', author]);
      expect(error).toMatchObject({ exitCode: 2, code: 'USAGE' });
    },
  );

  test('C1: is the bot’s where git knows nobody', async () => {
    const dir = await deployments();
    const names = [
      'GIT_AUTHOR_NAME',
      'GIT_AUTHOR_EMAIL',
      'GIT_COMMITTER_NAME',
      'GIT_COMMITTER_EMAIL',
    ];
    const env = Object.fromEntries(names.map((name) => [name, undefined]));
    expect(await bump(dir, ['backend=v2', '--env', 'dev'], { env })).toMatchObject({ exitCode: 0 });
    expect(await git(dir, 'log', '-1', '--format=%an <%ae>')).toBe(
      'gitops-gen <gitops-gen@users.noreply.localhost>',
    );
  });

  test.each([
    [['--sign'], undefined],
    [[], 'true'],
  ])('C2: without a usable key %j is refused', async (flags, gpgsign) => {
    const dir = await deployments();
    await git(dir, 'config', 'gpg.program', '/bin/false');
    if (gpgsign) await git(dir, 'config', 'commit.gpgsign', gpgsign);
    expect(await refused(dir, ['backend=v2', '--env', 'dev', ...flags])).toMatchObject({
      exitCode: 2,
      code: 'PRECONDITION',
    });
  });

  test('C5: runs no hook, and its blob is not filtered', async () => {
    const dir = await deployments();
    const hook = {
      content: `#!/bin/sh\ntouch ${dir}/.git/hook-ran\nexit 1\n`,
      mode: '0755' as const,
    };
    const hooks = [
      'pre-commit',
      'prepare-commit-msg',
      'commit-msg',
      'post-commit',
      'post-merge',
      'post-checkout',
      'post-index-change',
    ];
    await writeFiles(dir, Object.fromEntries(hooks.map((name) => [`.git/hooks/${name}`, hook])));
    await writeFiles(dir, { '.git/info/attributes': '*.yaml filter=evil text eol=crlf\n' });
    await git(dir, 'config', 'filter.evil.clean', 'sed s/v2/evil/');
    await git(dir, 'config', 'core.autocrlf', 'true');
    expect(await bump(dir, ['backend=v2', '--env', 'dev', '--app', 'todo'])).toMatchObject({
      exitCode: 0,
    });
    expect(`${await git(dir, 'show', `HEAD:${TODO}`)}\n`).toBe(
      DEPLOYMENTS[TODO as keyof typeof DEPLOYMENTS].replace('v1 # backend', 'v2 # backend'),
    );
    await expect(readFile(join(dir, '.git/hook-ran'))).rejects.toThrow('ENOENT');
  });

  test.each([
    [
      'a byte order mark and CRLF',
      (text: string) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`),
    ],
    ['no final line end', (text: string) => Buffer.from(text.trimEnd())],
  ])('keeps %s', async (_, encode) => {
    const dir = await deployments();
    const bytes = encode(overlay({ backend: 'v1' }));
    await writeFile(join(dir, TODO), bytes);
    await commitFiles(dir, {});
    expect(await bump(dir, ['backend=v2', '--file', TODO])).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(dir, TODO))).toEqual(
      Buffer.from(bytes.toString().replace('v1', 'v2')),
    );
  });

  test('is refused for a file that is no UTF-8: its bytes would not survive', async () => {
    const dir = await deployments();
    await writeFile(
      join(dir, TODO),
      Buffer.from(`# f\xfcr\n${overlay({ backend: 'v1' })}`, 'latin1'),
    );
    await commitFiles(dir, {});
    for (const [code, ...flags] of [['NOT_EDITABLE'], ['NOT_UTF8', '--no-commit']]) {
      expect(await refused(dir, ['backend=v2', '--file', TODO, ...flags])).toMatchObject({
        exitCode: 2,
        code,
      });
    }
  });
});

test('GitHub gets outputs and a summary', async () => {
  const [dir, out] = [await deployments(), await tempDir()];
  const env = { GITHUB_OUTPUT: join(out, 'output'), GITHUB_STEP_SUMMARY: join(out, 'summary') };
  await bump(dir, ['backend=v2', '--env', 'dev'], { env });
  expect(await readFile(env.GITHUB_OUTPUT, 'utf8')).toBe(
    `changed=true\ncommit=${await head(dir)}\npr=\n`,
  );
  await bump(dir, ['backend=v2', '--env', 'dev'], { env });
  expect(await readFile(env.GITHUB_OUTPUT, 'utf8')).toMatch(/changed=false\ncommit=\npr=\n$/);
  expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain(
    '| dev | todo | `backend` | `ghcr.io/acme/backend:v1` | `ghcr.io/acme/backend:v2` | changed |',
  );
});

test('--from-env reads a list with comments', async () => {
  const dir = await deployments();
  const env = { IMAGES: '# two\nbackend=v2\n\n  frontend=v3 # why\n' };
  expect(await bump(dir, ['--from-env', 'IMAGES', '--env', 'dev'], { env })).toMatchObject({
    exitCode: 0,
  });
  expect(await tagsIn(dir, TODO)).toBe('backend:v2 frontend:v3 db:v1');
  const nothing = await bump(dir, ['--from-env', 'NOTHING', '--env', 'dev']);
  expect(nothing.exitCode).toBe(2);
  expect(everything(nothing)).toContain('the environment variable NOTHING is empty');
});

test('what a killed run left is put right before files are written', async () => {
  const dir = await deployments();
  const change = { path: 'half', after: { content: 'written\n', mode: '0644' as const } };
  const steps = transactionSteps({ root: dir, git: openGit(dir), changes: [change] });
  while ((await steps.next()).value !== 'wrote half');
  expect(await git(dir, 'status', '--porcelain')).toContain('?? half');
  expect(await bump(dir, ['backend=v2', '--env', 'dev', '--no-commit'])).toMatchObject({
    exitCode: 0,
  });
  expect(await git(dir, 'status', '--porcelain')).toBe(` M ${TODO}`);
});

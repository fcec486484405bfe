import { afterEach, describe, expect, test, vi } from 'vitest';
import { withoutCredentials } from '../../../src/model/without-credentials.js';
import { openGit } from '../../../src/io/git/open-git.js';
import { gitRepository } from '../../support/repository.js';
import { tempDir } from '../../support/temp-dir.js';

afterEach(() => vi.unstubAllEnvs());

describe('git runs in the environment of its user', () => {
  test.each([
    { EDITOR: 'vim', VISUAL: 'vim', GIT_EDITOR: 'vim', GIT_SEQUENCE_EDITOR: 'vim' },
    { PAGER: 'less', GIT_PAGER: 'less' },
    { GIT_ASKPASS: '/bin/false', SSH_ASKPASS: '/bin/false', GIT_SSH_COMMAND: 'ssh -q' },
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'credential.helper', GIT_CONFIG_VALUE_0: 'store' },
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'url.a:.insteadOf', GIT_CONFIG_VALUE_0: 'b:' },
    { GIT_DIR: '/nowhere', GIT_WORK_TREE: '/nowhere', GIT_INDEX_FILE: '/nowhere' },
  ])('with %j', async (env) => {
    const git = await gitRepository({ a: 'a' });
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(await openGit(git)(['ls-files'])).toBe('a\n');
  });
});

test.each([
  ['', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
  ['ü\n', 'be761e039de7c85a579bc09515401c5ee742c8de'],
])('git reads the input %j to its end', async (input, oid) => {
  const git = openGit(await gitRepository({}));
  expect(await git(['hash-object', '--stdin'], input)).toBe(`${oid}\n`);
});

test.each([
  ["fatal: 'https://user:tok@host/x.git' not found", "fatal: 'https://host/x.git' not found"],
  ['https://tok@host and ssh://git@host', 'https://host and ssh://host'],
  ['https://user:p@ss@host/x', 'https://host/x'],
  ['https://host/user@x', 'https://host/user@x'],
  ['git@host:x', 'git@host:x'],
])('withoutCredentials of %j', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
});

test('an empty input ends, too', async () => {
  const dir = await gitRepository({});
  const oid = (await openGit(dir)(['hash-object', '--stdin'], '')).trim();
  expect(oid).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
});

test('where there is no git: an error that says so', async () => {
  const git = openGit(await tempDir(), { PATH: await tempDir() });
  await expect(git(['version'])).rejects.toMatchObject({
    code: 'GIT',
    exitCode: 2,
    message: 'git is not installed',
  });
});

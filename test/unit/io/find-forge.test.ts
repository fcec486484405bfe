import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { findForge } from '../../../src/io/forge/find-forge.js';
import { projectOf } from '../../../src/io/forge/project.js';

test.each([
  ['https://github.com/acme/deploy.git', 'github.com', 'acme/deploy'],
  ['https://user:secret@GitHub.com/acme/deploy', 'github.com', 'acme/deploy'],
  [
    'ssh://git@git.example.com:2222/acme/platform/deploy.git',
    'git.example.com',
    'acme/platform/deploy',
  ],
  ['git@github.com:acme/deploy.git', 'github.com', 'acme/deploy'],
  ['github.com:acme/deploy/', 'github.com', 'acme/deploy'],
])('%s is on %s as %s', (url, host, path) => {
  expect(projectOf(url)).toEqual({ host, path });
});

test.each([
  ['a path', '/srv/git/acme/deploy.git'],
  ['a path with a colon', './acme:deploy/x'],
  ['a file URL', 'file:///srv/git/acme/deploy.git'],
  ['no path of two names', 'https://github.com/deploy.git'],
  ['a way out', 'git@github.com:acme/../../user'],
  ['a query', 'git@github.com:acme/deploy?x=1'],
])('%s is no project', (_, url) => {
  expect(projectOf(url)).toBeUndefined();
});

describe('the forge of a remote', () => {
  const GITHUB = 'https://github.com/acme/deploy.git';

  test('is none for a host that nobody vouches for, whatever tokens there are', () => {
    const tokens = { GITHUB_TOKEN: 'x', GITLAB_TOKEN: 'y' };
    expect(findForge('https://git.example.com/acme/deploy.git', tokens)).toBeUndefined();
    expect(findForge('https://github.com.evil.example/acme/deploy.git', tokens)).toBeUndefined();
  });

  test('is not github.com for the token of another server', () => {
    const server = { GITHUB_SERVER_URL: 'https://git.example.com', GITHUB_TOKEN: 'x' };
    const api = { GITHUB_API_URL: 'https://git.example.com/api/v3' };
    expect(findForge(GITHUB, { ...server, ...api })).toBeUndefined();
    expect(findForge('https://git.example.com/acme/deploy', server)).toBeUndefined();
    expect(findForge('https://git.example.com/acme/deploy', { ...server, ...api })).toBeDefined();
  });

  test.each([
    [GITHUB, {}, 'GITHUB_TOKEN'],
    [GITHUB, { GITHUB_TOKEN: '', GITLAB_TOKEN: 'y' }, 'GITHUB_TOKEN'],
    ['git@gitlab.com:acme/deploy.git', { GITHUB_TOKEN: 'x' }, 'GITLAB_TOKEN'],
    [
      'https://git.example.com/acme/deploy.git',
      { CI_SERVER_URL: 'https://git.example.com', CI_API_V4_URL: 'https://git.example.com/api/v4' },
      'GITLAB_TOKEN',
    ],
    [
      'https://git.example.com/acme/deploy.git',
      {
        GITHUB_SERVER_URL: 'https://git.example.com',
        GITHUB_API_URL: 'https://git.example.com/api/v3',
      },
      'GITHUB_TOKEN',
    ],
  ])('needs its own token: %s with %o', (url, environment, variable) => {
    expect(() => findForge(url, environment)).toThrow(UsageError);
    expect(() => findForge(url, environment)).toThrow(`${variable} is not set`);
  });
});

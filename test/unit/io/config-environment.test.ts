import { expect, test } from 'vitest';
import { configEnvironment } from '../../../src/io/git/config-environment.js';
import { tokenHelpers } from '../../../src/io/git/token-helpers.js';

test('settings follow those that the environment has', () => {
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' };
  expect(configEnvironment({ 'x.y': 'z', 'p.q': 'r' }, env)).toEqual({
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_1: 'x.y',
    GIT_CONFIG_VALUE_1: 'z',
    GIT_CONFIG_KEY_2: 'p.q',
    GIT_CONFIG_VALUE_2: 'r',
  });
  expect(configEnvironment({ 'x.y': 'z' }, {})).toMatchObject({ GIT_CONFIG_KEY_0: 'x.y' });
});

test('a token is offered to its own host, and is in no setting itself', () => {
  expect(tokenHelpers({})).toEqual({});
  const settings = tokenHelpers({ GITHUB_TOKEN: 's3cret', GITLAB_TOKEN: '', CI_SERVER_URL: 'x' });
  expect(Object.keys(settings)).toEqual(['credential.https://github.com.helper']);
  expect(JSON.stringify(settings)).not.toContain('s3cret');
});

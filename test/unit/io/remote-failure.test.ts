import { expect, test } from 'vitest';
import { RemoteError, UsageError } from '../../../src/errors.js';
import { GitFailure } from '../../../src/io/git/open-git.js';
import { remoteFailure, UnclearRefusal } from '../../../src/io/git/remote-failure.js';

test.each([
  ["fatal: couldn't find remote ref refs/heads/main", UsageError, 'PRECONDITION'],
  ["fatal: 'origin' does not appear to be a git repository", UsageError, 'PRECONDITION'],
  [
    "fatal: repository 'https://git.example.com/acme/shop.git/' not found",
    UsageError,
    'PRECONDITION',
  ],
  [
    'ERROR: Repository not found.\nfatal: Could not read from remote repository.',
    UsageError,
    'PRECONDITION',
  ],
  [
    "remote: The project you were looking for could not be found or you don't have permission to view it.",
    UsageError,
    'PRECONDITION',
  ],
  ["fatal: transport 'ext' not allowed", UsageError, 'PRECONDITION'],
  ['remote: error: GH006: Protected branch update failed', UsageError, 'REMOTE_REFUSED'],
  ['fatal: Authentication failed for https://example.com', UsageError, 'REMOTE_REFUSED'],
  ['! [remote rejected] x -> main (prohibited by Gerrit)', UnclearRefusal, 'REMOTE_REFUSED'],
  ['fatal: unable to access: Could not resolve host', RemoteError, 'REMOTE_UNREACHABLE'],
])('%s', (said, kind, code) => {
  const failure = remoteFailure(new GitFailure(said, undefined), { branch: 'main' });
  expect(failure.constructor).toBe(kind);
  expect(failure.code).toBe(code);
});

test('an end by the deadline is an answer that did not come, whatever git says', () => {
  const failure = remoteFailure(new GitFailure('fatal: Authentication failed', undefined), {
    branch: 'main',
    signal: AbortSignal.abort(),
  });
  expect(failure).toBeInstanceOf(RemoteError);
  expect(failure.message).toContain('did not answer in time');
});

test('how far git came is no part of what it says', () => {
  const said =
    'remote: Counting objects:  50% (1/2)\rremote: Counting objects: 100% (2/2), done.\n' +
    'Receiving objects:  50% (1/2)\rfatal: early EOF';
  const { message } = remoteFailure(new GitFailure(said, undefined), { branch: 'main' });
  expect(message).toBe('the remote cannot be reached: fatal: early EOF');
});

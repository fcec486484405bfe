import { CLIError } from '@oclif/core/errors';
import { afterEach, expect, test, vi } from 'vitest';
import { describeError } from '../../../src/cli/describe-error.js';
import { BugError, ConflictError, RemoteError, UsageError } from '../../../src/errors.js';

afterEach(() => vi.unstubAllEnvs());

test.each([
  [new UsageError('no'), 2, 'USAGE'],
  [new ConflictError('no'), 4, 'CONFLICT'],
  [new RemoteError('no'), 5, 'REMOTE_UNREACHABLE'],
  [new BugError('no'), 1, 'BUG'],
  [new CLIError('no'), 2, 'USAGE'],
  [new Error('no'), 1, 'UNEXPECTED'],
  ['no', 1, 'UNEXPECTED'],
  [Object.assign(new Error('no'), { name: 'ExitPromptError' }), 130, 'INTERRUPTED'],
])('%s exits with %d as %s', (error, exitCode, code) => {
  expect(describeError(error)).toMatchObject({ exitCode, report: { code, message: 'no' } });
});

test('says where, what, and what to do next; a stack for DEBUG only', () => {
  const place = { path: 'a.yaml', line: 3, column: 5 };
  const error = new UsageError('wrong', { code: 'X', hint: 'Mend it.', place });
  expect(describeError(error)).toEqual({
    exitCode: 2,
    text: 'Error: a.yaml:3:5: wrong\n  Mend it.',
    report: { code: 'X', message: 'wrong', hint: 'Mend it.', ...place },
  });
  expect(describeError(new UsageError('a.yaml is wrong', { place: { path: 'a.yaml' } }))).toEqual({
    exitCode: 2,
    text: 'Error: a.yaml is wrong',
    report: { code: 'USAGE', message: 'a.yaml is wrong', path: 'a.yaml' },
  });
  expect(describeError(new Error('x')).text).not.toContain('\n    at ');
  vi.stubEnv('DEBUG', '1');
  expect(describeError(error).text).toContain('\n    at ');
  expect(describeError(new Error('x')).text).toContain('\n    at ');
});

import { expect, test } from 'vitest';
import { bumpText, warningText } from '../../../src/cli/bump-report.js';

test('what a file says stays in its line, whatever it says: neither a terminal nor a pipeline takes it for a command', () => {
  const tag = 'v1\n::error::\u001b[31m';
  const image = {
    key: 'a',
    name: 'a',
    status: 'held',
    old: { tag },
    new: { tag },
    line: 1,
  } as const;
  const result = {
    status: 'held',
    images: [{ ...image, path: 'p', hold: { reason: 'x\u009by' } }],
    warnings: [{ code: 'X', message: `"${tag}" is odd` }],
    changes: [],
    pushed: false,
    attempts: 1,
  } as const;
  expect(bumpText(result, { dryRun: false })).toBe(
    'p a  v1\\u000a::error::\\u001b[31m (on hold: x\\u009by)',
  );
  expect(warningText(result)).toEqual(['Warning: "v1\\u000a::error::\\u001b[31m" is odd']);
});

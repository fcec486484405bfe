import { expect, test } from 'vitest';
import { cronGap } from '../../../src/manifests/cron-gap.js';

test.each([
  ['0 3 * * *', 86_400],
  ['0 6 * * 1-5', 86_400],
  ['0 1,13 * * *', 12 * 3600],
  ['30 22,3 * * *', 5 * 3600],
  ['0 */4 * * *', 4 * 3600],
  ['0 0-20/5 * * *', 4 * 3600],
  ['15 8-18 * * *', 3600],
  ['*/7 * * * *', 4 * 60],
  ['10/20 * * * *', 20 * 60],
  ['* * * * *', 60],
])('"%s" runs again after %i seconds at the earliest', (line, seconds) => {
  expect(cronGap(line)).toBe(seconds);
});

test.each(['0 3 * *', '@daily', '60 3 * * *', '0 5-3 * * *', '0 noon * * *', '0 ** * * *', ''])(
  'of "%s" nothing is known',
  (line) => {
    expect(cronGap(line)).toBeUndefined();
  },
);

import { describe, expect, test } from 'vitest';
import { statusText } from '../../../src/cli/status-report.js';
import type { ImageStatus } from '../../../src/workflows/status-matrix.js';

const SINCE = {
  commit: '3f2c1ab'.padEnd(40, '0'),
  date: '2026-11-20T23:00:00+01:00',
  author: 'Jane',
};

function image(env: string, more: Partial<ImageStatus> = {}): ImageStatus {
  return {
    ...{ app: 'todo', env, image: 'backend', path: 'x', line: 1, unit: { tag: 'v1' } },
    ...{ standIn: false, held: false, uncommitted: false, since: SINCE },
    ...more,
  };
}

function textOf(images: readonly ImageStatus[]): string {
  const environments = [...new Set(images.map(({ env }) => env))];
  return statusText({ environments, order: environments, images, messages: [] });
}

function promotion(status: 'behind' | 'ahead' | 'differs', more = {}) {
  return { promotion: { from: 'dev', status, held: false, ...more } };
}

/** So many environments with names and tags that are too long. */
function wide(count: number): ImageStatus[] {
  return Array.from({ length: count }, (_, nth) =>
    image(`environment-with-a-very-long-name-${nth}`, {
      app: 'an-application-with-a-name-that-is-long',
      unit: { tag: `sha-${'0123456789'.repeat(4)}-${nth}`, digest: `sha256:${'ab'.repeat(32)}` },
      since: { ...SINCE, author: 'A Robot With A Long Name[bot]' },
      held: true,
      ...promotion('behind', { deployments: 12, held: true }),
    }),
  );
}

describe('what a person reads', () => {
  test('has a row for each image and a column for each environment', () => {
    const images = [
      image('dev'),
      image('dev', { image: 'web', unit: { digest: 'sha256:0123456789' } }),
      image('prod', { uncommitted: true }),
      image('dev', { app: 'shop', unit: {} }),
    ];
    expect(textOf(images)).toBe(`todo       dev                      prod
  backend  v1                       v1
           2026-11-20 Jane 3f2c1ab  not committed
  web      @0123456                 –
           2026-11-20 Jane 3f2c1ab

shop       dev                      prod
  backend  no tag                   –
           2026-11-20 Jane 3f2c1ab`);
  });

  test('says what its marks mean, and what a promotion would do', () => {
    const images = [
      image('dev', { standIn: true }),
      image('qa', promotion('behind', { deployments: 2 })),
      image('qa', { image: 'a', ...promotion('ahead', { deployments: 1 }) }),
      image('qa', { image: 'b', ...promotion('differs') }),
      image('qa', {
        image: 'c',
        held: true,
        hold: { until: '2026-12-31', reason: 'why' },
        ...promotion('differs', { held: true }),
      }),
    ];
    const text = textOf(images);
    expect(text).toContain(' v1* ');
    expect(text).toContain('v1 behind 2\n');
    expect(text).toContain('v1 differs, held\n');
    expect(text.slice(text.indexOf('\n\n'))).toBe(`

behind N: the environment before it had N deployments since.
ahead N: it had N deployments that the environment before it lacks.
differs: neither environment is known to have had what the other has.
*: a stand-in of the model, until \`gitops-gen bump\` sets the image.
Promotion from dev to qa would set 2 images and take back 1 image that is ahead.
qa/todo/c is on hold until 2026-12-31: why`);
  });

  test.each([1, 2, 3, 4, 7])(
    'fits into 100 columns with %d environments of long names',
    (count) => {
      const text = textOf(wide(count));
      const table = text.slice(0, text.indexOf('behind N:')).split('\n');
      expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(100);
      expect(text.match(/behind 12, held/g)).toHaveLength(count);
      expect(text.match(/2026-11-20 A Robot/g)).toHaveLength(count);
    },
  );

  test('tells a terminal nothing by texts of files and commits', () => {
    const evil = '\u001b[31mx\u202e';
    const held = { held: true, hold: { reason: evil } };
    const text = textOf([
      image('dev', {
        ...held,
        image: evil,
        since: { ...SINCE, author: evil },
        unit: { tag: evil },
      }),
    ]);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });

  test('says where there is nothing', () => {
    expect(textOf([])).toBe('There are no images.');
  });
});

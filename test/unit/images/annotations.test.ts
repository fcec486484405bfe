import { describe, expect, test } from 'vitest';
import { formatHold } from '../../../src/images/annotations.js';
import { findImages } from '../../../src/images/survey-images.js';
import { bump, bumped } from './bump.js';

const entry = (hold: string) => `images:\n${hold}- name: a\n  newTag: v1\n`;
const hold = '# gitops-gen:hold until=2026-12-31 commit=abc123 reason=bad migration\n';

describe('holds', () => {
  const found = (text: string) => findImages(text, 'kustomization.yaml')[0]?.hold;

  test('P14: stand directly above the entry, or at the end of its first line', () => {
    const expected = { until: '2026-12-31', commit: 'abc123', reason: 'bad migration' };
    expect(found(entry(hold))).toEqual(expected);
    expect(found(entry(`${hold}# more\n`))).toEqual(expected);
    expect(found(`images:\n- name: a ${hold}  newTag: v1\n`)).toEqual(expected);
    expect(found(entry(`${hold}\n`))).toBeUndefined();
    expect(found(`images: # gitops-gen:hold\n- name: a\n`)).toBeUndefined();
    expect(`${formatHold(expected)}\n`).toBe(hold);
  });

  test('P14: all parts are optional', () => {
    expect(found(entry('# gitops-gen:hold\n'))).toEqual({});
    expect(found(entry('# gitops-gen:hold reason=until=later\n'))).toEqual({
      reason: 'until=later',
    });
  });

  test('P15: keep their entry as it is, whatever the flags', () => {
    const text = entry(hold);
    expect(bump(text, 'a=v2', { force: true, today: '2026-12-31' })).toMatchObject({
      content: text,
      results: [{ status: 'held', line: 3, hold: { reason: 'bad migration' } }],
    });
  });

  test.each([
    ['# gitops-gen:hold until=2020-01-01\n', '# gitops-gen:hold until=2099-01-01\n'],
    ['# gitops-gen:hold\n', '# gitops-gen:hold until=2020-01-01\n'],
  ])('P15: of several, that counts which ends last: %j %j', (one, other) => {
    for (const text of [entry(one + other), entry(other + one)]) {
      expect(bump(text, 'a=v2').results[0]?.status).toBe('held');
    }
  });

  test('P16: are void after their day; the next write removes them', () => {
    expect(bumped(entry(hold), 'a=v2', { today: '2027-01-01' })).toBe(
      entry('').replace('v1', 'v2'),
    );
    expect(
      bumped(`images:\n- name: a ${hold}  newTag: v1\n`, 'a=v2', { today: '2027-01-01' }),
    ).toBe(entry('').replace('v1', 'v2'));
    expect(bump(entry(hold), 'a=v1', { today: '2027-01-01' })).toMatchObject({
      content: entry(hold),
    });
  });

  test('an end that is no date never comes', () => {
    expect(bump(entry('# gitops-gen:hold until=soon\n'), 'a=v2').results[0]?.status).toBe('held');
  });
});

test('the order key is read from the line of a value', () => {
  const [image] = findImages(
    entry('').replace('v1', '"v1" # x gitops-gen:order=12'),
    'kustomization.yaml',
  );
  expect(image).toMatchObject({ tag: 'v1', order: 12n });
});

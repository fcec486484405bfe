import { describe, expect, test } from 'vitest';
import { bump, bumped, D, E, refusal } from './bump.js';

const tagged = 'images:\n- name: a\n  newTag: v1\n';
const both = `${tagged}  digest: ${D} # of v1\n- name: b\n`;

describe('tag and digest are one unit', () => {
  test('T1: a new tag removes the digest, its comment is reported', () => {
    const edit = bump(both, 'a=v2');
    expect(edit.content).toBe('images:\n- name: a\n  newTag: v2\n- name: b\n');
    expect(edit.warnings).toMatchObject([
      { code: 'COMMENT_REMOVED', line: 4, message: expect.stringContaining('# of v1') as string },
    ]);
    expect(edit.results[0]).toMatchObject({ old: { tag: 'v1', digest: D }, new: { tag: 'v2' } });
  });

  test.each([
    [`{name: a, newTag: v1, digest: "${D}"}`, '{name: a, newTag: v2}'],
    [`{digest: "${D}", name: a, newTag: v1}`, '{name: a, newTag: v2}'],
  ])('T1: in flow style %s', (before, after) => {
    expect(bumped(`images:\n- ${before}\n`, 'a=v2')).toBe(`images:\n- ${after}\n`);
  });

  test('T2: a digest is kept beside a new tag by force only', () => {
    expect(refusal(both, 'a=v2', { keepDigest: true })).toMatchObject({
      code: 'NOT_EDITABLE',
      line: 2,
    });
    expect(bumped(both, 'a=v2', { keepDigest: true, force: true })).toBe(
      both.replace('newTag: v1', 'newTag: v2'),
    );
    expect(bumped(tagged, 'a=v2', { keepDigest: true })).toBe(tagged.replace('v1', 'v2'));
  });

  test('T3: both are replaced in place', () => {
    expect(bumped(both, `a=v2@${E}`)).toBe(both.replace('newTag: v1', 'newTag: v2').replace(D, E));
  });

  test("T4: Renovate's form stays", () => {
    const packed = `images:\n- name: a\n  newTag: v1@${D}\n`;
    expect(bumped(packed, `a=v2@${E}`)).toBe(packed.replace('v1', 'v2').replace(D, E));
    expect(bumped(packed, 'a=v2')).toBe('images:\n- name: a\n  newTag: v2\n');
    expect(bumped(packed, `a=${E}`)).toBe(`images:\n- name: a\n  digest: ${E}\n`);
    expect(refusal(`${packed}  digest: ${D}\n`, 'a=v2').code).toBe('NOT_EDITABLE');
  });

  test('T5: a reference in newName is rewritten there', () => {
    const named = 'images:\n- name: a\n  newName: r/a:v1\n';
    expect(bumped(named, 'a=v2')).toBe(named.replace('v1', 'v2'));
    expect(bumped(named, `a=r/b:v2@${D}`)).toBe(`images:\n- name: a\n  newName: r/b:v2@${D}\n`);
    expect(refusal(`${named}  newTag: v0\n`, 'a=v2')).toMatchObject({
      code: 'NOT_EDITABLE',
      line: 2,
    });
  });

  test('T6: beside tagSuffix by force only', () => {
    const suffixed = `${tagged}  tagSuffix: -x\n`;
    expect(refusal(suffixed, 'a=v2')).toMatchObject({ code: 'NOT_EDITABLE', line: 3 });
    expect(bumped(suffixed, 'a=v2', { force: true })).toBe(suffixed.replace('v1', 'v2'));
  });

  test.each([
    ['T7: the dash moves on', `- digest: ${D}\n  name: a\n`],
    ['T7: past a comment line', `- digest: ${D}\n\n  name: a\n`],
    ['T8: in its place', `- name: a\n  digest: ${D}\n`],
  ])('%s', (_, entry) => {
    expect(bumped(`images:\n${entry}`, 'a=v2')).toBe('images:\n- name: a\n  newTag: v2\n');
  });

  test('T7: a comment behind the digest goes to the dash', () => {
    expect(bumped(`images:\n- digest: ${D}\n  # of name\n  name: a`, 'a=v2')).toBe(
      'images:\n- # of name\n  name: a\n  newTag: v2',
    );
  });

  test('T8: the digest takes the place of the tag', () => {
    expect(bumped(`${tagged}  newName: r/a\n`, `a=${D}`)).toBe(
      `images:\n- name: a\n  digest: ${D}\n  newName: r/a\n`,
    );
    expect(bumped('images: [{"name": "a", "newTag": "v1"}]', `a=${D}`)).toBe(
      `images: [{"name": "a", "digest": "${D}"}]`,
    );
  });

  test('T2: a digest-only change removes the tag', () => {
    expect(bumped(both, `a=${E}`)).toBe(`images:\n- name: a\n  digest: ${E} # of v1\n- name: b\n`);
  });

  test.each(
    '1234 1.20 3.2e2 0e12 706798e8 0x1F 0o17 1_000 12e03 yes no on off y n null true 2024-01-02'.split(
      ' ',
    ),
  )('T9: %s is quoted', (tag) => {
    expect(bumped(tagged, `a=${tag}`)).toBe(tagged.replace('v1', `"${tag}"`));
  });

  test.each(['1.2.3', 'v1', '1a2b3c', '0badc0de', 'main-1.2'])('T9: %s is not', (tag) => {
    expect(bumped(tagged, `a=${tag}`)).toBe(tagged.replace('v1', tag));
  });

  test('T10: the old value is what stands there', () => {
    const edit = bump('images:\n- name: a\n  newTag: 1.20\n', 'a=1.21');
    expect(edit.results[0]?.old).toEqual({ tag: '1.20' });
    expect(edit.content).toBe('images:\n- name: a\n  newTag: "1.21"\n');
  });

  test('T11: the same value is unchanged', () => {
    const edit = bump(both, `a=v1@${D}`);
    expect(edit).toMatchObject({
      content: both,
      results: [{ status: 'unchanged', line: 2 }],
      warnings: [],
    });
  });

  test('T12: the same tag with a new digest is a change', () => {
    expect(bump(both, `a=v1@${E}`).results[0]?.status).toBe('changed');
    expect(bumped(both, `a=v1@${E}`)).toBe(both.replace(D, E));
  });

  test.each([
    ['1.20', '1.20.0'],
    ['v1.2.0', '1.2.0'],
  ])('T13: %s → %s is written once', (from, to) => {
    const text = tagged.replace('v1', from);
    expect(bumped(text, `a=${to}`, { onlyNewer: { policy: 'semver' } })).toBe(
      tagged.replace('v1', to),
    );
  });
});

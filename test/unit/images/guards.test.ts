import { describe, expect, test } from 'vitest';
import type { OnlyNewer } from '../../../src/images/edit-options.js';
import { bump, bumped, codes, D, refusal, values } from './bump.js';

const file = (tag: string) => `images:\n- name: a\n  newTag: ${tag}\n`;
const newer = (more: Partial<OnlyNewer> = {}) => ({
  onlyNewer: { policy: 'semver' as const, ...more },
});

describe('guards', () => {
  test('G1: a downgrade is refused, superseded on a later read, allowed on request', () => {
    const text = file('1.10.0');
    expect(refusal(text, 'a=1.9.0', newer())).toMatchObject({
      code: 'GUARD',
      exitCode: 2,
      line: 2,
    });
    expect(bump(text, 'a=1.9.0', { ...newer(), firstRead: false })).toMatchObject({
      content: text,
      results: [{ status: 'superseded', old: { tag: '1.10.0' }, new: { tag: '1.10.0' } }],
    });
    expect(bumped(text, 'a=1.9.0', newer({ allowDowngrade: true }))).toBe(file('1.9.0'));
    expect(bumped(text, 'a=1.11.0', newer())).toBe(file('1.11.0'));
  });

  test.each(['latest', 'main-abc'])(
    'G2: %s cannot be compared and is replaced with a warning',
    (tag) => {
      const edit = bump(file(tag), 'a=1.9.0', newer());
      expect(edit.content).toBe(file('1.9.0'));
      expect(codes(edit)).toEqual(['NOT_COMPARABLE']);
    },
  );

  test('G2: a new tag that cannot be compared is refused', () => {
    expect(refusal(file('1.0.0'), 'a=main', newer()).code).toBe('GUARD');
    expect(refusal(file('1.0.0'), `a=${D}`, newer()).code).toBe('GUARD');
  });

  test('G3: a pre-release does not follow a release unless it may', () => {
    expect(refusal(file('1.0.0'), 'a=1.1.0-rc.1', newer()).code).toBe('GUARD');
    expect(bumped(file('1.0.0'), 'a=1.1.0-rc.1', newer({ pre: true }))).toBe(file('1.1.0-rc.1'));
    expect(bumped(file('1.1.0-rc.1'), 'a=1.1.0-rc.2', newer())).toBe(file('1.1.0-rc.2'));
    expect(bumped(file('1.1.0-rc.2'), 'a=1.1.0', newer())).toBe(file('1.1.0'));
  });

  test('G4: numbers out of a tag, of any size', () => {
    const options = newer({ policy: 'numeric', extract: /^main-[0-9a-f]+-(?<n>\d+)$/ });
    const huge = '900719925474099312345';
    expect(bumped(file(`main-aa-${huge}8`), `a=main-bb-${huge}9`, options)).toBe(
      file(`main-bb-${huge}9`),
    );
    expect(refusal(file(`main-aa-${huge}9`), `a=main-bb-${huge}8`, options).code).toBe('GUARD');
    expect(bumped(file('main-aa-9'), 'a=main-bb-10', options)).toBe(file('main-bb-10'));
    expect(refusal(file('main-aa-9'), 'a=v2', options).code).toBe('GUARD');
    expect(codes(bump(file('v1'), 'a=main-bb-8', options))).toEqual(['NOT_COMPARABLE']);
  });

  test('G5: code points in order', () => {
    const options = newer({ policy: 'alphabetical' });
    expect(bumped(file('2026-01-02T1'), 'a=2026-01-10T1', options)).toBe(file('2026-01-10T1'));
    expect(refusal(file('b'), 'a=a', options).code).toBe('GUARD');
    expect(bumped(file('Z'), 'a=a', options)).toBe(file('a'));
  });

  test('G7: what is there now has to be what is expected', () => {
    expect(refusal(file('v3'), 'a=v2', { expectCurrent: 'v1' })).toMatchObject({
      code: 'GUARD',
      exitCode: 2,
    });
    expect(bumped(file('v1'), 'a=v2', { expectCurrent: 'v1' })).toBe(file('v2'));
    expect(
      bump(`${file('v1')}  digest: ${D}\n`, 'a=v2', { expectCurrent: `v1@${D}` }).results[0]
        ?.status,
    ).toBe('changed');
  });

  test.each(['${TAG}', '"{{ .tag }}"', 'v-$(TAG)'])(
    'G8: %s is filled in by another tool',
    (tag) => {
      expect(refusal(file(tag), 'a=v2')).toMatchObject({ code: 'GUARD', line: 3, column: 11 });
    },
  );
});

describe('G6: the order key', () => {
  test('is written to the line of the value, and decides from then on', () => {
    const first = bumped(file('v1 # keep'), 'a=v2', { orderKey: 7n });
    expect(first).toBe(file('v2 # keep # gitops-gen:order=7'));
    expect(bump(first, 'a=v1', { orderKey: 6n })).toMatchObject({
      content: first,
      results: [{ status: 'superseded' }],
    });
    expect(bumped(first, 'a=v3', { orderKey: 10n })).toBe(file('v3 # keep # gitops-gen:order=10'));
    expect(bumped(first, 'a=v3')).toBe(file('v3 # keep # gitops-gen:order=7'));
  });

  test('is raised by a later pipeline with the same tag, so that those between cannot win', () => {
    const text = file('v2 # gitops-gen:order=7');
    expect(bumped(text, 'a=v2', { orderKey: 9n })).toBe(file('v2 # gitops-gen:order=9'));
    expect(bump(text, 'a=v2', { orderKey: 7n }).results[0]?.status).toBe('unchanged');
  });

  test.each([
    [
      'on an inserted line',
      'images:\n- name: a\n',
      'a=v2',
      'images:\n- name: a\n  newTag: v2 # gitops-gen:order=7\n',
    ],
    [
      'on a digest',
      'images:\n- name: a\n',
      `a=${D}`,
      `images:\n- name: a\n  digest: ${D} # gitops-gen:order=7\n`,
    ],
    [
      'on a key that takes the place of another',
      file('v1'),
      `a=${D}`,
      `images:\n- name: a\n  digest: ${D} # gitops-gen:order=7\n`,
    ],
    ['behind a block scalar', file('>-\n    v1'), 'a=v2', file('v2 # gitops-gen:order=7')],
    [
      'behind an empty value',
      'images:\n- name: a\n  newTag:\n',
      'a=v2',
      file('v2 # gitops-gen:order=7'),
    ],
    [
      'on an entry in flow style',
      'images:\n- {name: a}\n',
      'a=v2',
      'images:\n- {name: a, newTag: v2} # gitops-gen:order=7\n',
    ],
    [
      'without a final newline',
      'images:\n- name: a',
      'a=v2',
      'images:\n- name: a\n  newTag: v2 # gitops-gen:order=7',
    ],
  ])('%s', (_, text, args, expected) => {
    expect(bumped(text, args, { orderKey: 7n })).toBe(expected);
  });

  test('stands on a line of Helm values too', () => {
    const text = 'image:\n  repository: r/a\n  tag: "v1"\n';
    expect(bumped(text, 'r/a=v2', { ...values, orderKey: 7n })).toBe(
      text.replace('"v1"', '"v2" # gitops-gen:order=7'),
    );
  });

  test.each([
    ['{"images": [{"name": "a", "newTag": "v1"}]}'],
    ['images: [{name: a, newTag: v1}]\n'],
    ['images: [\n  {name: a, newTag: v1}, {name: b}\n]\n'],
  ])('has no place in %s', (text) => {
    expect(refusal(text, 'a=v2', { orderKey: 7n })).toMatchObject({
      code: 'NOT_EDITABLE',
      exitCode: 2,
    });
  });
});

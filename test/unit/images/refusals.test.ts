import { describe, expect, test } from 'vitest';
import { BugError } from '../../../src/errors.js';
import { findImages, surveyImages } from '../../../src/images/survey-images.js';
import { verifyEdit } from '../../../src/images/verify-edit.js';
import { bump, refusal, values } from './bump.js';

describe('refusals', () => {
  test.each([
    ['X1: images is a map', 'images: {a: b}\n', 'NOT_EDITABLE', 1, 1],
    ['X1: images is a string', 'x: 1\nimages: a\n', 'NOT_EDITABLE', 2, 1],
    ['X2: newTag twice', 'images:\n- name: a\n  newTag: v1\n  newTag: v1\n', 'DUPLICATE_KEY', 4, 3],
    ['X2: images twice', 'images: []\nimages: []\n', 'DUPLICATE_KEY', 2, 1],
    ['X3: tabs', 'images:\n- name: a\n\tnewTag: v1\n', 'TAB_AS_INDENT', 3, 1],
    ['X4: a template', 'images:\n- name: a\n  newTag: {{ .x }}\n', 'NOT_EDITABLE', 3, 11],
    ['X5: an alias as item', 'x: &e {name: a, newTag: v1}\nimages:\n- *e\n', 'NOT_EDITABLE', 3, 1],
    [
      'X6: an alias as value',
      'x: &t v1\nimages:\n- name: a\n  newTag: *t\n',
      'NOT_EDITABLE',
      4,
      11,
    ],
    [
      'X8: in images and in imageTags',
      'images:\n- name: a\nimageTags:\n- name: a\n',
      'TARGET_AMBIGUOUS',
      2,
      1,
    ],
    ['X13: SOPS', 'images:\n- name: a\n  newTag: v1\nsops:\n  mac: x\n', 'NOT_EDITABLE', 4, 1],
    [
      'X13: SOPS values',
      'images:\n- name: a\n  newTag: ENC[AES256_GCM,data:x]\n',
      'NOT_EDITABLE',
      3,
      11,
    ],
    ['X15: no UTF-8', 'images:\n- name: a\n  x: \uFFFD\n', 'NOT_EDITABLE', 3, 6],
    ['a tag that is no string', 'images:\n- name: a\n  newTag: !!int 5\n', 'NOT_EDITABLE', 3, 17],
    ['a key without a value', 'images:\n- {name: a, newTag}\n', 'NOT_EDITABLE', 2, 1],
  ])('%s', (_, text, code, line, column) => {
    expect(refusal(text, 'a=v2')).toMatchObject({ code, exitCode: 2, line, column });
  });

  test('X3: YAML that cannot be read', () => {
    expect(refusal('images: [\n', 'a=v2')).toMatchObject({ exitCode: 2, line: 2 });
  });

  test('X4: a Go template in values', () => {
    const text = 'image:\n  repository: r/a\n  tag: {{ .Values.tag }}\n';
    expect(refusal(text, 'r/a=v2', values)).toMatchObject({ code: 'NOT_EDITABLE', line: 3 });
  });

  test.each(['', '# only\n', '---\n'])('X11: nothing to find in %j', (text) => {
    expect(refusal(text, 'a=v2')).toMatchObject({ code: 'TARGET_NOT_FOUND', exitCode: 2 });
    expect(findImages(text, 'kustomization.yaml')).toEqual([]);
  });

  test('nothing is written where one of several targets is refused', () => {
    expect(refusal('images:\n- name: a\n  newTag: v1\n', 'a=v2 b=v2').code).toBe(
      'TARGET_NOT_FOUND',
    );
  });

  test('an anchor that others need is not removed', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const text = `images:\n- name: a\n  newTag: v1\n  digest: &d ${digest}\nlabels: {x: *d}\n`;
    expect(refusal(text, 'a=v2')).toMatchObject({ code: 'NOT_EDITABLE', line: 5 });
  });
});

describe('the check after an edit', () => {
  const text = 'images:\n- name: a\n  newTag: v1\nx: 1\n';
  const [path, at] = ['kustomization.yaml', text.indexOf('v1')];
  const right = {
    path,
    text,
    survey: surveyImages({ path, text }),
    after: text.replace('v1', 'v2'),
    splices: [{ start: at, end: at + 2, text: 'v2' }],
    changes: [{ path: [0, 'images', 0, 'newTag'], value: 'v2' }],
  };
  const units = new Map([[right.survey[0]!.sites[0]!, { tag: 'v2' }]]);

  test('lets pass what was meant', () => {
    expect(verifyEdit({ ...right, units })).toHaveLength(1);
    expect(bump(text, 'a=v2').content).toBe(right.after);
  });

  test.each([
    ['another value', { after: text.replace('v1', 'v2').replace('x: 1', 'x: 2') }],
    ['bytes outside of the splices', { after: text.replace('v1', 'v2').replace('x: 1', 'x:  1') }],
    ['text that is not YAML', { after: text.replace('v1', '[') }],
    ['another unit', { units: new Map() }],
    [
      'a lost newline',
      {
        after: right.after.trimEnd(),
        splices: [...right.splices, { start: text.length - 1, end: text.length, text: '' }],
      },
    ],
    [
      'foreign line ends',
      {
        after: right.after.replace('v2\n', 'v2\r\n'),
        splices: [{ start: at, end: at + 2, text: 'v2\r' }],
      },
    ],
  ])('refuses %s', (_, wrong) => {
    const run = () => verifyEdit({ ...right, units, ...wrong });
    expect(run).toThrow(BugError);
    expect(run).toThrow(expect.objectContaining({ code: 'VERIFY_FAILED', exitCode: 1 }));
  });
});

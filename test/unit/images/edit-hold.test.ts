import { describe, expect, test } from 'vitest';
import { editHold, validateHold } from '../../../src/images/edit-hold.js';
import { refusalOf } from './bump.js';

const path = 'kustomization.yaml';
const hold = { until: '2026-12-31', commit: 'abc', reason: 'bad migration' };
const line = '# gitops-gen:hold until=2026-12-31 commit=abc reason=bad migration';

describe('a hold', () => {
  test.each([
    ['block', 'images:\n  - name: b\n  # of a\n  - name: a\n    newTag: v1\n', '  - name: a', '  '],
    ['CRLF', 'images:\r\n- name: a\r\n', '- name: a', ''],
    ['flow entry', 'images:\n- {name: a}', '- {name: a}', ''],
  ])('P14, P17: goes above its entry, and off again: %s', (_, text, entry, indent) => {
    const held = editHold({ path, text }, 'a', hold);
    const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
    expect(held).toBe(text.replace(entry, `${indent}${line}${lineBreak}${entry}`));
    expect(editHold({ path, text: held }, 'a')).toBe(text);
  });

  test('P14: in Helm values, above the key', () => {
    const text = 'a:\n  image:\n    repository: r/a\n    tag: v1\n';
    expect(editHold({ path: 'values.yaml', text }, 'a', {})).toBe(
      text.replace('  image', '  # gitops-gen:hold\n  image'),
    );
  });

  test('P17: nothing to take off leaves the file', () => {
    expect(editHold({ path, text: 'images:\n- name: a\n' }, 'a')).toBe('images:\n- name: a\n');
  });

  test('P20: a hold takes the place of another, wherever that stands', () => {
    const text = 'images:\n- name: a # gitops-gen:hold reason=old\n';
    expect(editHold({ path, text }, 'a', hold)).toBe(`images:\n${line}\n- name: a\n`);
    expect(editHold({ path, text: `images:\n${line}\n- name: a\n` }, 'a', { reason: 'new' })).toBe(
      'images:\n# gitops-gen:hold reason=new\n- name: a\n',
    );
  });

  test('P17: all holds of an entry are taken off', () => {
    const text = `images:\n# x\n${line}\n- name: a # gitops-gen:hold until=2020-01-01\n`;
    expect(editHold({ path, text }, 'a')).toBe('images:\n# x\n- name: a\n');
    expect(editHold({ path, text }, 'a', {})).toBe('images:\n# x\n# gitops-gen:hold\n- name: a\n');
  });

  test.each([
    'images: [{name: a}]\n',
    '{"images": [{"name": "a"}]}\n',
    '{\n  "images": [\n    {\n      "name": "a"\n    }\n  ]\n}\n',
  ])('P18: has no place in %j', (text) => {
    expect(refusalOf(() => editHold({ path, text }, 'a', hold))).toMatchObject({
      code: 'NOT_EDITABLE',
      exitCode: 2,
    });
  });

  test('needs an image', () => {
    expect(refusalOf(() => editHold({ path, text: 'images: []\n' }, 'a', hold)).code).toBe(
      'TARGET_NOT_FOUND',
    );
  });

  test.each([
    { until: '2025-12-31' },
    { until: 'soon' },
    { until: '2026-02-30' },
    { reason: 'a\nb' },
  ])('P19: %j is refused', (wrong) => {
    expect(
      refusalOf(() => {
        validateHold(wrong, '2026-01-01');
      }).exitCode,
    ).toBe(2);
  });

  test('P19: today is early enough', () => {
    expect(() => {
      validateHold({ until: '2026-01-01', reason: 'x' }, '2026-01-01');
    }).not.toThrow();
  });
});

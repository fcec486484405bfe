import { describe, expect, test } from 'vitest';
import { bumped, D, E, refusal, type Bump } from './bump.js';

const path = { path: 'argocd/applications/dev/app.yaml' };
const set = (text: string, args: string, options: Bump = {}) =>
  bumped(text, args, { ...path, ...options });

function application(source: string, name = 'app'): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${name}\nspec:\n${source}`;
}

describe('an Application', () => {
  const override = application(
    '  source:\n    targetRevision: v1\n    kustomize:\n      images: ["app=r/a:v1", \'nginx:v1\']\n',
  );

  test('H16: an override, by its left side or its whole name', () => {
    expect(set(override, 'app=v2')).toBe(override.replace('a:v1', 'a:v2'));
    expect(set(override, 'nginx=v2')).toBe(override.replace('nginx:v1', 'nginx:v2'));
    expect(set(override, 'r/a=v2')).toBe(override.replace('a:v1', 'a:v2'));
  });

  test('H16: a new name keeps the override', () => {
    expect(set(override, 'nginx=reg/n:v2')).toBe(override.replace('nginx:v1', 'nginx=reg/n:v2'));
  });

  test('H17: of several sources the one that has the image', () => {
    const text = application(
      '  sources:\n  - kustomize:\n      images:\n      - a=r/a:v1\n  - kustomize:\n      images:\n      - b=r/b:v1\n',
    );
    expect(set(text, 'b=v2')).toBe(text.replace('b:v1', 'b:v2'));
    expect(refusal(text.replace('b=r/b', 'a=r/b'), 'a=v2', path).code).toBe('TARGET_AMBIGUOUS');
  });

  test('H18: Helm parameters', () => {
    const text = application(
      `  source:\n    helm:\n      parameters:\n      - name: image.tag\n        value: v1\n        forceString: true\n      - {name: be.image.repository, value: r/be}\n      - {name: be.image.tag, value: v1}\n      - {name: be.image.digest, value: "${D}"}\n`,
    );
    expect(set(text, 'image=v2')).toBe(text.replace('value: v1\n', 'value: v2\n'));
    expect(set(text, 'be=v2')).toBe(text.replace('v1}', 'v2}').replace(D, ''));
    expect(set(text, `r/be=v2@${E}`)).toBe(text.replace('v1}', 'v2}').replace(D, E));
    expect(refusal(text, `image=${D}`, path).code).toBe('NOT_EDITABLE');
  });

  test('H19: valuesObject', () => {
    const text = application(
      '  source:\n    helm:\n      valuesObject:\n        image:\n          repository: r/a\n          tag: v1\n',
    );
    expect(set(text, 'r/a=v2')).toBe(
      text.replace('v1\n', 'v2\n').replace('/v2alpha1', '/v1alpha1'),
    );
  });

  const block = application(
    `  source:\n    helm:\n      values: |\n        # c\n        a:\n          image:\n            repository: r/a\n            tag: v1\n\n            digest: ${D}\n        b: 1\n`,
  );

  test('H20: values in a literal block', () => {
    expect(set(block, 'a=v2')).toBe(block.replace('tag: v1', 'tag: v2').replace(D, '""'));
    expect(set(block, `a=${E}`)).toBe(block.replace('            tag: v1\n', '').replace(D, E));
    expect(set(block, 'a=r/b:v2', { orderKey: 3n })).toBe(
      block
        .replace('r/a', 'r/b')
        .replace('tag: v1', 'tag: v2 # gitops-gen:order=3')
        .replace(D, '""'),
    );
  });

  test('H20: a key at the end of the block', () => {
    const text = application(
      '  source:\n    helm:\n      values: |\n        image:\n          repository: r/a\n    path: x\n',
    );
    expect(set(text, 'r/a=v2', { add: true })).toBe(
      text.replace('r/a\n', 'r/a\n          tag: v2\n'),
    );
    const last = application(
      '  source:\n    helm:\n      values: |-\n        image:\n          repository: r/a',
    );
    expect(set(last, 'r/a=v2', { add: true })).toBe(`${last}\n          tag: v2`);
  });

  test('H20: CRLF', () => {
    const text = block.replaceAll('\n', '\r\n');
    expect(set(text, 'a=v2')).toBe(text.replace('tag: v1', 'tag: v2').replace(D, '""'));
  });

  test('H20: folded or quoted values are refused', () => {
    expect(refusal(block.replace('values: |\n        # c', 'values: >'), 'a=v2', path).code).toBe(
      'NOT_EDITABLE',
    );
    const quoted = application('  source:\n    helm:\n      values: "image: r/a:v1"\n');
    expect(refusal(quoted, 'r/a=v2', path)).toMatchObject({ code: 'NOT_EDITABLE', line: 8 });
  });

  test('H21: targetRevision is never an image', () => {
    expect(refusal(application('  source:\n    targetRevision: v1\n'), 'v1=v2', path).code).toBe(
      'TARGET_NOT_FOUND',
    );
  });

  test('H22: of several Applications --doc chooses by name', () => {
    const source = '  source:\n    kustomize:\n      images:\n      - a=r/a:v1\n';
    const text = `${application(source, 'one')}---\n${application(source, 'two')}`;
    expect(refusal(text, 'a=v2', path).code).toBe('TARGET_AMBIGUOUS');
    expect(set(text, 'a=v2', { doc: 'two' })).toBe(
      `${application(source, 'one')}---\n${application(source, 'two').replace('a:v1', 'a:v2')}`,
    );
  });

  test('X14: a tag that an ApplicationSet fills in', () => {
    const text =
      'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  template:\n    spec:\n      source:\n        kustomize:\n          images:\n          - app=r/a:{{tag}}\n';
    expect(refusal(text, 'app=v2', path)).toMatchObject({ code: 'GUARD', exitCode: 2, line: 9 });
  });
});

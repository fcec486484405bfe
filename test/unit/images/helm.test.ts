import { describe, expect, test } from 'vitest';
import { findImages } from '../../../src/images/survey-images.js';
import { bump, bumped, codes, D, E, refusal, values, type Bump } from './bump.js';

const set = (text: string, args: string, options: Bump = {}) =>
  bumped(text, args, { ...values, ...options });

describe('Helm values', () => {
  test.each([
    [
      'H1: block',
      'image:\n  repository: r/a\n  tag: v1\n',
      'r/a=v2',
      'image:\n  repository: r/a\n  tag: v2\n',
    ],
    [
      'H1: flow',
      'image: {repository: r/a, tag: v1}\n',
      'r/a=v2',
      'image: {repository: r/a, tag: v2}\n',
    ],
    [
      'H1: by logical name',
      'a:\n  image: {repository: r/x, tag: v1}\n',
      'a=v2',
      'a:\n  image: {repository: r/x, tag: v2}\n',
    ],
    [
      'H2: joined',
      'image:\n  registry: ghcr.io\n  repository: o/a\n  tag: v1\n',
      'ghcr.io/o/a:v2',
      'image:\n  registry: ghcr.io\n  repository: o/a\n  tag: v2\n',
    ],
    [
      'H2: renamed',
      'image:\n  registry: ghcr.io\n  repository: o/a\n  tag: v1\n',
      'ghcr.io/o/a=x.io/b:v2',
      'image:\n  registry: x.io\n  repository: b\n  tag: v2\n',
    ],
    ['H3: inline', 'image: "r/a:v1" # c\n', 'r/a=v2', 'image: "r/a:v2" # c\n'],
    [
      'H3: inline under a name',
      "sidecarImage: 'r/a:v1'\n",
      'sidecarImage=v2',
      "sidecarImage: 'r/a:v2'\n",
    ],
    ['H4: inline with digest', `image: r/a:v1@${D}\n`, 'r/a=v2', 'image: r/a:v2\n'],
    [
      'H5: T1',
      `image:\n  repository: r/a\n  tag: v1\n  digest: ${D}\n`,
      'r/a=v2',
      'image:\n  repository: r/a\n  tag: v2\n  digest: ""\n',
    ],
    [
      'H5: T1 with the digest alone',
      `image:\n  repository: r/a\n  digest: ${D} # of v1\n`,
      'r/a=v2',
      'image:\n  repository: r/a\n  tag: v2\n  digest: "" # of v1\n',
    ],
    [
      'H5: T8',
      "image:\n  repository: r/a\n  tag: v1\n  digest: ''\n",
      `r/a=${D}`,
      `image:\n  repository: r/a\n  digest: '${D}'\n`,
    ],
    [
      'H5: T3',
      `image:\n  repository: r/a\n  tag: v1\n  digest: ${D}\n`,
      `r/a=v2@${E}`,
      `image:\n  repository: r/a\n  tag: v2\n  digest: ${E}\n`,
    ],
    [
      'H5: T3 without a digest yet',
      'image:\n  repository: r/a\n  tag: v1\n',
      `r/a=v2@${E}`,
      `image:\n  repository: r/a\n  tag: v2\n  digest: ${E}\n`,
    ],
    [
      'H5: an empty digest stays',
      'image:\n  repository: r/a\n  tag: v1\n  digest: ""\n',
      'r/a=v2',
      'image:\n  repository: r/a\n  tag: v2\n  digest: ""\n',
    ],
    [
      'H6: empty tag',
      'image:\n  repository: r/a\n  tag: ""\n',
      'r/a=v2',
      'image:\n  repository: r/a\n  tag: "v2"\n',
    ],
    [
      'H8: version',
      'image:\n  repository: r/a\n  version: v1\n',
      'r/a=v2',
      'image:\n  repository: r/a\n  version: v2\n',
    ],
    ['H8: imageTag', 'image: r/a\nimageTag: v1\n', 'r/a=v2', 'image: r/a\nimageTag: v2\n'],
    ['H8: name', 'image:\n  name: r/a\n  tag: v1\n', 'r/a=v2', 'image:\n  name: r/a\n  tag: v2\n'],
    [
      'H10: same text',
      'x:\n  image: {repository: r/a, tag: v1}\ny:\n  image: {repository: r/b, tag: v1}\n',
      'y=v2',
      'x:\n  image: {repository: r/a, tag: v1}\ny:\n  image: {repository: r/b, tag: v2}\n',
    ],
    [
      'H11: number',
      'image: {repository: r/a, tag: 1.20}\n',
      'r/a=1.21',
      'image: {repository: r/a, tag: "1.21"}\n',
    ],
    [
      'H14: comments',
      'image:\n  repository: r/a\n  tag: v1 # x-release-please-version\n',
      'r/a=v2',
      'image:\n  repository: r/a\n  tag: v2 # x-release-please-version\n',
    ],
    [
      'H15: rest of the line',
      'image: {repository: r/a, tag: v1, pullPolicy: Always}\n',
      'r/a=v2',
      'image: {repository: r/a, tag: v2, pullPolicy: Always}\n',
    ],
    [
      'in lists',
      'containers:\n- name: x\n  image: r/a:v1\n',
      'x=v2',
      'containers:\n- name: x\n  image: r/a:v2\n',
    ],
  ])('%s', (_, text, args, expected) => {
    expect(set(text, args)).toBe(expected);
  });

  test('H7: a missing tag is refused; --add inserts it behind the repository', () => {
    const text = 'image:\n  repository: r/a\n  pullPolicy: Always\n';
    expect(refusal(text, 'r/a=v2', values)).toMatchObject({
      code: 'NOT_EDITABLE',
      exitCode: 2,
      line: 1,
    });
    expect(set(text, 'r/a=v2', { add: true })).toBe(
      'image:\n  repository: r/a\n  tag: v2\n  pullPolicy: Always\n',
    );
  });

  test('H7: so is a lone digest, since the chart may not read one', () => {
    const text = 'image:\n  repository: r/a\n  tag: v1\n';
    expect(refusal(text, `r/a=${D}`, values).code).toBe('NOT_EDITABLE');
    expect(set(text, `r/a=${D}`, { add: true })).toBe(
      `image:\n  repository: r/a\n  digest: ${D}\n`,
    );
  });

  test('H12: anchors and aliases as in kustomizations', () => {
    const text =
      'a:\n  image: {repository: r/a, tag: &t v1}\nb:\n  image: {repository: r/b, tag: *t}\n';
    expect(refusal(text, 'a=v2', values).code).toBe('NOT_EDITABLE');
    expect(refusal(text, 'b=v2', values).code).toBe('NOT_EDITABLE');
    expect(set(text, 'b=v2', { breakAlias: true })).toBe(text.replace('*t', 'v2'));
  });

  test("H13: Flux's marker stays and is warned of", () => {
    const text = 'image:\n  repository: r/a\n  tag: v1 # {"$imagepolicy": "ns:p:tag"}\n';
    const edit = bump(text, 'r/a=v2', values);
    expect(edit.content).toBe(text.replace('v1', 'v2'));
    expect(codes(edit)).toEqual(['MANAGED_ELSEWHERE']);
  });

  test('X7: several documents need --doc', () => {
    const text = 'image: r/a:v1\n---\nimage: r/a:v1\n';
    expect(refusal(text, 'r/a=v2', values).code).toBe('TARGET_AMBIGUOUS');
    expect(set(text, 'r/a=v2', { doc: '1' })).toBe('image: r/a:v2\n---\nimage: r/a:v1\n');
  });
});

describe('H9: --key', () => {
  const text =
    'a:\n  b:\n  - tag: v1\n  - tag: v1\nexample.com/x: v1\n"a.b": v1\nc: {ref: "r/c:v1"}\n';

  test.each([
    ['a.b[1].tag', '  - tag: v1\nexample', '  - tag: v2\nexample'],
    [String.raw`example\.com/x`, 'x: v1', 'x: v2'],
    ['"a.b"', '"a.b": v1', '"a.b": v2'],
    ['c.ref', 'r/c:v1', 'r/c:v2'],
  ])('%s', (key, before, after) => {
    expect(set(text, 'x=v2', { key })).toBe(text.replace(before, after));
  });

  test('H8: goes before what would be found', () => {
    const image = 'image: {repository: r/a, tag: v1, version: v1}\n';
    expect(set(image, 'r/a=v2', { key: 'image.version' })).toBe(
      image.replace('version: v1', 'version: v2'),
    );
  });

  test('a path of a known image means all of it', () => {
    const image = `image: {repository: r/a, tag: v1, digest: "${D}"}\n`;
    expect(set(image, 'x=v2', { key: 'image.tag' })).toBe(
      'image: {repository: r/a, tag: v2, digest: ""}\n',
    );
  });

  test.each([
    ['a[0]', 'TARGET_NOT_FOUND'],
    ['a.b[7].tag', 'TARGET_NOT_FOUND'],
    ['a.x.tag', 'TARGET_NOT_FOUND'],
    ['a.b[0].tag.x', 'TARGET_NOT_FOUND'],
    ['a.b[0].tagg', 'NOT_EDITABLE'],
    ['a..b', 'BAD_REFERENCE'],
    ['a[x]', 'BAD_REFERENCE'],
    ['', 'BAD_REFERENCE'],
  ])('%s is refused', (key, code) => {
    expect(refusal(text, 'x=v2', { ...values, key })).toMatchObject({ code, exitCode: 2 });
  });
});

describe('plain manifests', () => {
  const manifest =
    'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      initContainers:\n      - {name: i, image: "r/i:v1"}\n      containers:\n      - name: x\n        image: r/a:v1\n';

  test('images of containers, by repository', () => {
    const path = { path: 'deployment.yaml' };
    expect(findImages(manifest, path.path)).toMatchObject([
      { form: 'manifest', name: 'r/i', tag: 'v1' },
      { form: 'manifest', name: 'r/a', tag: 'v1', line: 9 },
    ]);
    expect(bumped(manifest, 'r/a=v2 r/i=v3', path)).toBe(
      manifest.replace('a:v1', 'a:v2').replace('i:v1', 'i:v3'),
    );
    expect(refusal(`${manifest}---\n${manifest}`, 'r/a=v2', path).code).toBe('TARGET_AMBIGUOUS');
  });
});
